/* exec-stop.h: an app that is held at its first instruction. */
#ifndef EXEC_STOP_H
#define EXEC_STOP_H
#include "subjects/subject.h"

/* Become the subject's tracer, so that it stops when execve has succeeded. Where that is not allowed it is not held. */
void seize(struct subject *s);
/* A stop of a subject that we trace. True: it is held after execve. */
bool stopped_at_exec(struct subject *s, int status);

#endif
