/* enter.h: the op enter in the monitor: one more program in a subject's view. */
#ifndef ENTER_H
#define ENTER_H
#include "subjects/subject.h"

/* The entering process until its execve; there is at most one. */
struct entering {
	pid_t pid;      /* 0: none */
	int sock;
	int master;     /* of its terminal */
	int slot;       /* the subject entered */
	struct shared_page *page;
};
extern struct entering entering;

/* Whatever it has said is answered. */
void read_shell(void);
/* Answer the enter at hand with `failure`. */
void shell_failed(void);
/* The enter at hand has had its time: the process is killed, and what held it is said. */
void shell_timeout(void);

#endif
