/* leftovers.h: what entered shells have left behind: found by its marks, wherever it has gone. */
#ifndef LEFTOVERS_H
#define LEFTOVERS_H
#include "wire/lab.h"

/*
 * SIGKILL to each process of this dead session; how many there were. A process is one when its environment has
 * CONTAINER_LAB_SESSION=<session>, or when it is an orphan and sees a mount of the session's: nobody outside does.
 * Lasts 4 s at most, and leaves out whom it cannot look at.
 */
int kill_leftovers(const char *session);

#endif
