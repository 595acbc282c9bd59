/* child.h: what every child of the monitor inherits, and does first. */
#ifndef CHILD_H
#define CHILD_H
#include "wire/lab.h"

/* The monitor's pidfd (children watch it) and its /proc directory (`host` of look). */
extern int monitor_pidfd, monitor_proc;

/* Die with the monitor: PR_SET_PDEATHSIG, and the race against it. Needed again after every fork. */
void die_with_monitor(int pidfd);
/* Nothing of the monitor's stays in a new program: signals and umask as a fresh login has them, descriptors above 2 closed at execve. */
void become_ordinary(void);

#endif
