/*
 * shared-page.h: how the monitor and a subject communicate: a page of shared memory for the data, and a
 * socket pair for "look at the page", file descriptors, and noticing death or execve (end of file).
 */
#ifndef SHARED_PAGE_H
#define SHARED_PAGE_H
#include "batch/message.h"
#include "wire/errors.h"
#include "wire/parse.h"

enum {
	PAGE_CALLS = 256 * 1024,   /* what one request may record */
	BATCH_MAX = 48,             /* requests given at once */
	BATCH_BYTES = 48 * 1024,    /* their arguments; beyond this no further request is taken */
	BATCH_CALLS = 64 * 1024,    /* beyond this no further request of a batch is begun */
	PASSED_FDS_MAX = 3,            /* descriptors sent with a message */
	LAST_RECORD = 512,          /* kept free where two processes write one after the other: the old half's record of its clone */
	OWN_MAX = 128,              /* file systems that a subject has mounted and that are remembered */
};

/* One request of a batch, and what has become of it. */
struct part {
	uint32_t request;  /* where it lies in `requests`, in units of their type */
	uint32_t from, to; /* its fragments in `calls` */
	int first_fd;      /* the first of its descriptors among those that came with the batch */
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
struct shared_page {
	struct failure failure;   /* subject → monitor, with MESSAGE_FAILED */
	int count;                /* monitor → subject: how many requests; a shell has one */
	bool fds_follow;          /* monitor → newborn: descriptors follow in a MESSAGE_GO */
	int at;                   /* the request that is being carried out */
	struct part parts[BATCH_MAX];
	uint64_t exec_started;    /* now_ns() just before execve, which cannot report its own success */
	char exec_args[4096];
	size_t handed_at;         /* from here on the calls are those of the child `handed_to` (enter) */
	int32_t handed_to;
	struct owned own;         /* subject → monitor */
	char calls[BATCH_CALLS + PAGE_CALLS]; /* fragments of trace.h */
	_Alignas(4096) uint64_t requests[(BATCH_BYTES + sizeof(struct request)) / sizeof(uint64_t) + 1];
};

static inline struct request *page_request(struct shared_page *b, int i)
{
	return (struct request *)(b->requests + b->parts[i].request);
}

/* From here on calls are recorded as those of request `i`, from this place on. */
void page_trace(struct shared_page *b, int i, size_t from);
/* What has been recorded since then. */
void page_note(struct part *part);
/* Its execve has succeeded, and could not record that itself. */
void page_add_execve(struct shared_page *b, int i);
/* Is this one of them? */
bool owns(const struct owned *own, dev_t dev);

#endif
