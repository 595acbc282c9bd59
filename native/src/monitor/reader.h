/* reader.h: look and scan, carried out by a child of the monitor, since it may hang. */
#ifndef READER_H
#define READER_H
#include "wire/lab.h"

/* This child is, or was, a reader and has died. */
bool reader_died(pid_t pid);
bool reader_is(pid_t pid);
/* End the reader, and wait until it has gone: whoever is in a cgroup is in the way of what is done with it. The next look has a new one. */
void reader_end(void);

#endif
