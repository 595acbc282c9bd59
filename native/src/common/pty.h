/* pty.h: pseudo-terminals. */
#ifndef PTY_H
#define PTY_H
#include "wire/lab.h"

struct terminal {
	int master, slave; /* -1: none */
};

/* A new pseudo-terminal from the /dev/ptmx that the caller sees, of the given size. False with errno. */
bool open_terminal(struct terminal *t, unsigned rows, unsigned cols);
/* Make it the controlling terminal and descriptors 0, 1, 2. Recorded. False with errno. */
bool adopt_terminal(int slave);
/* The reverse, for an execve that failed. */
void leave_terminal(void);
/* TIOCSWINSZ */
bool resize_terminal(int fd, unsigned rows, unsigned cols);

#endif
