/* complaint.h: what tar(1) says when it fails, brought down to one line. */
#ifndef COMPLAINT_H
#define COMPLAINT_H
#include "lab.h"

struct complaint {
	char line[256];  /* the line that tells most; the last one of those that tell as much. Empty: it said nothing */
	int rank;        /* of that line, see complaint.c */
	int devices;     /* lines that only say that a device node cannot be made here */
};

/* Read everything that `fd` has, to its end. */
void read_complaint(int fd, struct complaint *c);
/* Did it complain of nothing but device nodes? */
bool only_of_devices(const struct complaint *c);
/* One sentence, from what was said and how it ended (a status of waitpid(2)). Valid until the next call. */
const char *complaint_words(const struct complaint *c, int status);

#endif
