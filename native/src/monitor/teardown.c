/* teardown.c: ends everything that the monitor has started: subjects, shells, orphans, cgroups, directories. */
#include "group/cgroup.h"
#include "look/hung.h"
#include "monitor/teardown.h"
#include "subjects/channel.h"
#include "monitor/enter.h"
#include "monitor/reader.h"
#include <sys/wait.h>

enum { DEATH_MS = 3000 };

static void kill_shell(struct channel *c)
{
	if (c->shell)
		kill(c->shell, SIGKILL);
}

static void end_channel(struct channel *c)
{
	channel_drain(c);
	if (c->number)
		channel_close(c);
}

/* Wait for the subject's death, which SIGKILL makes certain unless the kernel holds it. A zombie that somebody traces is not ours to reap. */
static bool wait_for_death(struct subject *s)
{
	struct pollfd p = { subject_pidfd(s), POLLIN, 0 };
	int status = 0;
	if (poll(&p, 1, DEATH_MS) <= 0 || waitpid(s->pid, &status, WNOHANG) != s->pid)
		return false;
	channels_of(s->slot, end_channel);
	subject_reaped(s, status);
	return true;
}

void drop_subject(struct subject *s, struct left *left)
{
	uint64_t deadline = now_ns() + DEATH_MS * 1000000ull;
	int orphans = 0;
	if (s->pid)
		subject_note_entered(s);
	channels_of(s->slot, kill_shell);
	if (s->pid)
		subject_kill(s); /* who else is in its groups is killed when they are removed */
	if (s->pid && !wait_for_death(s))
		left->processes++;
	while ((orphans = kill_children(s)) > 0 && now_ns() < deadline)
		nap_us(200);
	left->processes += orphans;
	if (orphans == 0)
		subject_forget_entered(s);
	channels_of(s->slot, end_channel);
	undo_all(s->slot, left);
	s->ended = false;
}

static void end_every_channel(void)
{
	for (int slot = 0; slot < SUBJECTS_MAX; slot++)
		channels_of(slot, end_channel);
}

static bool has_no_children(void)
{
	siginfo_t info;
	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 && errno == ECHILD;
}

void tear_down(struct left *left)
{
	uint64_t deadline = now_ns() + DEATH_MS * 1000000ull;
	for (int i = 0; i < SUBJECTS_MAX; i++)
		if (subjects[i].pid)
			subject_kill(&subjects[i]);
	if (entering.pid)
		kill(entering.pid, SIGKILL);
	reader_end();
	/* children of the dead become ours, until there is none */
	while (!has_no_children()) {
		int running = kill_children(NULL);
		for (pid_t dead; (dead = waitpid(-1, NULL, WNOHANG)) > 0;)
			reader_died(dead);
		if (has_no_children())
			break;
		/* a lost reader ends when the file system that holds it answers or goes, and that may be never */
		if (running == hung_readers() || now_ns() > deadline) {
			left->processes += running;
			break;
		}
		nap_us(100);
	}
	end_every_channel();
	for (int i = 0; i < SUBJECTS_MAX; i++)
		if (subjects[i].pid)
			subject_reaped(&subjects[i], 0);
	undo_all(NO_OWNER, left);
	session_close(left);
}
