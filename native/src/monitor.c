/* monitor.c: the monitor's life: one loop that serves the wire, its subjects, their terminals and their deaths. */
#include "monitor.h"
#include "look.h"
#include "pty.h"
#include "trace.h"
#include "wire.h"
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

enum { LAST_REQUEST_MS = 500, CALLS_BYTES = 256 * 1024 };

static bool quitting;
static bool hung_up; /* the client has gone, and there is no room to read its last lines yet */
static struct failure start_failure; /* code "" when the start went well */
static int child_signals = -1, end_signals = -1;

/* ---- ops that are carried out by somebody else ---- */

static bool connect_exec(struct subject *s, int fds[2], int *count)
{
	uint64_t io = number_of(&request, "io", IO_PIPE);
	int ours[2] = { -1, -1 };
	if (!(s->state & (OWN_PID_NS | IN_CGROUP)))
		return refuse("order", "exec: fork into a PID namespace or join a cgroup first: a daemon could outlive us");
	if (io == IO_NULL)
		return true;
	if (io == IO_PIPE) {
		int one[2] = { -1, -1 }, two[2] = { -1, -1 };
		if (pipe2(one, O_CLOEXEC) < 0 || pipe2(two, O_CLOEXEC) < 0) {
			close_fd(&one[0]);
			close_fd(&one[1]);
			return kernel_refused("pipe2");
		}
		ours[0] = one[0], ours[1] = two[0];
		fds[0] = one[1], fds[1] = two[1];
		*count = 2;
	} else {
		struct terminal host; /* only a fallback: the container's own devpts comes first */
		if (open_terminal(&host, (unsigned)number_of(&request, "rows", 24), (unsigned)number_of(&request, "cols", 80))) {
			ours[0] = host.master;
			fds[0] = host.slave;
			*count = 1;
		}
	}
	pending.channel = channel_open(s->slot, io == IO_TTY, ours[0], ours[1]);
	if (pending.channel)
		return true;
	close_fd(&ours[0]);
	close_fd(&ours[1]);
	return false;
}

static bool ask_subject(struct subject *s)
{
	int fds[2] = { -1, -1 }, count = 0;
	struct message go = { MESSAGE_GO, 0 };
	bool ok = pending.m.op != &OPS[OP_EXEC] || connect_exec(s, fds, &count);
	if (ok && pending.m.op == &OPS[OP_EXEC] && number_of(&request, "stopped", 0))
		seize(s);
	if (ok) {
		s->board->calls_used = 0;
		s->board->calls_cut = false;
		memcpy(&s->board->request, &request, offsetof(struct request, bytes) + request.used);
		ok = s->sock >= 0 && send_message(s->sock, go, fds, count);
		if (!ok)
			refuse("gone", "%s: the %s does not listen any more", pending.m.op->name, s->name);
		if (!ok && pending.channel)
			channel_close(pending.channel);
	}
	close_fd(&fds[0]);
	close_fd(&fds[1]);
	if (ok)
		pending.what = ASKED;
	return ok;
}

static bool do_spawn(struct subject *s)
{
	if (s->ended)
		return refuse("order", "spawn: the last %s has ended: drop it first", s->name);
	if (!subject_spawn(s))
		return false;
	s->state = ALIVE;
	pending.what = ASKED;
	pending.m.by_pid = s->pid;
	return true;
}

static bool do_enter(struct subject *s)
{
	if (!enter_start(s, &request))
		return false;
	pending.what = ENTERING;
	pending.m.subject = NULL;
	pending.m.by_pid = entering.pid;
	return true;
}

static bool do_wait(struct subject *s)
{
	uint64_t timeout = number_of(&request, "timeout", 0);
	if (!s->pid && !s->ended)
		return refuse("gone", "wait: there is no such subject: spawn it first");
	if (s->ended) {
		text_add(&extra, ",\"exit\":{");
		add_exit(&extra, s);
		text_add(&extra, "}");
		return true;
	}
	pending.what = WAITING;
	pending.deadline = has(&request, "timeout") ? now_ns() + timeout * 1000000ull : 0;
	return true;
}

/* ---- ops that are carried out at once ---- */

static void add_left(const struct left *left, bool files)
{
	text_format(&extra, ",\"left\":{\"cgroups\":%d,\"processes\":%d", left->cgroups, left->processes);
	if (files)
		text_format(&extra, ",\"files\":%d", left->files);
	text_add(&extra, "}");
}

static bool do_drop(struct subject *s)
{
	struct left left = { 0, 0, 0 };
	drop_subject(s, &left);
	add_left(&left, false);
	return true;
}

static bool do_quit(void)
{
	struct left left = { 0, 0, 0 };
	tear_down(&left);
	add_left(&left, true);
	quitting = true;
	return true;
}

static bool do_kill(struct subject *s)
{
	subject_kill(s);
	return true;
}

static bool (*const DEEDS[OP_COUNT])(const struct request *) = {
	[OP_HELLO] = do_hello, [OP_MKDIR_CGROUP] = do_mkdir_cgroup, [OP_RMDIR_CGROUP] = do_rmdir_cgroup,
	[OP_ENABLE_CONTROLLERS] = do_enable_controllers, [OP_WRITE_CGROUP] = do_write_cgroup, [OP_JOIN] = do_join,
	[OP_SIGNAL] = do_signal, [OP_INPUT] = do_input, [OP_WINSIZE] = do_winsize, [OP_HANGUP] = do_hangup,
};
static bool (*const SUBJECT_DEEDS[OP_COUNT])(struct subject *) = {
	[OP_SPAWN] = do_spawn, [OP_DROP] = do_drop, [OP_KILL] = do_kill, [OP_ENTER] = do_enter, [OP_WAIT] = do_wait, [OP_RELEASE] = do_release,
};

/* ---- dispatch ---- */

static struct subject *subject_of_request(void)
{
	for (const struct arg *a = pending.m.op->args; a->key[0]; a++)
		if (same(a->key, "subject")) {
			uint64_t who = number_of(&request, "subject", SUBJECT_STAGE);
			return who < SUBJECTS ? &subjects[who] : NULL;
		}
	return NULL;
}

/* False with `failure`; true: done, or pending. */
static bool carry_out(void)
{
	const struct op *op = pending.m.op;
	struct subject *s = pending.m.subject;
	if (start_failure.code[0]) {
		failure = start_failure;
		return false;
	}
	if (s && !order_allows(op, s->state))
		return false;
	if (op->where == STAGE)
		return ask_subject(s);
	if (op == &OPS[OP_QUIT])
		return do_quit();
	if (DEEDS[request.op])
		return DEEDS[request.op](&request);
	return SUBJECT_DEEDS[request.op](s);
}

static void answer_look(void)
{
	text_format(&out, "{\"id\":%u,\"ok\":true", request.id);
	look_answer(&request);
	text_add(&out, ",\"calls\":[]}\n");
}

static void handle_line(const char *line, size_t n)
{
	static char calls[CALLS_BYTES];
	trace_into(calls, sizeof calls);
	settle();
	bool ok = parse_request(line, n, &request);
	pending.m.id = request.id;
	if (ok) {
		pending.m.op = &OPS[request.op];
		current_op = pending.m.op->name;
		pending.m.subject = subject_of_request();
		pending.m.by_pid = pending.m.subject ? pending.m.subject->pid : 0;
		if (request.op == OP_LOOK && !start_failure.code[0]) {
			ok = look_check(&request);
			if (ok) {
				answer_look();
				return;
			}
		} else {
			ok = carry_out();
		}
	}
	if (!ok)
		reply_failed(&pending.m, NULL, NULL, 0);
	else if (pending.what == NOTHING)
		reply_ok(&pending.m, NULL, NULL, 0);
	if (!ok)
		settle();
}

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
		settle();
	} else if (pending.what == ENTERING) {
		kill(entering.pid, SIGKILL);
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
	struct signalfd_siginfo info;
	bool any = false;
	while (read(fd, &info, sizeof info) == (ssize_t)sizeof info)
		any = true;
	return any;
}

static void serve(void)
{
	enum { INPUT, CHILDREN, END, SHELL, FIRST_SUBJECT, FIRST_CHANNEL = FIRST_SUBJECT + SUBJECTS };
	struct pollfd p[FIRST_CHANNEL + 2 * CHANNELS_MAX];
	while (!quitting && !output_lost) {
		hung_up = hung_up && !wire_wants_input();
		bool wanted = wire_wants_input();
		p[INPUT] = (struct pollfd){ input_ended || hung_up ? -1 : 0, wanted ? POLLIN : 0, 0 };
		p[CHILDREN] = (struct pollfd){ child_signals, POLLIN, 0 };
		p[END] = (struct pollfd){ end_signals, POLLIN, 0 };
		p[SHELL] = (struct pollfd){ entering.sock, POLLIN, 0 };
		for (int i = 0; i < SUBJECTS; i++)
			p[FIRST_SUBJECT + i] = (struct pollfd){ subjects[i].sock, POLLIN, 0 };
		nfds_t count = (nfds_t)(FIRST_CHANNEL + channels_poll(p + FIRST_CHANNEL));
		wire_send();
		if (poll(p, count, poll_timeout()) < 0 && errno != EINTR)
			return;
		if (p[END].revents)
			return;
		for (int i = 0; i < SUBJECTS; i++)
			if (p[FIRST_SUBJECT + i].revents)
				hear_subject(&subjects[i]);
		if (p[SHELL].revents)
			hear_shell();
		channels_polled(p + FIRST_CHANNEL);
		if (p[CHILDREN].revents && drain_signals(child_signals))
			bury_children();
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
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void prepare(void)
{
	static const int IGNORED[] = { SIGINT, SIGQUIT, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU };
	prctl(PR_SET_NAME, "lab-monitor");
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* orphans of the shells come to us, not to the host's init */
	setsid();                                  /* refused for a group leader, which is fine */
	umask(022);
	for (size_t i = 0; i < sizeof IGNORED / sizeof *IGNORED; i++)
		signal(IGNORED[i], SIG_IGN);
	child_signals = signal_descriptor(SIGCHLD, 0);
	end_signals = signal_descriptor(SIGTERM, SIGHUP);
	wire_open(end_signals);
	if (chdir("/") < 0 || child_signals < 0 || end_signals < 0 || !subjects_open() || !enter_open() || !session_open()) {
		if (!failure.code[0])
			kernel_refused("start");
		start_failure = failure;
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
		static char calls[4096];
		trace_into(calls, sizeof calls);
		tear_down(&left);
	}
	wire_send();
	return start_failure.code[0] || left.cgroups || left.processes || left.files ? 1 : 0;
}
