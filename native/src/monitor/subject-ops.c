/* subject-ops.c: spawn, drop, kill, signal, wait: what the monitor does with a subject as a whole. */
#include "batch/batch.h"
#include "subjects/reply.h"
#include "monitor/teardown.h"
#include "wire/trace.h"

bool do_spawn(const struct request *r)
{
	(void)r;
	return batch_spawn(pending.m.subject);
}

bool do_drop(const struct request *r)
{
	(void)r;
	struct left left = { 0, 0, 0 };
	drop_subject(pending.m.subject, &left);
	add_left(&left, false);
	return true;
}

bool do_kill(const struct request *r)
{
	(void)r;
	subject_kill(pending.m.subject);
	return true;
}

bool do_signal(const struct request *r)
{
	struct subject *s = pending.m.subject;
	int sig = (int)number_of(r, "sig", 0);
	const char *name = choice_name(SIGNALS, (uint64_t)sig);
	int pidfd = subject_pidfd(s);
	if (pidfd < 0)
		return kernel_refused("pidfd_open of the %s", s->name);
	if (TRACED("pidfd_send_signal", syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0u), "%d /* pidfd of %d */, %s, NULL, 0", pidfd, (int)s->pid, name) < 0)
		return kernel_refused("pidfd_send_signal %s to the %s", name, s->name);
	return true;
}

bool do_wait(const struct request *r)
{
	const struct subject *s = pending.m.subject;
	uint64_t timeout = number_of(r, "timeout", 0);
	if (!s->pid && !s->ended)
		return fail("gone", "wait: there is no such subject: spawn it first");
	if (s->ended) {
		text_add(&extra, ",\"exit\":{");
		add_exit(&extra, s);
		text_add(&extra, "}");
		return true;
	}
	pending.what = WAITING;
	pending.deadline = has(r, "timeout") ? now_ns() + timeout * 1000000ull : 0;
	return true;
}
