/* reaper.c: children of the monitor that have died or stopped: what follows from it is answered and reported. */
#include "monitor/reaper.h"
#include "batch/batch.h"
#include "batch/subject-io.h"
#include "monitor/enter.h"
#include "subjects/exec-stop.h"
#include "subjects/reply.h"
#include "monitor/reader.h"
#include "wire/wire.h"
#include <sys/wait.h>

static const char *how_it_died(int status)
{
	static char text[48];
	const char *name = WIFSIGNALED(status) ? choice_name(SIGNALS, (uint64_t)WTERMSIG(status)) : NULL;
	if (WIFEXITED(status))
		lab_snprintf(text, sizeof text, "exit code %d", WEXITSTATUS(status));
	else
		lab_snprintf(text, sizeof text, "%s", name ? name : "a signal");
	return text;
}

static void subject_died(struct subject *s, int status)
{
	bool born = s->born;
	pid_t pid = s->pid;
	if (batch_waits_for(s))
		batch_done(batch_done_count());
	if (batch_waits_for(s)) {
		fail("died", "%s: the %s died (%s) while carrying it out", batch_next()->op->name, s->name, how_it_died(status));
		batch_failed();
	}
	channels_of(s->slot, channel_drain);
	subject_reaped(s, status);
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
		clear_pending();
	}
}

static void child_died(pid_t pid, int status)
{
	if (reader_died(pid))
		return;
	for (int i = 0; i < SUBJECTS_MAX; i++)
		if (subjects[i].pid == pid) {
			subject_died(&subjects[i], status);
			return;
		}
	if (entering.pid == pid) {
		fail("died", "enter: the entering process died (%s)", how_it_died(status));
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
	for (int i = 0; i < SUBJECTS_MAX; i++)
		if (subjects[i].pid == pid && stopped_at_exec(&subjects[i], status)) {
			close_fd(&subjects[i].sock);
			subject_became_program(&subjects[i]);
		}
}

static bool is_known(pid_t pid)
{
	for (int i = 0; i < SUBJECTS_MAX; i++)
		if (subjects[i].pid == pid)
			return true;
	return entering.pid == pid || reader_is(pid) || channel_of_shell(pid) != NULL;
}

/*
 * A dead child that nobody knows may be a successor whose old half has not told us of it yet. As long as
 * that half lives it will, and reaping can wait. True: wait. False: reap it, or the old half first.
 */
static bool may_be_successor(siginfo_t *info)
{
	struct subject *s = batch.subject;
	if (pending.what != ASKED || is_known(info->si_pid) || !batch_awaits_fork(batch.count))
		return false;
	pid_t foreign = info->si_pid;
	info->si_pid = 0;
	if (waitid(P_PID, (id_t)s->pid, info, WEXITED | WNOHANG | WNOWAIT) == 0 && info->si_pid == 0)
		return true;
	read_subject(s); /* what it wrote before it died */
	if (!batch_awaits_fork(batch.count))
		info->si_pid = foreign;
	return false;
}

/* It may have become a program and be dead before the old half has closed its end of the socket. */
static void final_look(pid_t pid)
{
	for (int i = 0; i < SUBJECTS_MAX; i++) {
		struct subject *s = &subjects[i];
		if (s->pid != pid || s->sock < 0 || s->seized || !has_execed(s->pid))
			continue;
		close_fd(&s->sock);
		subject_became_program(s);
	}
}

/* While it is still a zombie has_execed can see it: look first. */
void reap_children(void)
{
	siginfo_t info;
	reap_again = false;
	for (;;) {
		int status;
		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
			return;
		for (int i = 0; i < SUBJECTS_MAX; i++)
			read_subject(&subjects[i]); /* what was said before the death; after a fork the dead one is only the old half */
		read_shell();
		if (may_be_successor(&info))
			return; /* reap_again, when it is announced */
		final_look(info.si_pid);
		if (waitpid(info.si_pid, &status, 0) != info.si_pid)
			continue;
		if (WIFSTOPPED(status))
			child_stopped(info.si_pid, status);
		else
			child_died(info.si_pid, status);
	}
}
