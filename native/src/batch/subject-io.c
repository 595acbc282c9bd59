/* subject-io.c: the messages of subjects to the monitor. */
#include "batch/subject-io.h"
#include "batch/batch.h"
#include "subjects/reply.h"
#include "wire/trace.h"
#include "wire/wire.h"

void subject_became_program(struct subject *s)
{
	if (!batch_waits_for(s)) {
		s->state |= RUNNING;
		return;
	}
	batch_done(batch.count - 1);
	page_add_execve(s->page, batch.count - 1);
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
		failure = s->page->failure;
		batch_failed();
	} else {
		clear_pending();
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
	reap_again = true; /* the successor may be dead already, and would not have been known */
	if (!asked)
		return;
	struct message early = batch.early;
	batch_done(m.item + 1);
	batch.by_pid = m.pid;
	if (early.kind != MESSAGE_GO)
		batch_ended(s, early);
}

void read_subject(struct subject *s)
{
	struct message m;
	int fds[MESSAGE_FDS];
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
