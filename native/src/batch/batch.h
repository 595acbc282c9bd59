/* batch.h: requests that one subject carries out one after the other. */
#ifndef BATCH_H
#define BATCH_H
#include "subjects/pending.h"

struct item {
	struct matter m;
	unsigned state; /* of the subject when it is done */
	size_t line;    /* bytes on the wire, to be skipped when it is answered */
	/* of a fork into a group: the group, and how many OOM kills it had counted before */
	const struct undo *into;
	bool counts;
	uint64_t oom_before;
};
struct batch {
	struct subject *subject;
	int count, answered, seen;
	pid_t by_pid;               /* of the subject, before what is answered next */
	struct message early;       /* an end that was heard before the fork that precedes it; kind MESSAGE_GO: none */
	struct item items[BATCH_MAX];
};
extern struct batch batch;
/* Give the request at hand, and those behind it that may follow at once, to the subject. False with `failure`. */
bool batch_ask(struct subject *s);
/* The same for spawn: the newborn finds the others on its page. */
bool batch_spawn(struct subject *s);
bool batch_waits_for(const struct subject *s);
/* Is there an unanswered fork before this item? */
bool batch_awaits_fork(int item);
/* How many are carried out, as far as the page says. */
int batch_done_count(void);
/* Are there more than at the last time of asking? */
bool batch_progressed(void);
/* The first that is not answered. */
const struct matter *batch_next(void);
/* Answer those before `until`: they are carried out. */
void batch_done(int until);
/* Answer the next one with `failure`, and forget the others. */
void batch_failed(void);

#endif
