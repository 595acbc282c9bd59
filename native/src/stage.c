/* stage.c: the stage's life: born, told what to do one request at a time, replaced by its successor or by a program. */
#include "place.h"
#include "rights.h"
#include "stage.h"
#include <poll.h>
#include <sys/prctl.h>

struct stage stage;

static bool (*const DEEDS[OP_COUNT])(const struct request *) = {
	[OP_MOUNT] = do_mount, [OP_UMOUNT] = do_umount, [OP_UNSHARE] = do_unshare, [OP_FORK] = do_fork,
	[OP_SETHOSTNAME] = do_sethostname, [OP_OPEN_ROOT] = do_open_root, [OP_FCHDIR_ROOT] = do_fchdir_root,
	[OP_CLOSE_ROOT] = do_close_root, [OP_CHROOT] = do_chroot, [OP_CHDIR] = do_chdir, [OP_PIVOT_ROOT] = do_pivot_root,
	[OP_MKDIR] = do_mkdir, [OP_COPY] = do_copy, [OP_SYMLINK] = do_symlink, [OP_WRITE_FILE] = do_write_file,
	[OP_UNPACK] = do_unpack, [OP_MAKE_DEV] = do_make_dev, [OP_PROTECT_PROC] = do_protect_proc,
	[OP_NO_NEW_PRIVS] = do_no_new_privs, [OP_CAPABILITIES] = do_capabilities, [OP_LOOPBACK_UP] = do_loopback_up,
	[OP_EXEC] = do_exec, [OP_FORK_EXIT] = do_fork_exit, [OP_SECCOMP] = do_seccomp, [OP_MOUNT_PROC] = do_mount_proc,
};

void die_with_monitor(int monitor_pidfd)
{
	struct pollfd dead = { monitor_pidfd, POLLIN, 0 };
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		_exit(125);
	/* It may have died before the line above. getppid() would not tell: it is 0 in a new PID namespace. */
	if (poll(&dead, 1, 0) > 0)
		_exit(125);
}

void become_ordinary(void)
{
	sigset_t none;
	sigemptyset(&none);
	for (int s = 1; s < 32; s++) /* the real-time signals behind them nobody ignores by habit */
		signal(s, SIG_DFL); /* refused for SIGKILL and SIGSTOP, which is fine */
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(022);
	syscall(SYS_close_range, 3u, ~0u, LAB_CLOSE_RANGE_CLOEXEC);
}

static void say(enum message_kind kind, int item)
{
	struct message m = { kind, 0, item };
	if (kind == MESSAGE_FAILED)
		stage.board->failure = failure;
	if (!send_message(stage.sock, m, NULL, 0))
		_exit(125); /* nobody listens any more */
}

/* Step 0: whatever is mounted from here on vanishes with the last process that sees it. */
static bool leave_the_host(void)
{
	current_op = "spawn";
	stage.rootless = !may_administer();
	if (stage.rootless && !enter_user_namespace())
		return false;
	if (TRACED("unshare", unshare(CLONE_NEWNS), "CLONE_NEWNS") < 0)
		return kernel_refused("unshare CLONE_NEWNS");
	if (!make_mounts_private())
		return false;
	if (stage.rootless || in_user_namespace()) {
		remember_devices();
		remember_proc();
	}
	return true;
}

/* Keep only: 0 and 1 /dev/null, 2 the log, 3 the socket, 4 the monitor's pidfd. */
static void close_everything_else(int sock, int monitor_pidfd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int high_sock = fcntl(sock, F_DUPFD_CLOEXEC, 10);
	int high_monitor = fcntl(monitor_pidfd, F_DUPFD_CLOEXEC, 10);
	if (null < 0 || high_sock < 0 || high_monitor < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
		_exit(125);
	stage.sock = dup3(high_sock, 3, O_CLOEXEC);
	stage.monitor = dup3(high_monitor, 4, O_CLOEXEC);
	if (stage.sock < 0 || stage.monitor < 0 || syscall(SYS_close_range, 5u, ~0u, 0u) < 0)
		_exit(125);
}

/* Carry out the requests on the board from `i` on, recording from `from` on, up to the first that is refused. */
static void carry_out(int i, size_t from)
{
	struct board *b = stage.board;
	const int count = b->count; /* as it was given: after a fork the monitor may be filling the board anew while the successor is still in here */
	for (; i < count && (i == 0 || from <= BATCH_CALLS); i++) {
		const struct request *r = board_request(b, i);
		struct part *part = &b->parts[i];
		board_trace(b, i, from);
		current_op = OPS[r->op].name;
		stage.took_over = false;
		bool done = place_allows(r) && DEEDS[r->op](r);
		if (stage.took_over) { /* the old half notes and tells what it did */
			from += LAST_RECORD;
			continue;
		}
		board_note(part);
		part->carried = done;
		if (!done) {
			say(MESSAGE_FAILED, i);
			return;
		}
		from = part->to;
	}
	if (!stage.took_over || i < count)
		say(MESSAGE_DONE, i);
}

/*
 * The STAGE (and the ASIDE, its double). A single-threaded child of the monitor, born in a mount
 * namespace of its own. It exists because namespaces, root and capabilities belong to a process:
 * this is the one that gives them up, step by step, until execve makes it the app. It carries out
 * one request at a time and never sees the wire. What ends it: SIGKILL from the monitor (drop,
 * quit), the monitor's death, a closed socket, its successor (fork), or the program (exec).
 */
void stage_main(struct board *board, int sock, int monitor_pidfd)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	bool luggage = board->luggage; /* read before anything is written: then one fault maps the pages around */
	stage.board = board;
	close_everything_else(sock, monitor_pidfd);
	prctl(PR_SET_NAME, "lab-stage");
	umask(0); /* what an op makes has the mode that it says */
	for (int i = 0; i < LUGGAGE_MAX; i++)
		stage.received[i] = -1;
	board_trace(board, 0, 0);
	board->own.count = 0;
	bool born = leave_the_host();
	strict_begin(board_request(board, 0));
	die_with_monitor(stage.monitor); /* after the user namespace: a change of credentials would disarm it */
	board_note(&board->parts[0]);
	board->parts[0].carried = born;
	if (!born) {
		say(MESSAGE_FAILED, 0);
		_exit(125);
	}
	struct message m;
	if (luggage && receive_message(stage.sock, &m, stage.received, true) != 1)
		_exit(0);
	carry_out(1, board->parts[0].to); /* what the monitor already knows that it wants next */
	for (;;) {
		for (int i = 0; i < LUGGAGE_MAX; i++)
			close_fd(&stage.received[i]);
		if (receive_message(stage.sock, &m, stage.received, true) != 1)
			_exit(0);
		carry_out(0, 0);
	}
}
