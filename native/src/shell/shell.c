/* shell.c: how a shell gets into a subject's view: cgroups, setns, fork, root, terminal, execve. What `docker exec` does. */
#include "shell/shell.h"
#include "common/capabilities.h"
#include "common/child.h"
#include "common/root-check.h"
#include "common/program.h"
#include "common/pty.h"
#include "common/seccomp-filter.h"
#include "group/cgroup.h"
#include "wire/trace.h"
#include <sys/prctl.h>

static const struct {
	const char *link;
	int flag;
} NAMESPACES[] = {
	{ "ns/user", CLONE_NEWUSER }, { "ns/mnt", CLONE_NEWNS }, { "ns/uts", CLONE_NEWUTS }, { "ns/ipc", CLONE_NEWIPC },
	{ "ns/net", CLONE_NEWNET }, { "ns/pid", CLONE_NEWPID }, { "ns/cgroup", CLONE_NEWCGROUP }, { "ns/time", CLONE_NEWTIME },
};

/* Which namespaces of the process are not ours? setns(2) into one's own user namespace is an error. */
static int different_namespaces(int proc)
{
	int flags = 0;
	for (size_t i = 0; i < sizeof NAMESPACES / sizeof *NAMESPACES; i++) {
		struct stat theirs, ours;
		if (fstatat(proc, NAMESPACES[i].link, &theirs, 0) == 0 && fstatat(monitor_proc, NAMESPACES[i].link, &ours, 0) == 0 &&
		    theirs.st_ino != ours.st_ino)
			flags |= NAMESPACES[i].flag;
	}
	return flags;
}

static bool attach_to_groups(const struct entered *s)
{
	if (!(s->state & IN_CGROUP))
		return true;
	for (int i = 0; i < undo_count; i++)
		if (undo_list[i].kind == UNDO_GROUP && undo_list[i].owner == s->slot &&
		    !write_group_file(undo_list[i].dir, undo_list[i].path, "cgroup.procs", "0"))
			return kernel_refused("write \"0\" to %s/cgroup.procs", undo_list[i].path);
	return true;
}

/* setns does not move its caller into a PID namespace, only its children: so one more fork, with the monitor as the parent. */
static bool move_into_pid_namespace(struct shared_page *page, int sock)
{
	size_t mark = trace.used;
	int gate[2]; /* held open by the old half as long as it has something to say */
	char nothing;
	if (TRIED("pipe2", pipe2(gate, O_CLOEXEC), "%#lx, O_CLOEXEC", (unsigned long)gate) < 0)
		return kernel_refused("pipe2");
	page->handed_to = 0;
	trace_args("child_stack=NULL, flags=CLONE_PARENT|SIGCHLD");
	trace_begin();
	long pid = trace_stop(syscall(SYS_clone, (unsigned long)(CLONE_PARENT | SIGCHLD), 0, 0, 0, 0));
	if (pid == 0) { /* both halves write on one page: we go on behind a place kept free for the other's last record */
		trace.used = mark + LAST_RECORD;
		close(gate[1]);
		while (read(gate[0], &nothing, 1) < 0 && errno == EINTR)
			;
		close(gate[0]);
		if (page->handed_to == 0)
			_exit(125); /* it was killed before it had written that record */
		return true;
	}
	trace_record("clone");
	if (pid < 0)
		return kernel_refused("clone CLONE_PARENT");
	memset(trace.at + trace.used - 1, ' ', mark + LAST_RECORD - trace.used);
	trace.at[mark + LAST_RECORD - 1] = '\n';
	page->handed_at = mark + LAST_RECORD;
	page->handed_to = (int32_t)pid;
	struct message m = { MESSAGE_FORKED, (int32_t)pid, 0 };
	_exit(send_message(sock, m, NULL, 0) ? 0 : 125);
}

static bool open_shell_terminal(const struct request *r, int sock, int fallback)
{
	struct terminal own;
	if (open_terminal(&own, (unsigned)number_of(r, "rows", 24), (unsigned)number_of(r, "cols", 80))) {
		struct message m = { MESSAGE_TERMINAL, 0, 0 };
		bool sent = send_message(sock, m, &own.master, 1);
		close_fd(&own.master);
		if (!sent)
			return kernel_refused("sendmsg");
		fallback = own.slave;
	}
	return (fallback >= 0 && adopt_terminal(fallback)) || kernel_refused("open a terminal"); /* without one: what open_terminal was refused */
}

/*
 * The SHELL: a program that a learner runs in a subject's view, beside the subject. It starts as a
 * clone of the monitor, joins the subject's cgroups, namespaces and root, gives up what the subject
 * has given up, and becomes the program on a terminal of its own. Its environment carries
 * CONTAINER_LAB_SESSION, so that a sweep finds what it left. What ends it: itself, hangup (SIGHUP),
 * drop of the subject, quit, the monitor's death.
 */
static bool become_shell(const struct entered *s, const struct request *r, struct shared_page *page, int sock, int fallback)
{
	char mark[64];
	int flags = different_namespaces(s->proc);
	int proc = s->proc;
	int root = (int)TRIED("openat", openat(proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC), "%d</proc/%d>, \"root\", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY", proc, (int)s->pid);
	if (root < 0)
		return kernel_refused("open /proc/%d/root", (int)s->pid);
	if (!may_enter_root(r, root))
		return false;
	if (!attach_to_groups(s))
		return false;
	if (flags && TRACED("setns", setns(s->pidfd, flags), "%d /* pidfd of %d */, %s", s->pidfd, (int)s->pid, flag_names(CLONE_FLAGS, (uint64_t)flags)) < 0)
		return kernel_refused("setns");
	if (flags & CLONE_NEWPID && !move_into_pid_namespace(page, sock))
		return false;
	die_with_monitor(monitor_pidfd);
	/* setns into a mount namespace leads to the namespace's root, which is the host's tree where the subject only did chroot(2) */
	if (TRACED("fchdir", fchdir(root), "%d</proc/%d/root>", root, (int)s->pid) < 0)
		return kernel_refused("fchdir");
	if (TRACED("chroot", chroot("."), "\".\"") < 0)
		return kernel_refused("chroot \".\"");
	if (!match_privileges(proc) || !open_shell_terminal(r, sock, fallback) || (s->state & FILTERED && !install_filter(false)))
		return false;
	die_with_monitor(monitor_pidfd);
	lab_snprintf(mark, sizeof mark, "CONTAINER_LAB_SESSION=%s", session.name);
	become_ordinary();
	return become_program(r, page, mark);
}

void shell_main(const struct entered *s, const struct request *r, struct shared_page *page, int sock, int fallback)
{
	struct message m = { MESSAGE_FAILED, 0, 0 };
	prctl(PR_SET_NAME, "lab-shell");
	/* what runs in there already sees us come: our descriptors lead out, and none of them is to be had through /proc; execve gives it back */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		_exit(125);
	die_with_monitor(monitor_pidfd);
	close_fd(&journal_fd); /* its lock says that the session lives, and this process may be lost on its way */
	page_trace(page, 0, 0);
	become_shell(s, r, page, sock, fallback); /* returns only when something was refused */
	page->failure = failure;
	page_note(&page->parts[0]);
	send_message(sock, m, NULL, 0);
	_exit(126);
}
