/* trace.h: every system call that changes the kernel's state is made through TRACED, which writes it down. */
#ifndef TRACE_H
#define TRACE_H
#include "text.h"

/* Where calls are written: one JSON fragment `"name":…,"args":…,"ret":…,"errno":…,"ns":…` a line. */
extern struct text trace;

void trace_into(char *buffer, size_t size);
void trace_begin(void);
long trace_stop(long ret);
long trace_record(const char *name, long ret, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A call that cannot be wrapped, e.g. an execve that succeeded: it is written down by who saw it end. */
void trace_line(struct text *into, const char *name, const char *args, long ret, int number, uint64_t ns);

/* What the call returned that trace_stop() was last given. */
long trace_returned(void);

/*
 * Make `call`, time it, write it down with its arguments as strace prints them; the value is the
 * call's, and errno is kept. Only begin, call and stop lie between the two clock readings. The call is
 * over before the arguments are looked at: what it opens on its way is written down as it was used.
 */
#define TRACED(name, call, ...) (trace_begin(), trace_stop((long)(call)), trace_record(name, trace_returned(), __VA_ARGS__))

/* "string" with C escapes, or NULL. Valid until the eighth call after this one. Long ones end in "...". */
const char *quoted(const char *string);

#endif
