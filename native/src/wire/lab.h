/*
 * lab.h: what every file of the helper may use: libc, the kernel's numbers that an old libc
 * does not name, and the sizes of the wire. No <linux/...> headers: musl-gcc cannot see them.
 */
#ifndef LAB_H
#define LAB_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>
#include "wire/format.h"

#ifndef LAB_VERSION
#define LAB_VERSION "0.0.0"
#endif

enum {
	PROTOCOL = 1,
	/* One request. Linux takes 2 MiB of arguments and environment (a quarter of the usual stack, execve(2)): they fit, half of them escaped. */
	LINE_MAX_BYTES = 4 * 1024 * 1024,
	ARGS_MAX = 10,         /* arguments of one op */
	LIST_MAX = 1024,       /* items of one list */
	ARGV_MAX = 128 * 1024, /* arguments of a program */
	TYPED_AT_ONCE = 8192,  /* bytes typed into a terminal at once */
};

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_open_tree
#define SYS_open_tree 428
#endif
#ifndef SYS_move_mount
#define SYS_move_mount 429
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

#define LAB_CLOSE_RANGE_CLOEXEC 4u
#define LAB_RESOLVE_NO_XDEV 0x01u
#define LAB_RESOLVE_NO_MAGICLINKS 0x02u
#define LAB_RESOLVE_NO_SYMLINKS 0x04u
#define LAB_RESOLVE_BENEATH 0x08u
#define LAB_RESOLVE_IN_ROOT 0x10u

/* struct open_how of openat2(2). */
struct lab_open_how {
	uint64_t flags, mode, resolve;
};

#define TMPFS_MAGIC_NUMBER 0x01021994
#define OVERLAY_MAGIC_NUMBER 0x794c7630
#define PROC_MAGIC_NUMBER 0x9fa0
#define SYSFS_MAGIC_NUMBER 0x62656572
#define CGROUP_MAGIC_NUMBER 0x27e0eb
#define CGROUP2_MAGIC_NUMBER 0x63677270

/* CLOCK_MONOTONIC in nanoseconds. */
static inline uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* fork(2) without the locks that a library with threads takes around it. */
static inline pid_t plain_fork(void)
{
	return (pid_t)syscall(SYS_clone, (unsigned long)SIGCHLD, 0, 0, 0, 0);
}

static inline void nap_us(long microseconds)
{
	struct timespec t = { microseconds / 1000000, microseconds % 1000000 * 1000 };
	nanosleep(&t, NULL);
}

static inline void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static inline bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/*
 * For buffers of a page and more: they lie together, each on pages of its own. What is touched in every run
 * then shares a few pages, and a page costs a fault in each process that writes to it.
 */
#define OWN_PAGES __attribute__((section(".bss.~pages"), aligned(4096)))

/* Name of the monitor among processes (comm). */
#define MONITOR_NAME "lab-monitor"

#endif
