/*
 * exec-stop.c: an app held at its first instruction, so that it can be looked at before it runs: a short
 * program would be over before anybody could read its /proc. ptrace(2).
 */
#include "subjects/exec-stop.h"
#include "subjects/reply.h"
#include "wire/trace.h"
#include <sys/ptrace.h>
#include <sys/wait.h>

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

void seize(struct subject *s)
{
	if (s->seized)
		return; /* since an exec that failed */
	long done = TRACED("ptrace", ptrace(PTRACE_SEIZE, s->pid, NULL, (void *)(PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)),
		"PTRACE_SEIZE, %d, NULL, PTRACE_O_TRACEEXEC|PTRACE_O_EXITKILL", (int)s->pid);
	s->seized = done == 0;
}

static bool detach(struct subject *s)
{
	s->held = s->seized = false;
	return TRACED("ptrace", ptrace(PTRACE_DETACH, s->pid, NULL, NULL), "PTRACE_DETACH, %d, NULL, 0", (int)s->pid) == 0;
}

bool stopped_at_exec(struct subject *s, int status)
{
	int event = status >> 16, signal = WSTOPSIG(status);
	if (event == PTRACE_EVENT_EXEC) {
		s->held = true;
		if (!number_of(&request, "stopped", 0))
			detach(s); /* seized for an earlier exec, which failed */
		return true;
	}
	if (event == PTRACE_EVENT_STOP && signal != SIGTRAP)
		ptrace(PTRACE_LISTEN, s->pid, NULL, NULL); /* it is stopped as SIGSTOP wants it */
	else
		ptrace(PTRACE_CONT, s->pid, NULL, (void *)(intptr_t)(event ? 0 : signal)); /* a signal on its way */
	return false;
}

bool do_release(const struct request *r)
{
	struct subject *s = pending.m.subject;
	(void)r;
	if (!s->held)
		return fail("order", "release: the program is not held");
	return detach(s) || kernel_refused("ptrace PTRACE_DETACH");
}
