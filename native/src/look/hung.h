/*
 * hung.h: processes at whose files a reader has hung. Whoever mounts a file system in a user namespace (FUSE, an overlay
 * over it) decides whether a stat(2) of it ever ends, for root as well, and not even SIGKILL ends such a wait.
 */
#ifndef HUNG_H
#define HUNG_H
#include "wire/lab.h"

enum { HUNG_MAX = 8 };

struct hung {
	pid_t reader;    /* the lost process; 0 when it has died since */
	pid_t throwaway; /* the same of who was to find out what follows; mostly 0 */
	uint64_t since;  /* now_ns() */
	pid_t pid;       /* at whose files */
	uint32_t owner;  /* its user, or 0 */
	ino_t view;      /* its mount namespace, or 0 */
	bool walked;     /* a file system was asked; else even /proc/PID */
};

/* In memory that the monitor and its readers share: the monitor writes, and not while a reader reads. */
struct hung_list {
	ino_t own_view;      /* the monitor's mount namespace */
	uint32_t own_users[2]; /* whose work must be seen whatever else of theirs hangs: the monitor's user and sudo's */
	int count;
	struct hung at[HUNG_MAX];
	/* what the reader is looking at */
	pid_t pid;
	bool walks;
};
extern struct hung_list *hung;

/* ---- in the monitor ---- */

/* Make the list. False with `failure`. */
bool hung_open(void);
/* This reader, which has got SIGKILL, did not come back from where it was looking. */
void hung_add(pid_t reader);
/* Take off what is over: the reader has died, and half a minute has passed. True: there is room for another. */
bool hung_review(void);
/* This child has died; true when it was a lost reader. */
bool hung_died(pid_t reader);
/* How many lost readers still hang. */
int hung_readers(void);

/* ---- in the reader ---- */

/*
 * To be called before anything is asked of a process, even its /proc/PID/stat, which waits for one that is in the middle of an
 * execve(2); `walks`: of files that it sees, not only of what /proc says. False: leave it out, for somebody hangs there already: at this process, at one in the same mount
 * namespace, or at one of the same user, unless that is root or the learner.
 */
bool reading_of(pid_t pid, bool walks);

#endif
