/* leftovers.c: see leftovers.h. */
#include "monitor/leftovers.h"
#include "wire/entries.h"
#include "common/throwaway.h"
#include "common/machine.h"
#include "common/procstat.h"
#include "wire/text.h"
#include <sys/mman.h>
#include <sys/wait.h>

enum { STILL_MS = 1000, ALL_MS = 4000 };

/* MAP_SHARED with the child that looks. */
struct search {
	pid_t from; /* the first to look at */
	pid_t at;   /* whom it is looking at */
	int killed;
};

/* ---- marks; in the child ---- */

static bool has_variable(int proc, const char *name)
{
	static OWN_PAGES char environment[64 * 1024];
	char mark[64];
	int fd = openat(proc, "environ", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, environment, sizeof environment - 1) : 0;
	close_fd(&fd);
	if (n <= 0)
		return false;
	environment[n] = 0;
	size_t length = (size_t)lab_snprintf(mark, sizeof mark, "CONTAINER_LAB_SESSION=%s", name);
	for (char *at = environment; at < environment + n; at += strlen(at) + 1)
		if (strlen(at) == length && same(at, mark))
			return true;
	return false;
}

static bool sees_layers(int proc, const char *name)
{
	static OWN_PAGES struct lines mounts;
	char mark[64];
	bool found = false;
	int fd = openat(proc, "mountinfo", O_RDONLY | O_CLOEXEC);
	lab_snprintf(mark, sizeof mark, "/%s/layers", name);
	lines_of(&mounts, fd);
	for (char *line; fd >= 0 && !found && (line = next_line(&mounts)) != NULL;)
		found = strstr(line, mark) != NULL;
	close_fd(&fd);
	return found;
}

/* Who came in from outside (nsenter) has a parent there, and is not ours to kill; what a dead shell left has been given to init, or to a user's systemd. */
static bool is_orphan(int proc)
{
	char file[32];
	struct proc_stat s, parent;
	if (!read_proc_stat(proc, "stat", &s) || s.flags & FLAG_KERNEL_THREAD)
		return false;
	lab_snprintf(file, sizeof file, "%d/stat", (int)s.ppid);
	return s.ppid <= 1 || (read_proc_stat(machine_proc(), file, &parent) && same(parent.comm, "systemd"));
}

static bool carries(int proc, const char *name)
{
	return has_variable(proc, name) || (is_orphan(proc) && sees_layers(proc, name));
}

/* ---- the search ---- */

/*
 * The SEARCH: a throw-away child of a monitor that starts, or of `clean`. It reads of every process what somebody else may hold up
 * (a process waits for a file system with its memory locked), so it holds no lock and may be lost. What ends it: itself, SIGKILL
 * at a deadline, the death of its parent.
 */
static void search_main(struct search *s, const char *name, pid_t parent) __attribute__((noreturn));
static void search_main(struct search *s, const char *name, pid_t parent)
{
	throwaway_begin(parent);
	int all = openat(machine_proc(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct entry *e;
	struct entries list;
	entries_of(&list, all);
	while (all >= 0 && (e = next_entry(&list)) != NULL) {
		pid_t pid = (pid_t)strtol(e->name, NULL, 10);
		if (pid <= 1 || pid < s->from || pid == parent || pid == getpid())
			continue;
		s->at = pid;
		/* held open, it is the same process to the end; the pidfd is of that process when the directory still works after it was opened */
		int proc = openat(all, e->name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		int pidfd = proc >= 0 && carries(proc, name) ? (int)syscall(SYS_pidfd_open, pid, 0u) : -1;
		if (pidfd >= 0 && carries(proc, name) && syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0u) == 0)
			s->killed++;
		close_fd(&pidfd);
		close_fd(&proc);
	}
	_exit(0);
}

/* False: it did not come to its end, and was killed. */
static bool wait_for_search(const struct search *s, pid_t child, uint64_t deadline)
{
	pid_t at = -1;
	uint64_t still = now_ns() + STILL_MS * 1000000ull;
	for (;;) {
		uint64_t now = now_ns();
		if (waitpid(child, NULL, WNOHANG) != 0)
			return true;
		if (now > deadline || now > still) {
			if (s->at == at || now > deadline) {
				kill(child, SIGKILL);
				waitpid(child, NULL, WNOHANG);
				return false;
			}
			at = s->at;
			still = now + STILL_MS * 1000000ull;
		}
		nap_us(200);
	}
}

int kill_leftovers(const char *name)
{
	uint64_t deadline = now_ns() + ALL_MS * 1000000ull;
	struct search *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED)
		return 0;
	for (bool over = false; !over && now_ns() < deadline; s->from = s->at + 1) {
		pid_t parent = getpid(), child = plain_fork();
		if (child == 0)
			search_main(s, name, parent);
		over = child < 0 || wait_for_search(s, child, deadline);
	}
	int killed = s->killed;
	munmap(s, sizeof *s);
	return killed;
}
