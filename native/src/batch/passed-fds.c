/* passed-fds.c: see passed-fds.h. */
#include "batch/passed-fds.h"
#include "group/cgroup.h"
#include "subjects/pending.h"
#include "common/pty.h"
#include "wire/trace.h"
#include <sys/statfs.h>

struct passed_fds passed_fds;

static void pass(int fd)
{
	passed_fds.fds[passed_fds.count++] = fd;
}

void close_passed_fds(void)
{
	while (passed_fds.count > 0)
		close(passed_fds.fds[--passed_fds.count]);
}

static bool connect_pipes(int ours[2])
{
	int one[2] = { -1, -1 }, two[2] = { -1, -1 };
	if (TRIED("pipe2", pipe2(one, O_CLOEXEC), "%#lx, O_CLOEXEC", (unsigned long)one) < 0 || TRIED("pipe2", pipe2(two, O_CLOEXEC), "%#lx, O_CLOEXEC", (unsigned long)two) < 0) {
		close_fd(&one[0]);
		close_fd(&one[1]);
		return kernel_refused("pipe2");
	}
	ours[0] = one[0], ours[1] = two[0];
	pass(one[1]);
	pass(two[1]);
	return true;
}

/* One more pipe, for what is typed: its end to write on is ours. */
static bool connect_input(int *ours)
{
	int in[2];
	if (TRIED("pipe2", pipe2(in, O_CLOEXEC), "%#lx, O_CLOEXEC", (unsigned long)in) < 0)
		return kernel_refused("pipe2");
	*ours = in[1];
	pass(in[0]);
	return true;
}

bool connect_exec(const struct subject *s, const struct request *r, unsigned state)
{
	uint64_t io = number_of(r, "io", IO_PIPE);
	bool typed = number_of(r, "input", 0) == 1 && io == IO_PIPE;
	int ours[2] = { -1, -1 }, input = -1;
	struct terminal host; /* only a fallback: the container's own devpts comes first */
	if (!(state & (OWN_PID_NS | IN_CGROUP)))
		return fail("order", "exec: fork into a PID namespace or join a cgroup first: a daemon could outlive us");
	if (io == IO_NULL)
		return true;
	if (passed_fds.count + (typed ? 3 : 2) > PASSED_FDS_MAX)
		return fail("busy", "exec: not together with what precedes it");
	if (io == IO_PIPE && !connect_pipes(ours))
		return false;
	if (io == IO_TTY && open_terminal(&host, (unsigned)number_of(r, "rows", 24), (unsigned)number_of(r, "cols", 80))) {
		ours[0] = host.master;
		pass(host.slave);
	}
	bool ready = !typed || connect_input(&input);
	pending.channel = ready ? channel_open(s->slot, io == IO_TTY, ours[0], ours[1]) : NULL;
	if (pending.channel && typed)
		channel_set_input(pending.channel, input);
	if (pending.channel)
		return true;
	close_fd(&input);
	close_fd(&ours[0]);
	close_fd(&ours[1]);
	return false;
}

bool take_group(const struct request *r)
{
	if (passed_fds.count + 1 > PASSED_FDS_MAX)
		return fail("busy", "fork: not together with what precedes it");
	const struct undo *group = group_of_request(text_of(r, "into"));
	struct statfs fs;
	if (group && (fstatfs(group->dir, &fs) < 0 || fs.f_type != CGROUP2_MAGIC_NUMBER)) /* the kernel would refuse too, but take the PID namespace with it */
		return fail("path", "fork: %.200s is not a v2 group: only in one of those can a process be born", group->path);
	int fd = group ? (int)TRIED("fcntl", fcntl(group->dir, F_DUPFD_CLOEXEC, 3), "%d, F_DUPFD_CLOEXEC, 3", group->dir) : -1;
	if (group && fd < 0)
		return kernel_refused("fcntl");
	if (fd >= 0)
		pass(fd);
	return group != NULL;
}
