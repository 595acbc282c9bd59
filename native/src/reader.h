/* reader.h: look and scan, carried out by a process that may be lost. */
#ifndef READER_H
#define READER_H
#include "board.h"

/* Reply to a look or scan; false with `failure` when nothing has been written. Waits for 4 s at most, and not once the end has come. */
bool reader_answer(const struct request *r);
/* In the reader: what this subject, when it is strict, had mounted itself when the request came. */
const struct owned *reader_owned(int slot);
/* This child is, or was, a reader and has died. */
bool reader_died(pid_t pid);
bool reader_is(pid_t pid);
/* End the reader, and wait until it has gone: whoever is in a cgroup is in the way of what is done with it. The next look has a new one. */
void reader_end(void);

#endif
