/* passed-fds.h: descriptors that travel to the subject with a batch: where the output of an exec goes, the group that a fork is born in. */
#ifndef PASSED_FDS_H
#define PASSED_FDS_H
#include "subjects/subject.h"

struct passed_fds {
	int fds[PASSED_FDS_MAX];
	int count;
};
extern struct passed_fds passed_fds;

/* The subject's end of the output into what is passed, ours into the channel of the pending request. False with `failure`. */
bool connect_exec(const struct subject *s, const struct request *r, unsigned state);
/* The group of `into`. False with `failure`. */
bool take_group(const struct request *r);
/* They have travelled, or will not: close ours. */
void close_passed_fds(void);

#endif
