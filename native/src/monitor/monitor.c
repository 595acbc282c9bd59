/* monitor.c: the monitor's main loop: it serves the wire, the subjects, their terminals, and reaps children. */
#include "monitor/monitor.h"
#include "batch/batch.h"
#include "batch/subject-io.h"
#include "monitor/enter.h"
#include "monitor/reaper.h"
#include "subjects/reply.h"
#include "monitor/teardown.h"
#include "common/root-check.h"
#include "wire/trace.h"
#include "wire/wire.h"
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

enum { LAST_REQUEST_MS = 500 };

static bool hung_up; /* the client has gone, and there is no room to read its last lines yet */
static int child_signals = -1;

int monitor_end_signals = -1;

/* Calls that failed at the start are part of each reply. */
static OWN_PAGES char start_calls[16 * 1024];

/* ---- time ---- */

static int poll_timeout(void)
{
	if (!pending.deadline)
		return -1;
	uint64_t now = now_ns();
	return now >= pending.deadline ? 0 : (int)((pending.deadline - now + 999999) / 1000000);
}

/* Nobody waits for ever: a wait that has a timeout, and whatever still runs when the input has ended. */
static void check_deadline(void)
{
	if ((input_ended || hung_up) && pending.what != NOTHING) {
		uint64_t last = now_ns() + LAST_REQUEST_MS * 1000000ull;
		if (!pending.deadline || pending.deadline > last)
			pending.deadline = last;
	}
	if (!pending.deadline || now_ns() < pending.deadline)
		return;
	pending.deadline = 0;
	if (pending.what == WAITING) {
		text_add(&extra, ",\"exit\":null");
		reply_ok(&pending.m, NULL, NULL, 0);
		clear_pending();
	} else if (pending.what == ENTERING) {
		shell_timeout();
	} else if (pending.what == ASKED && batch_progressed()) {
		pending.deadline = now_ns() + LAST_REQUEST_MS * 1000000ull; /* each request has its time */
	} else if (pending.what == ASKED) {
		subject_kill(pending.m.subject);
	}
}

/* ---- the loop ---- */

static void serve_lines(void)
{
	const char *line;
	size_t n;
	while (pending.what == NOTHING && !quitting && !output_lost && wire_line(&line, &n))
		handle_line(line, n);
}

static bool drain_signals(int fd)
{
	struct signalfd_siginfo info[2]; /* the same signal waits only once */
	return read(fd, info, sizeof info) > 0;
}

static void serve(void)
{
	enum { INPUT, CHILDREN, END, SHELL, FIRST_SUBJECT, FIRST_CHANNEL = FIRST_SUBJECT + SUBJECTS_MAX };
	struct pollfd p[FIRST_CHANNEL + CHANNEL_FDS * CHANNELS_MAX];
	while (!quitting && !output_lost) {
		hung_up = hung_up && !wire_wants_input();
		bool wanted = wire_wants_input();
		p[INPUT] = (struct pollfd){ input_ended || hung_up ? -1 : 0, wanted ? POLLIN : 0, 0 };
		p[CHILDREN] = (struct pollfd){ child_signals, POLLIN, 0 };
		p[END] = (struct pollfd){ monitor_end_signals, POLLIN, 0 };
		p[SHELL] = (struct pollfd){ entering.sock, POLLIN, 0 };
		for (int i = 0; i < SUBJECTS_MAX; i++)
			p[FIRST_SUBJECT + i] = (struct pollfd){ subjects[i].sock, POLLIN, 0 };
		nfds_t count = (nfds_t)(FIRST_CHANNEL + channels_poll(p + FIRST_CHANNEL));
		wire_send();
		if (poll(p, count, poll_timeout()) < 0 && errno != EINTR)
			return;
		if (p[END].revents)
			return;
		for (int i = 0; i < SUBJECTS_MAX; i++)
			if (p[FIRST_SUBJECT + i].revents)
				read_subject(&subjects[i]);
		if (p[SHELL].revents)
			read_shell();
		channels_polled(p + FIRST_CHANNEL);
		if ((p[CHILDREN].revents && drain_signals(child_signals)) || reap_again)
			reap_children();
		if (p[INPUT].revents && wanted)
			wire_read();
		else if (p[INPUT].revents)
			hung_up = true;
		check_deadline();
		serve_lines();
		if ((input_ended || hung_up) && pending.what == NOTHING && !quitting)
			return;
	}
}

static int signal_descriptor(int a, int b)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, a);
	if (b)
		sigaddset(&set, b);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return (int)TRIED("signalfd4", signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), "-1, %#lx, 8, SFD_CLOEXEC|SFD_NONBLOCK", (unsigned long)&set);
}

/* The youngest of the calls without which nothing works here. */
static bool kernel_is_new_enough(void)
{
	return TRIED("close_range", syscall(SYS_close_range, ~0u, ~0u, 0u), "%u, %u, 0", ~0u, ~0u) == 0 || kernel_refused("close_range");
}

static void prepare(void)
{
	static const int IGNORED[] = { SIGINT, SIGQUIT, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGXFSZ };
	current_op = "start";
	trace_into(start_calls, sizeof start_calls);
	prctl(PR_SET_NAME, MONITOR_NAME);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* orphans of the shells come to us, not to the host's init */
	setsid();                                  /* refused for a group leader, which is fine */
	umask(022);
	for (size_t i = 0; i < sizeof IGNORED / sizeof *IGNORED; i++)
		signal(IGNORED[i], SIG_IGN);
	child_signals = signal_descriptor(SIGCHLD, 0);
	monitor_end_signals = signal_descriptor(SIGTERM, SIGHUP);
	wire_open(monitor_end_signals);
	remember_machines_root(); /* before anything is born that could have another */
	if (!subjects_open() || !kernel_is_new_enough() || TRIED("chdir", chdir("/"), "\"/\"") < 0 || child_signals < 0 || monitor_end_signals < 0 || !session_open()) {
		if (!failure.code[0])
			kernel_refused("start");
		start_failure = failure;
		start_trace = trace;
		copy_string(start_failure.code, sizeof start_failure.code, "unavailable");
	}
}

/*
 * The MONITOR. It is what container-lab starts, through sudo or as the learner; it keeps the host's
 * namespaces and root for good. It exists because the stage, once in its chroot, can reach neither
 * cgroups nor the wire, and because somebody must clean up. It never blocks on a subject. What ends
 * it: quit, end of file on standard input, SIGTERM, SIGHUP; it then ends everything that it began.
 */
int monitor_main(void)
{
	struct left left = { 0, 0, 0 };
	prepare();
	serve();
	if (!quitting && !start_failure.code[0]) {
		static OWN_PAGES char calls[4096];
		trace_into(calls, sizeof calls);
		tear_down(&left);
	}
	wire_send();
	return start_failure.code[0] || left.cgroups || left.processes || left.files ? 1 : 0;
}
