/* reaper.h: children of the monitor that have died or stopped. */
#ifndef REAPER_H
#define REAPER_H
#include "wire/lab.h"

/* Look at each dead child, answer and report what follows from its death. */
void reap_children(void);

#endif
