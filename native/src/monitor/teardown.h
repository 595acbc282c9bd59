/* teardown.h: ends a subject, or everything. */
#ifndef TEARDOWN_H
#define TEARDOWN_H
#include "monitor/session.h"
#include "subjects/subject.h"

/* End a subject and all that belongs to it. */
void drop_subject(struct subject *s, struct left *left);
/* End everything. Afterwards the only thing left to do is to leave. */
void tear_down(struct left *left);

#endif
