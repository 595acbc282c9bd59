/* hear.c: what subjects and entering shells say to the monitor. */
#include "machine.h"
#include "monitor.h"
#include "procstat.h"
#include "trace.h"
#include "wire.h"

struct pending pending;
LAB_ROOM struct request request;

void settle(void)
{
	memset(&pending, 0, sizeof pending);
}

/* ---- what subjects say ---- */

/* execve cannot record its own success. */
static void add_execve(struct board *board, int item)
{
	struct part *part = &board->parts[item];
	struct text calls = { board->calls + part->from, part->to - part->from, BOARD_CALLS, false, NULL };
	trace_line(&calls, "execve", board->exec_args, 0, 0, now_ns() - board->exec_started);
	part->to = part->from + (uint32_t)calls.used;
}

void subject_became_program(struct subject *s)
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
	s->seized = false; /* of the old half; its child is not traced */
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
		else if ((m.kind == MESSAGE_DONE || m.kind == MESSAGE_FAILED) && asked) {
			batch_ended(s, m);
			return; /* it is silent until it is asked again */
		}
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

void shell_failed(void)
{
	reply_failed(&pending.m, entering.board, "shell", pending.m.by_pid);
	kill(entering.pid, SIGKILL);
	enter_done();
	settle();
}

/* What runs in the subject has the shell's user, and may send it any signal from when it is seen in there until its execve and after. */
void shell_late(void)
{
	char file[32];
	struct proc_stat s;
	snprintf(file, sizeof file, "%d/stat", (int)entering.pid);
	bool stopped = read_proc_stat(machine_proc(), file, &s) && (s.state == 'T' || s.state == 't');
	refuse("timeout", "enter: the shell (process %d) %s, and has been killed", (int)entering.pid,
		stopped ? "was stopped from inside before it was through" : "did not get through in time: something that it needs does not answer");
	shell_failed();
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
