/* throwaway.h: throw-away children for what must be asked of foreign processes and may never be answered. */
#ifndef THROWAWAY_H
#define THROWAWAY_H
#include "wire/lab.h"

/*
 * In the child: nothing of the parent's stays but the machine's /proc (machine.h), neither its descriptors (locks, the wire, the log)
 * nor the child itself once the parent has died. One that is lost hangs in the
 * kernel, maybe for ever, and must keep nothing from being closed.
 */
void throwaway_begin(pid_t parent);
/*
 * Carry out `what` in a child, for `ms` at most. `with` lies in memory that is shared. 0: it came to its end; else the PID of the
 * child, which has got SIGKILL; -1: there was no room for one.
 */
pid_t throwaway(void (*what)(void *with), void *with, int ms);

#endif
