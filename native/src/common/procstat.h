/* procstat.h: /proc/PID/stat, proc_pid_stat(5). */
#ifndef PROCSTAT_H
#define PROCSTAT_H
#include "wire/lab.h"

struct proc_stat {
	char comm[65]; /* any bytes but NUL: the process chose them */
	char state;
	pid_t ppid, session;
	int tty;             /* device number of its controlling terminal, 0: none */
	bool thread;         /* a thread that is not its process's first: /proc answers to its number, too */
	unsigned long flags; /* PF_ of the kernel's sched.h */
	uint64_t start;      /* in clock ticks since the machine started */
};

/* PF_KTHREAD; PF_FORKNOEXEC: set at fork, cleared by execve; PF_EXITING. */
#define FLAG_KERNEL_THREAD 0x00200000ul
#define FLAG_NOT_EXECED 0x40ul
#define FLAG_EXITING 0x4ul

/* Read `file` (a stat) below the directory `dir`; false with errno. */
bool read_proc_stat(int dir, const char *file, struct proc_stat *s);

#endif
