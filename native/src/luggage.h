/* luggage.h: descriptors that travel to the subject with a batch: where the output of an exec goes, the group that a fork is born in. */
#ifndef LUGGAGE_H
#define LUGGAGE_H
#include "subject.h"

struct luggage {
	int fds[LUGGAGE_MAX];
	int count;
};
extern struct luggage luggage;

/* The subject's end of the output into the luggage, ours into the channel of the pending request. False with `failure`. */
bool connect_exec(const struct subject *s, const struct request *r, unsigned state);
/* The group of `into`. False with `failure`. */
bool take_group(const struct request *r);
/* They have travelled, or will not: close ours. */
void unpack_luggage(void);

#endif
