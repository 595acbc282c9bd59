/* look.h: the op that reads. */
#ifndef LOOK_H
#define LOOK_H
#include "parse.h"

/* Are all items well-formed? False with `failure`. */
bool look_check(const struct request *r);
/* Write `,"answers":[…]` to the wire. */
void look_answer(const struct request *r);

#endif
