/* reading.h: the two ends of the reader: reader.c in the monitor, reading.c in the process itself. */
#ifndef READING_H
#define READING_H
#include "wire/parse.h"
#include "batch/shared-page.h"

enum { ANSWERS_BYTES = 16 * 1024 * 1024 };

/* What the reader knows of a subject. */
struct looked_at {
	char name[SUBJECT_NAME_MAX + 1]; /* empty: no subject */
	pid_t pid;        /* 0: there is none now */
	unsigned state;   /* enum state, or'ed */
	bool strict;
	struct owned own; /* when it is strict */
	int proc;         /* its /proc directory, in the reader, or -1 */
};

/* MAP_SHARED between the two. Only the pages that are used cost memory. */
struct reading {
	struct request request;
	struct looked_at subjects[SUBJECTS_MAX];
	int at;                   /* of look: the item to begin with, then the one that is being answered */
	uint32_t ends[LIST_MAX];  /* where in `answers` the answer to each item ends */
	_Alignas(4096) char answers[ANSWERS_BYTES];
};
extern struct reading *reading;

/* Body of the cloned child; `sock` is its end. */
void reader_main(int sock) __attribute__((noreturn));

#endif
