/* enter.c: how a shell gets into a subject's view: cgroups, setns, fork, root, terminal, execve. What `docker exec` does. */
#include "enter.h"
#include "cgroup.h"
#include "place.h"
#include "program.h"
#include "pty.h"
#include "stage.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

struct entering entering = { 0, -1, -1, 0, NULL };

static const struct {
	const char *link;
	int flag;
} NAMESPACES[] = {
	{ "ns/user", CLONE_NEWUSER }, { "ns/mnt", CLONE_NEWNS }, { "ns/uts", CLONE_NEWUTS }, { "ns/ipc", CLONE_NEWIPC },
	{ "ns/net", CLONE_NEWNET }, { "ns/pid", CLONE_NEWPID }, { "ns/cgroup", CLONE_NEWCGROUP }, { "ns/time", CLONE_NEWTIME },
};

/* Its board, before the first. */
static bool prepare(void)
{
	if (entering.board)
		return true;
	struct board *b = map_shared(sizeof *b);
	if (b == NULL)
		return false;
	entering.board = b;
	return true;
}

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

static bool join_groups(const struct subject *s)
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
static bool move_into_pid_namespace(int sock)
{
	size_t mark = trace.used;
	int gate[2]; /* held open by the old half as long as it has something to say */
	char nothing;
	if (TRIED("pipe2", pipe2(gate, O_CLOEXEC), "%#lx, O_CLOEXEC", (unsigned long)gate) < 0)
		return kernel_refused("pipe2");
	entering.board->handed_to = 0;
	trace_args("child_stack=NULL, flags=CLONE_PARENT|SIGCHLD");
	trace_begin();
	long pid = trace_stop(syscall(SYS_clone, (unsigned long)(CLONE_PARENT | SIGCHLD), 0, 0, 0, 0));
	if (pid == 0) { /* both halves write on one board: we go on behind a place kept free for the other's last record */
		trace.used = mark + LAST_RECORD;
		close(gate[1]);
		while (read(gate[0], &nothing, 1) < 0 && errno == EINTR)
			;
		close(gate[0]);
		if (entering.board->handed_to == 0)
			_exit(125); /* it was killed before it had written that record */
		return true;
	}
	trace_record("clone");
	if (pid < 0)
		return kernel_refused("clone CLONE_PARENT");
	memset(trace.at + trace.used - 1, ' ', mark + LAST_RECORD - trace.used);
	trace.at[mark + LAST_RECORD - 1] = '\n';
	entering.board->handed_at = mark + LAST_RECORD;
	entering.board->handed_to = (int32_t)pid;
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
static bool become_shell(const struct subject *s, const struct request *r, int sock, int fallback)
{
	char mark[64];
	int flags = different_namespaces(s->proc);
	int proc = s->proc;
	int root = (int)TRIED("openat", openat(proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC), "%d</proc/%d>, \"root\", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY", proc, (int)s->pid);
	if (root < 0)
		return kernel_refused("open /proc/%d/root", (int)s->pid);
	if (!may_enter_root(r, root))
		return false;
	if (!join_groups(s))
		return false;
	if (flags && TRACED("setns", setns(s->pidfd, flags), "%d /* pidfd of %d */, %s", s->pidfd, (int)s->pid, flag_names(CLONE_FLAGS, (uint64_t)flags)) < 0)
		return kernel_refused("setns");
	if (flags & CLONE_NEWPID && !move_into_pid_namespace(sock))
		return false;
	die_with_monitor(monitor_pidfd);
	/* setns into a mount namespace leads to the namespace's root, which is the host's tree where the subject only did chroot(2) */
	if (TRACED("fchdir", fchdir(root), "%d</proc/%d/root>", root, (int)s->pid) < 0)
		return kernel_refused("fchdir");
	if (TRACED("chroot", chroot("."), "\".\"") < 0)
		return kernel_refused("chroot \".\"");
	if (!match_privileges(proc) || !open_shell_terminal(r, sock, fallback) || (s->state & FILTERED && !do_seccomp(NULL)))
		return false;
	die_with_monitor(monitor_pidfd);
	snprintf(mark, sizeof mark, "CONTAINER_LAB_SESSION=%s", session.name);
	become_ordinary();
	return become_program(r, entering.board, mark);
}

static void shell_main(const struct subject *s, const struct request *r, int sock, int fallback) __attribute__((noreturn));
static void shell_main(const struct subject *s, const struct request *r, int sock, int fallback)
{
	struct board *board = entering.board;
	struct message m = { MESSAGE_FAILED, 0, 0 };
	prctl(PR_SET_NAME, "lab-shell");
	/* what runs in there already sees us come: our descriptors lead out, and none of them is to be had through /proc; execve gives it back */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		_exit(125);
	die_with_monitor(monitor_pidfd);
	close_fd(&journal_fd); /* its lock says that the session lives, and this process may be lost on its way */
	board_trace(board, 0, 0);
	become_shell(s, r, sock, fallback); /* returns only when something was refused */
	board->failure = failure;
	board_note(&board->parts[0]);
	send_message(sock, m, NULL, 0);
	_exit(126);
}

bool enter_start(struct subject *s, const struct request *r)
{
	struct terminal host = { -1, -1 };
	int pair[2];
	if (s->strict && s->state & ROOT_CHANGED)
		return refuse("untrusted", "enter: the %s has a root that a lesson has filled, and the lesson is not trusted: a shell would read its files", s->name);
	if (!prepare())
		return false;
	open_terminal(&host, (unsigned)number_of(r, "rows", 24), (unsigned)number_of(r, "cols", 80)); /* only a fallback: may fail */
	if (!make_pair(pair)) {
		close_fd(&host.master);
		close_fd(&host.slave);
		return false;
	}
	subject_visited(s);
	subject_pidfd(s);
	entering.board->parts[0] = (struct part){ 0 };
	entering.board->handed_at = 0;
	long pid = TRACED("clone", syscall(SYS_clone, (unsigned long)SIGCHLD, 0, 0, 0, 0), "child_stack=NULL, flags=SIGCHLD");
	if (pid == 0)
		shell_main(s, r, pair[1], host.slave);
	close(pair[1]);
	close_fd(&host.slave);
	if (pid < 0) {
		close(pair[0]);
		close_fd(&host.master);
		return kernel_refused("clone");
	}
	entering.pid = (pid_t)pid;
	entering.sock = pair[0];
	entering.master = host.master;
	entering.slot = s->slot;
	return true;
}

void enter_done(void)
{
	entering.pid = 0;
	close_fd(&entering.sock);
	close_fd(&entering.master);
}
