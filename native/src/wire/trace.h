/* trace.h: every system call that changes the kernel's state is made through TRACED, which writes it down. */
#ifndef TRACE_H
#define TRACE_H
#include "wire/text.h"

/* Where calls are written: one JSON fragment `"name":…,"args":…,"ret":…,"errno":…,"ns":…` a line. */
extern struct text trace;

void trace_into(char *buffer, size_t size);

/* The steps of a call that cannot be wrapped, in this order. (Words that the kernel makes, such as a status, may follow trace_stop().) */
void trace_args(const char *format, ...) __attribute__((format(printf, 1, 2)));
void trace_begin(void);
long trace_stop(long ret);
long trace_record(const char *name);
/* An execve that succeeded is written down by who saw it end. */
void trace_line(struct text *into, const char *name, const char *args, long ret, int number, uint64_t ns);

/*
 * Make `call`, time it, write it down with its arguments as strace prints them; the value is the
 * call's, and errno is kept. Only begin, call and stop lie between the two clock readings. The arguments are
 * formatted before the call is made, as they are handed to the kernel: what the call needs (a descriptor that
 * is opened on demand) must be there by then. test/native/strace.test.ts compares all with what strace sees.
 */
#define TRACED(name, call, ...) (trace_args(__VA_ARGS__), trace_begin(), trace_stop((long)(call)), trace_record(name))

/*
 * A call on the way (to find, to look, to connect): it is written down only when an op is refused because of it, so that no
 * refusal is told without the call that was refused. The value is the call's, and errno is kept.
 */
#define TRIED(name, call, ...) (trace_begin(), trace_stop((long)(call)) < 0 ? trace_tried(name, __VA_ARGS__) : trace_returned())
long trace_tried(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* One that is made again and again until it is granted: of those that fail only the last, and only when something is refused because of it. */
#define TRACED_WHEN_DONE(name, call, ...) \
	(trace_args(__VA_ARGS__), trace_begin(), trace_stop((long)(call)) < 0 ? trace_tried(name, __VA_ARGS__) : trace_record(name))
/* What the call returned that trace_stop() was last given. */
long trace_returned(void);
/* An op is refused with this errno: if a call on the way has said so, write it down. */
void trace_refused(int number);

/*
 * Calls that not every architecture has (arm64 has only their younger namesakes with a directory): told by the name of the one that is
 * made, which no libc decides.
 */
#ifdef SYS_mkdir
#define TRACED_MKDIR(path, mode) TRACED("mkdir", syscall(SYS_mkdir, path, mode), "%s, %#o", quoted(path), (unsigned)(mode))
#define TRACED_SYMLINK(target, path) TRACED("symlink", syscall(SYS_symlink, target, path), "%s, %s", quoted(target), quoted(path))
#define TRACED_RMDIR(path) TRACED_WHEN_DONE("rmdir", syscall(SYS_rmdir, path), "%s", quoted(path))
#else
#define TRACED_MKDIR(path, mode) TRACED("mkdirat", mkdirat(AT_FDCWD, path, mode), "AT_FDCWD, %s, %#o", quoted(path), (unsigned)(mode))
#define TRACED_SYMLINK(target, path) TRACED("symlinkat", symlinkat(target, AT_FDCWD, path), "%s, AT_FDCWD, %s", quoted(target), quoted(path))
#define TRACED_RMDIR(path) TRACED_WHEN_DONE("unlinkat", unlinkat(AT_FDCWD, path, AT_REMOVEDIR), "AT_FDCWD, %s, AT_REMOVEDIR", quoted(path))
#endif

/* "string" with C escapes, or NULL. Valid until the eighth call after this one. Long ones end in "...". */
const char *quoted(const char *string);

#endif
