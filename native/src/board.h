/*
 * board.h: how the monitor and a subject talk: a board of shared memory for what is said, and a
 * socket pair for "look at the board", file descriptors, and noticing death or execve (end of file).
 */
#ifndef BOARD_H
#define BOARD_H
#include "errors.h"
#include "parse.h"

enum {
	BOARD_CALLS = 256 * 1024,   /* what one request may record */
	BATCH_MAX = 48,             /* requests given at once */
	BATCH_BYTES = 48 * 1024,    /* their arguments; beyond this no further request is taken */
	BATCH_CALLS = 64 * 1024,    /* beyond this no further request of a batch is begun */
	LUGGAGE_MAX = 3,            /* descriptors sent with a message */
	LAST_RECORD = 512,          /* kept free where two processes write one after the other: the old half's record of its clone */
	OWN_MAX = 128,              /* file systems that a subject has mounted and that are remembered */
};

/* One request of a batch, and what has become of it. */
struct part {
	uint32_t request;  /* where it lies in `requests`, in units of their type */
	uint32_t from, to; /* its fragments in `calls` */
	int luggage;       /* the first of its descriptors among those that came with the batch */
	bool cut;          /* there were more */
	bool carried;      /* done, and without a refusal */
};

/* The tmpfs and overlays that a subject has mounted itself, see own.c. */
struct owned {
	int count;
	dev_t dev[OWN_MAX];
};

/*
 * MAP_SHARED memory made by the monitor before the clone, so that even a subject that dies in the
 * middle of an op leaves the record of the calls that it made. execve takes it away by itself.
 * What every run needs lies on the first pages, see subject_prepare().
 */
struct board {
	struct failure failure;   /* subject → monitor, with MESSAGE_FAILED */
	int count;                /* monitor → subject: how many requests; a shell has one */
	bool luggage;             /* monitor → newborn: descriptors follow in a MESSAGE_GO */
	int at;                   /* the request that is being carried out */
	struct part parts[BATCH_MAX];
	uint64_t exec_started;    /* now_ns() just before execve, which cannot report its own success */
	char exec_args[4096];
	size_t handed_at;         /* from here on the calls are those of the child `handed_to` (enter) */
	int32_t handed_to;
	struct owned own;         /* subject → monitor */
	char calls[BATCH_CALLS + BOARD_CALLS]; /* fragments of trace.h */
	_Alignas(4096) uint64_t requests[(BATCH_BYTES + sizeof(struct request)) / sizeof(uint64_t) + 1];
};

static inline struct request *board_request(struct board *b, int i)
{
	return (struct request *)(b->requests + b->parts[i].request);
}

/* Memory that is shared with children, empty; NULL with `failure`. */
void *map_shared(size_t size);
/* A pair of connected sockets for messages. False with `failure`. */
bool make_pair(int pair[2]);

/* From here on calls are recorded as those of request `i`, from this place on. */
void board_trace(struct board *b, int i, size_t from);
/* What has been recorded since then. */
void board_note(struct part *part);
/* Is this one of them? */
bool owns(const struct owned *own, dev_t dev);

/* What is said over the socket, one datagram each. */
enum message_kind {
	MESSAGE_GO,        /* monitor → subject: requests are on the board; carries the descriptors that they need */
	MESSAGE_DONE,      /* subject → monitor: the first `item` requests are carried out, and it waits for more */
	MESSAGE_FAILED,    /* request `item` was refused; the failure is on the board */
	MESSAGE_FORKED,    /* request `item` is carried out: `pid` has taken over as the subject and goes on with the next one */
	MESSAGE_TERMINAL,  /* carries the master of the subject's new terminal */
};

struct message {
	int kind;
	int32_t pid;
	int32_t item;
};

/* Send with up to three descriptors (`count` may be 0). False with errno. */
bool send_message(int sock, struct message m, const int *fds, int count);
/* Receive; fds[i] is -1 where none came. 1 message, 0 end of file, -1 with errno (EAGAIN when `wait` is false and nothing is there). */
int receive_message(int sock, struct message *m, int fds[3], bool wait);

#endif
