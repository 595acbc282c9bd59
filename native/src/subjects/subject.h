/* subject.h: what the monitor knows of its subjects, each a stage and then an app. */
#ifndef SUBJECT_H
#define SUBJECT_H
#include "batch/shared-page.h"
#include "common/child.h"
#include "journal/journal.h"

struct subject {
	char name[SUBJECT_NAME_MAX + 1]; /* of the last one in this slot; empty: there was none */
	int slot;         /* where in `subjects` */
	unsigned state;   /* enum state, or'ed */
	pid_t pid;        /* 0: none */
	int pidfd, proc;  /* -1 until asked for: subject_pidfd(), subject_proc() */
	int sock;
	struct shared_page *page;
	bool born;        /* it has answered once */
	bool seized;      /* we are its tracer (ptrace(2)), so that it stops at execve */
	bool strict;      /* it carries out a lesson that is not trusted */
	bool held;        /* it is stopped at the first instruction of its program */
	/* the group whose OOM kills are counted, and the count when it joined */
	char memory_group[GROUP_PATH_MAX];
	uint64_t oom_before;
	/* how it ended, until the next spawn */
	bool ended, ran;
	bool filtered; /* when it ended: our own filter (seccomp) was on it */
	int status;
	pid_t ended_pid;
	uint64_t oom_kill;
};

extern struct subject subjects[SUBJECTS_MAX];

bool subjects_open(void);
/* Whom a request names. */
const char *subject_name_of(const struct request *r);
/*
 * The subject of this name. One that is not known: with `make` a free slot gets the name, else it is nobody, who is not alive and
 * owns nothing. NULL with `failure`: it is no name, or there is no room for another.
 */
struct subject *subject_named(const char *name, bool make);
/* Its page, before the first spawn. */
bool subject_prepare(struct subject *s);
/* It joins this group of ours, or is born in it: from now on its OOM kills are counted. */
void subject_attached(struct subject *s, const char *group, bool counts, uint64_t oom_before);
/* clone(2) the stage; it answers on its own. Recorded. */
bool subject_spawn(struct subject *s);
/* `pid` is the subject now (born, or successor after fork). */
void subject_adopt(struct subject *s, pid_t pid);
/*
 * A descriptor of the process, and of its directory /proc/<pid>; -1 when there is none. They are made when they
 * are first needed: until the monitor has waited for its child nobody else can have the number.
 */
int subject_pidfd(struct subject *s);
int subject_proc(struct subject *s);
/* Has this child of ours execve'd since its birth? Works for a zombie too. */
bool has_execed(pid_t pid);
/* It is dead with this status: forget its descriptors, keep how it ended. */
void subject_reaped(struct subject *s, int status);
/* SIGKILL, to it and to every process in its groups. */
void subject_kill(struct subject *s);
/* oom kills in its group since it joined */
uint64_t subject_oom_kills(const struct subject *s);
/* Remember that programs were entered into this subject: their orphans are known by its mount namespace. */
void subject_note_entered(struct subject *s);
/* It has been dropped, and none of those is left. */
void subject_forget_entered(const struct subject *s);
/* Kill our children: those that are in an entered mount namespace of `s`, or, with NULL, all. How many there were. */
int kill_children(const struct subject *s);

#endif
