/* tar-reason.h: what tar(1) says when it fails, brought down to one line. */
#ifndef TAR_REASON_H
#define TAR_REASON_H
#include "wire/lab.h"

struct tar_reason {
	char line[256];  /* the line that tells most; the last one of those that tell as much. Empty: it said nothing */
	int rank;        /* of that line, see tar-reason.c */
	int devices;     /* lines that only say that a device node cannot be made here */
};

/* Read everything that `fd` has, to its end. */
void read_tar_reason(int fd, struct tar_reason *c);
/* Did it complain of nothing but device nodes? */
bool only_of_devices(const struct tar_reason *c);
/* One sentence, from what was said and how it ended (a status of waitpid(2)). Valid until the next call. */
const char *tar_reason_text(const struct tar_reason *c, int status);

#endif
