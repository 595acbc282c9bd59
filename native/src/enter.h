/* enter.h: one more program in a subject's view. */
#ifndef ENTER_H
#define ENTER_H
#include "subject.h"

/* The entering process until its execve; there is at most one. */
struct entering {
	pid_t pid;      /* 0: none */
	int sock;
	int master;     /* of its terminal */
	int slot;       /* the subject entered */
	struct board *board;
};
extern struct entering entering;

/* Start a process that will become the program of `r` in the view of `s`. Recorded. It answers on entering.sock. */
bool enter_start(struct subject *s, const struct request *r);
/* It is through or dead: forget descriptors. */
void enter_done(void);

/* privileges.c: give up all capabilities but these, for ever. */
bool keep_capabilities(uint64_t kept);
/* seccomp.c: `devices`: mknod(2) of device nodes is allowed. */
bool install_filter(bool devices);
/* privileges.c: give up what the subject has given up. */
bool match_privileges(int proc);

#endif
