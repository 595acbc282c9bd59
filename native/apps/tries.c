/*
 * tries: asks for what an application rarely needs, and prints what the kernel says. Nothing comes of
 * it where it is allowed: each call has no effect, or one that ends with this process. Its exit status
 * is the number of calls that were not refused for lack of rights.
 */
#define _GNU_SOURCE
#include "lab-apps.h"
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* No such address: who may make the call gets EFAULT. */
#define NOWHERE ((void *)1)

static long try_nice(void)
{
	return setpriority(PRIO_PROCESS, 0, -20);
}

static long try_mount(void)
{
	return mount("/there/is/no/such/place", "/", NULL, MS_MOVE, NULL);
}

/* With numbers that it does not accept. */
static long try_reboot(void)
{
	return syscall(SYS_reboot, 0, 0, 0, NULL);
}

static long try_module(void)
{
	return syscall(SYS_init_module, NOWHERE, 16l, NOWHERE);
}

static long try_unshare(void)
{
	return unshare(CLONE_NEWUSER);
}

static long try_key(void)
{
	return syscall(SYS_keyctl, 0 /* KEYCTL_GET_KEYRING_ID */, -4 /* of the user */, 0);
}

static long try_handle(void)
{
	return syscall(SYS_open_by_handle_at, -1, NOWHERE, 0);
}

static const struct {
	const char *call, *wants;
	long (*make)(void);
} TRIES[] = {
	{ "setpriority -20", "more of the CPU than others", try_nice },
	{ "mount", "change what is where", try_mount },
	{ "reboot", "stop the machine", try_reboot },
	{ "init_module", "put code into the kernel", try_module },
	{ "open_by_handle_at", "open files that no path leads to", try_handle },
	{ "unshare CLONE_NEWUSER", "be root of a namespace of its own", try_unshare },
	{ "keyctl", "look at keys, which no namespace divides", try_key },
};

/* In a child, so that what is granted ends with it. The errno, 0 for none, -1 when there was no child. */
static int attempt(long (*make)(void))
{
	int status;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		_exit(make() < 0 ? errno : 0);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* getpid by the numbers of another architecture, for the test of a filter; 1 where there is none or it is answered. */
static int call_as_i386(void)
{
#ifdef __x86_64__
	long answer = 20;
	__asm__ volatile("int $0x80" : "+a"(answer) : : "memory", "r8", "r9", "r10", "r11");
	printf("answered: %ld\n", answer);
#endif
	return 1;
}

int app_tries(int argc, char **argv)
{
	int granted = 0;
	if (argc > 1)
		return strcmp(argv[1], "i386") == 0 ? call_as_i386() : 2;
	for (size_t i = 0; i < sizeof TRIES / sizeof *TRIES; i++) {
		int number = attempt(TRIES[i].make);
		int refused = number == EPERM || number == EACCES;
		const char *said = number < 0 ? "no answer" : number ? strerror(number) : "done";
		granted += !refused;
		printf("%-12s %-22s %-40s (%s)\n", refused ? "refused" : "not refused", TRIES[i].call, TRIES[i].wants, said);
	}
	return fflush(stdout) == 0 ? granted : 125;
}
