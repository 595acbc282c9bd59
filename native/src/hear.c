/* hear.c: what subjects and entering shells say to the monitor, and their deaths. */
#include "monitor.h"
#include "trace.h"
#include "wire.h"
#include <sys/wait.h>

struct pending pending;
LAB_ROOM struct request request;

void settle(void)
{
	memset(&pending, 0, sizeof pending);
}

/* Somebody has become known: look at the dead again. */
bool bury_again;

/* ---- what subjects say ---- */

/* execve cannot record its own success. */
static void add_execve(struct board *board, int item)
{
	struct part *part = &board->parts[item];
	struct text calls = { board->calls + part->from, part->to - part->from, BOARD_CALLS, false, NULL };
	trace_line(&calls, "execve", board->exec_args, 0, 0, now_ns() - board->exec_started);
	part->to = part->from + (uint32_t)calls.used;
}

/* Its end of the socket has been closed by execve: it is the program now. */
static void subject_became_program(struct subject *s)
{
	if (!batch_waits_for(s)) {
		s->state |= RUNNING;
		return;
	}
	batch_done(batch.count - 1);
	add_execve(s->board, batch.count - 1);
	if (pending.channel) {
		text_format(&extra, ",\"channel\":%d", pending.channel->number);
		pending.channel->announced = true;
	}
	if (has(&request, "stopped"))
		text_format(&extra, ",\"held\":%s", s->held ? "true" : "false");
	batch_done(batch.count);
	s->state |= RUNNING;
}

/* It has done what it was told, or was refused. */
static void batch_ended(struct subject *s, struct message m)
{
	batch_done(m.item);
	if (m.kind == MESSAGE_FAILED && batch_waits_for(s)) {
		failure = s->board->failure;
		batch_failed();
	} else {
		settle();
	}
}

/* The old half and its successor speak over one socket, in any order. */
static void successor_announced(struct subject *s, struct message m)
{
	bool asked = batch_waits_for(s);
	if (asked)
		batch_done(m.item);
	subject_adopt(s, m.pid);
	undo_subject(s->slot, m.pid);
	bury_again = true; /* the successor may be dead already, and would not have been known */
	if (!asked)
		return;
	struct message early = batch.early;
	batch_done(m.item + 1);
	batch.by_pid = m.pid;
	if (early.kind != MESSAGE_GO)
		batch_ended(s, early);
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
			if (has_execed(s->pid) && !s->seized) /* where we trace it, its stop tells */
				subject_became_program(s);
			return; /* or it is dead, and SIGCHLD comes */
		}
		bool asked = batch_waits_for(s);
		if (m.kind == MESSAGE_TERMINAL && asked && pending.channel)
			channel_set_terminal(pending.channel, fds[0]);
		else
			close_fd(&fds[0]);
		if (m.kind == MESSAGE_FORKED)
			successor_announced(s, m);
		else if ((m.kind == MESSAGE_DONE || m.kind == MESSAGE_FAILED) && asked && batch_awaits_fork(m.item))
			batch.early = m;
		else if ((m.kind == MESSAGE_DONE || m.kind == MESSAGE_FAILED) && asked)
			batch_ended(s, m);
	}
}

/* ---- what an entering shell says ---- */

static void shell_entered(void)
{
	struct board *board = entering.board;
	struct channel *c = entering.master >= 0 ? channel_open(entering.slot, true, entering.master, -1) : NULL;
	if (c == NULL) {
		if (entering.master < 0)
			refuse("unavailable", "enter: the program has no terminal");
		kill(entering.pid, SIGKILL);
		reply_failed(&pending.m, board, "shell", pending.m.by_pid);
	} else {
		add_execve(board, 0);
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
			if (has_execed(entering.pid))
				shell_entered();
			return;
		}
		if (m.kind == MESSAGE_TERMINAL) {
			close_fd(&entering.master);
			entering.master = fds[0];
		} else if (m.kind == MESSAGE_FORKED) {
			entering.pid = m.pid;
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
	if (batch_waits_for(s))
		batch_done(batch_carried());
	if (batch_waits_for(s)) {
		refuse("died", "%s: the %s died (%s) while carrying it out", batch_next()->op->name, s->name, how_it_died(status));
		batch_failed();
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
}

static void child_stopped(pid_t pid, int status)
{
	for (int i = 0; i < SUBJECTS; i++)
		if (subjects[i].pid == pid && stopped_at_exec(&subjects[i], status)) {
			close_fd(&subjects[i].sock);
			subject_became_program(&subjects[i]);
		}
}

static bool is_known(pid_t pid)
{
	for (int i = 0; i < SUBJECTS; i++)
		if (subjects[i].pid == pid)
			return true;
	return entering.pid == pid || channel_of_shell(pid) != NULL;
}

/*
 * A dead child that nobody knows may be a successor whose old half has not told us of it yet. As long as
 * that half lives it will, and the grave can wait. True: wait. False: bury it, or the old half first.
 */
static bool may_be_successor(siginfo_t *info)
{
	struct subject *s = batch.subject;
	if (pending.what != ASKED || is_known(info->si_pid) || !batch_awaits_fork(batch.count))
		return false;
	pid_t stranger = info->si_pid;
	info->si_pid = 0;
	if (waitid(P_PID, (id_t)s->pid, info, WEXITED | WNOHANG | WNOWAIT) == 0 && info->si_pid == 0)
		return true;
	hear_subject(s); /* its last words */
	if (!batch_awaits_fork(batch.count))
		info->si_pid = stranger;
	return false;
}

/* It may have become a program and be dead before the old half has closed its end of the socket. */
static void last_look(pid_t pid)
{
	for (int i = 0; i < SUBJECTS; i++) {
		struct subject *s = &subjects[i];
		if (s->pid != pid || s->sock < 0 || s->seized || !has_execed(s->pid))
			continue;
		close_fd(&s->sock);
		subject_became_program(s);
	}
}

/* Look at each dead child while it is still a zombie (has_execed can see it), then bury it. */
void bury_children(void)
{
	siginfo_t info;
	bury_again = false;
	for (;;) {
		int status;
		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
			return;
		for (int i = 0; i < SUBJECTS; i++)
			hear_subject(&subjects[i]); /* what was said before the death; after a fork the dead one is only the old half */
		hear_shell();
		if (may_be_successor(&info))
			return; /* bury_again, when it is announced */
		last_look(info.si_pid);
		if (waitpid(info.si_pid, &status, 0) != info.si_pid)
			continue;
		if (WIFSTOPPED(status))
			child_stopped(info.si_pid, status);
		else
			child_died(info.si_pid, status);
	}
}
