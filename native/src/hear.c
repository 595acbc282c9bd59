/* hear.c: what subjects and entering shells say to the monitor, and their deaths. */
#include "monitor.h"
#include "trace.h"
#include "wire.h"
#include <sys/wait.h>

struct pending pending;
struct request request;

void settle(void)
{
	memset(&pending, 0, sizeof pending);
}

/* The last dead child that was nobody we know: the old half of a fork, an orphan, a successor not yet announced. */
static struct {
	pid_t pid;
	int status;
} last_stranger;

static void subject_died(struct subject *s, int status);

/* ---- what subjects say ---- */

static void answer_ok(void)
{
	struct subject *s = pending.m.subject;
	reply_ok(&pending.m, s->board, s->name, pending.m.by_pid);
	settle();
}

static void answer_failed(void)
{
	struct subject *s = pending.m.subject;
	if (pending.channel)
		channel_close(pending.channel);
	reply_failed(&pending.m, s->board, s->name, pending.m.by_pid);
	settle();
}

static unsigned states_of_unshare(void)
{
	uint64_t flags = number_of(&request, "flags", 0);
	return (flags & CLONE_NEWPID ? NEEDS_FORK : 0u) | (flags & CLONE_NEWUTS ? OWN_UTS_NS : 0u) | (flags & CLONE_NEWNET ? OWN_NET_NS : 0u);
}

static void subject_did(struct subject *s)
{
	const struct op *op = pending.m.op;
	s->state = (s->state | op->give) & ~op->take;
	if (op == &OPS[OP_UNSHARE])
		s->state |= states_of_unshare();
	if (op == &OPS[OP_SPAWN]) {
		s->born = true;
		pending.m.by_pid = s->pid;
	}
	answer_ok();
}

/* Its end of the socket has been closed by execve: it is the program now. */
static void subject_became_program(struct subject *s)
{
	struct text calls = { s->board->calls, s->board->calls_used, sizeof s->board->calls, false, NULL };
	s->state |= RUNNING;
	if (pending.what != ASKED || pending.m.subject != s)
		return;
	trace_line(&calls, "execve", s->board->exec_args, 0, 0, now_ns() - s->board->exec_started);
	s->board->calls_used = calls.used;
	if (pending.channel) {
		text_format(&extra, ",\"channel\":%d", pending.channel->number);
		pending.channel->announced = true;
	}
	if (has(&request, "stopped"))
		text_format(&extra, ",\"held\":%s", s->held ? "true" : "false");
	answer_ok();
}

void hear_subject(struct subject *s)
{
	struct message m;
	int fds[3];
	while (s->sock >= 0) {
		int got = receive_message(s->sock, &m, fds, false);
		if (got < 0)
			return;
		if (got == 0) {
			close_fd(&s->sock);
			if (has_execed(s->proc) && !s->seized) /* where we trace it, its stop tells */
				subject_became_program(s);
			return; /* or it is dead, and SIGCHLD comes */
		}
		bool asked = pending.what == ASKED && pending.m.subject == s;
		if (m.kind == MESSAGE_TERMINAL && asked && pending.channel)
			channel_set_terminal(pending.channel, fds[0]);
		else
			close_fd(&fds[0]);
		if (m.kind == MESSAGE_FORKED) {
			bool alive = subject_adopt(s, m.pid);
			if (asked)
				subject_did(s);
			if (!alive) /* it died, and was buried, before we knew of it */
				subject_died(s, last_stranger.pid == m.pid ? last_stranger.status : SIGKILL);
		} else if (m.kind == MESSAGE_DONE && asked) {
			subject_did(s);
		} else if (m.kind == MESSAGE_FAILED && asked) {
			failure = s->board->failure;
			answer_failed();
		}
	}
}

/* ---- what an entering shell says ---- */

static void shell_entered(void)
{
	struct board *board = entering.board;
	struct text calls = { board->calls, board->calls_used, sizeof board->calls, false, NULL };
	struct channel *c = entering.master >= 0 ? channel_open(entering.slot, true, entering.master, -1) : NULL;
	if (c == NULL) {
		if (entering.master < 0)
			refuse("unavailable", "enter: the program has no terminal");
		kill(entering.pid, SIGKILL);
		reply_failed(&pending.m, board, "shell", pending.m.by_pid);
	} else {
		trace_line(&calls, "execve", board->exec_args, 0, 0, now_ns() - board->exec_started);
		board->calls_used = calls.used;
		entering.master = -1;
		c->shell = entering.pid;
		c->announced = true;
		text_format(&extra, ",\"subject\":\"%s\",\"channel\":%d,\"pid\":%d", subjects[c->slot].name, c->number, (int)c->shell);
		reply_ok(&pending.m, board, "shell", pending.m.by_pid);
	}
	enter_done();
	settle();
}

static void shell_failed(void)
{
	reply_failed(&pending.m, entering.board, "shell", pending.m.by_pid);
	kill(entering.pid, SIGKILL);
	enter_done();
	settle();
}

void hear_shell(void)
{
	struct message m;
	int fds[3];
	while (entering.sock >= 0) {
		int got = receive_message(entering.sock, &m, fds, false);
		if (got < 0)
			return;
		if (got == 0) {
			close_fd(&entering.sock);
			if (has_execed(entering.proc))
				shell_entered();
			return;
		}
		if (m.kind == MESSAGE_TERMINAL) {
			close_fd(&entering.master);
			entering.master = fds[0];
		} else if (m.kind == MESSAGE_FORKED) {
			char path[32];
			entering.pid = m.pid;
			snprintf(path, sizeof path, "/proc/%d", (int)m.pid);
			close_fd(&entering.proc);
			entering.proc = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		} else if (m.kind == MESSAGE_FAILED) {
			failure = entering.board->failure;
			shell_failed();
		}
	}
}

/* ---- deaths ---- */

static const char *how_it_died(int status)
{
	static char text[48];
	const char *name = WIFSIGNALED(status) ? word_name(SIGNALS, (uint64_t)WTERMSIG(status)) : NULL;
	if (WIFEXITED(status))
		snprintf(text, sizeof text, "exit code %d", WEXITSTATUS(status));
	else
		snprintf(text, sizeof text, "%s", name ? name : "a signal");
	return text;
}

static void subject_died(struct subject *s, int status)
{
	bool born = s->born;
	pid_t pid = s->pid;
	if (pending.what == ASKED && pending.m.subject == s) {
		const char *op = pending.m.op->name;
		refuse("died", "%s: the %s died (%s) while carrying it out", op, s->name, how_it_died(status));
		answer_failed();
	}
	channels_of(s->slot, channel_drain);
	subject_buried(s, status);
	s->ended = born;
	if (born) {
		text_format(&out, "{\"event\":\"exit\",\"subject\":\"%s\",\"pid\":%d,", s->name, (int)pid);
		add_exit(&out, s);
		text_add(&out, "}\n");
	}
	if (pending.what == WAITING && pending.m.subject == s) {
		text_add(&extra, ",\"exit\":{");
		add_exit(&extra, s);
		text_add(&extra, "}");
		reply_ok(&pending.m, NULL, NULL, 0);
		settle();
	}
}

static void child_died(pid_t pid, int status)
{
	for (int i = 0; i < SUBJECTS; i++)
		if (subjects[i].pid == pid) {
			subject_died(&subjects[i], status);
			return;
		}
	if (entering.pid == pid) {
		refuse("died", "enter: the entering process died (%s)", how_it_died(status));
		shell_failed();
		return;
	}
	struct channel *c = channel_of_shell(pid);
	if (c) {
		c->shell_ended = true;
		c->shell_status = status;
		channel_drain(c);
		if (c->number)
			channel_close(c); /* what still holds the terminal gets SIGHUP */
		return;
	}
	last_stranger.pid = pid;
	last_stranger.status = status;
}

static void child_stopped(pid_t pid, int status)
{
	for (int i = 0; i < SUBJECTS; i++)
		if (subjects[i].pid == pid && stopped_at_exec(&subjects[i], status)) {
			close_fd(&subjects[i].sock);
			subject_became_program(&subjects[i]);
		}
}

/* Look at each dead child while it is still a zombie (has_execed can see it), then bury it. */
void bury_children(void)
{
	siginfo_t info;
	for (;;) {
		int status;
		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
			return;
		for (int i = 0; i < SUBJECTS; i++)
			hear_subject(&subjects[i]); /* what was said before the death; after a fork the dead one is only the old half */
		hear_shell();
		if (waitpid(info.si_pid, &status, 0) != info.si_pid)
			continue;
		if (WIFSTOPPED(status))
			child_stopped(info.si_pid, status);
		else
			child_died(info.si_pid, status);
	}
}
