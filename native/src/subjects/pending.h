/* pending.h: the request at hand, and who carries it out. */
#ifndef PENDING_H
#define PENDING_H
#include "subjects/channel.h"
#include "subjects/subject.h"
#include "wire/handlers.h"

extern struct request request;

/* What a reply is about. */
struct matter {
	uint32_t id;
	const struct op *op;      /* NULL: the op was not understood */
	struct subject *subject;  /* or NULL */
	pid_t by_pid;             /* of the subject when the op began */
	int part;                 /* of the page: where the subject's calls are */
};

/* A request, or a batch of them, that is being carried out by somebody else. Until it is answered, no other is begun. */
struct pending {
	enum { NOTHING, ASKED, ENTERING, WAITING, REPLIED } what; /* REPLIED: the handler has written the reply itself */
	struct matter m;
	struct channel *channel; /* of an exec */
	uint64_t deadline;       /* now_ns(), or 0 */
};
extern struct pending pending;
void clear_pending(void);

/* Somebody has become known who may be dead already: the dead are looked at once more. */
extern bool reap_again;

#endif
