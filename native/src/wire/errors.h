/* errors.h: the one thing that went wrong in the op at hand, and the name and text of an errno. */
#ifndef ERRORS_H
#define ERRORS_H
#include "wire/lab.h"

struct failure {
	char code[24];     /* stable word, see README "The wire" */
	int number;        /* the kernel's errno, or 0 when the refusal is ours */
	char message[700]; /* one lower-case sentence without a full stop */
};

/* Why the op at hand failed. One process does one op at a time, so there is one. */
extern struct failure failure;
/* Name of the op at hand: the error code when the kernel refuses. */
extern const char *current_op;

/* Our own refusal. Always returns false, so that a caller can `return fail(…)`. */
bool fail(const char *code, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The kernel's refusal, taken from errno: "<what>: <what the kernel said>[: <what to do>]". Always false. */
bool kernel_refused(const char *format, ...) __attribute__((format(printf, 1, 2)));

const char *errno_name(int number);
const char *errno_text(int number);

/* One line to standard error, the log; quiet unless LAB_LOG is set in the environment. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
