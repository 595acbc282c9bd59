/* reply.h: one JSON object a line. */
#ifndef REPLY_H
#define REPLY_H
#include "subjects/pending.h"

/* Fields of the reply at hand beyond the standard ones, each beginning with a comma. */
extern struct text extra;
void reply_ok(const struct matter *m, const struct shared_page *page, const char *by, pid_t by_pid);
void reply_failed(const struct matter *m, const struct shared_page *page, const char *by, pid_t by_pid);
/* `,"exit":{…}` for wait, and the body of the exit event. */
void add_exit(struct text *t, const struct subject *s);
/* `,"left":{…}` for drop and, with the files, for quit. */
void add_left(const struct left *left, bool files);

#endif
