/* stage.c: the main loop of the stage: requests one at a time, until a successor or a program takes its place. */
#include "common/root-check.h"
#include "common/rights.h"
#include "stage/self.h"
#include "stage/stage.h"
#include <poll.h>
#include <sys/prctl.h>

struct stage stage;

static void report(enum message_kind kind, int item)
{
	struct message m = { kind, 0, item };
	if (kind == MESSAGE_FAILED)
		stage.page->failure = failure;
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
static void close_everything_else(int sock, int monitor)
{
	int null = openat(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC);
	int high_sock = fcntl(sock, F_DUPFD_CLOEXEC, 10);
	int high_monitor = fcntl(monitor, F_DUPFD_CLOEXEC, 10);
	if (null < 0 || high_sock < 0 || high_monitor < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
		_exit(125);
	stage.sock = dup3(high_sock, 3, O_CLOEXEC);
	stage.monitor = dup3(high_monitor, 4, O_CLOEXEC);
	if (stage.sock < 0 || stage.monitor < 0 || syscall(SYS_close_range, 5u, ~0u, 0u) < 0)
		_exit(125);
}

/* Carry out the requests on the page from `i` on, recording from `from` on, up to the first that is refused. */
static void carry_out(int i, size_t from)
{
	struct shared_page *b = stage.page;
	const int count = b->count; /* as it was given: after a fork the monitor may be filling the page anew while the successor is still in here */
	for (; i < count && (i == 0 || from <= BATCH_CALLS); i++) {
		const struct request *r = page_request(b, i);
		struct part *part = &b->parts[i];
		page_trace(b, i, from);
		current_op = OPS[r->op].name;
		stage.took_over = false;
		bool done = root_allows(r) && OPS[r->op].handler(r);
		if (stage.took_over) { /* the old half notes and tells what it did */
			from += LAST_RECORD;
			continue;
		}
		page_note(part);
		part->carried = done;
		if (!done) {
			report(MESSAGE_FAILED, i);
			return;
		}
		from = part->to;
	}
	if (!stage.took_over || i < count)
		report(MESSAGE_DONE, i);
}

/*
 * The STAGE, one for each subject. A single-threaded child of the monitor, born in a mount
 * namespace of its own. It exists because namespaces, root and capabilities belong to a process:
 * this is the one that gives them up, step by step, until execve makes it the app. It carries out
 * one request at a time and never sees the wire. What ends it: SIGKILL from the monitor (drop,
 * quit), the monitor's death, a closed socket, its successor (fork), or the program (exec).
 */
void stage_main(struct shared_page *page, int sock, int monitor)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	bool fds_follow = page->fds_follow; /* read before anything is written: then one fault maps the pages around */
	stage.page = page;
	close_everything_else(sock, monitor);
	prctl(PR_SET_NAME, "lab-stage");
	umask(0); /* what an op makes has the mode that it says */
	for (int i = 0; i < MESSAGE_FDS; i++)
		stage.received[i] = -1;
	page_trace(page, 0, 0);
	page->own.count = 0;
	bool born = leave_the_host();
	strict_begin(page_request(page, 0));
	die_with_monitor(stage.monitor); /* after the user namespace: a change of credentials would disarm it */
	page_note(&page->parts[0]);
	page->parts[0].carried = born;
	if (!born) {
		report(MESSAGE_FAILED, 0);
		_exit(125);
	}
	struct message m;
	if (fds_follow && receive_message(stage.sock, &m, stage.received, true) != 1)
		_exit(0);
	carry_out(1, page->parts[0].to); /* what the monitor already knows that it wants next */
	for (;;) {
		for (int i = 0; i < MESSAGE_FDS; i++)
			close_fd(&stage.received[i]);
		if (receive_message(stage.sock, &m, stage.received, true) != 1)
			_exit(0);
		carry_out(0, 0);
	}
}
