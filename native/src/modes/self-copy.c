/* self-copy.c: the monitor as a copy in memory that nobody can write to. */
#include "modes/modes.h"
#include "wire/lab.h"
#include <sys/mman.h>
#include <sys/sendfile.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x10u
#endif

static int copy_in_memory(int from, size_t size)
{
	unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int to = (int)syscall(SYS_memfd_create, "lab-helper", flags | MFD_EXEC);
	if (to < 0) /* before Linux 6.3 */
		to = (int)syscall(SYS_memfd_create, "lab-helper", flags);
	bool whole = sendfile(to, from, NULL, size) == (ssize_t)size && fcntl(to, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0;
	return whole ? to : -1;
}

/*
 * A program of an image may be a link to /proc/self/exe, or a script whose interpreter that is. Stage and shells are this
 * program until execve, so that such a one executes the helper once more, and another program in the container can open
 * /proc/PID/exe: as uid 0 with DAC_OVERRIDE it could change the file that sudo starts (CVE-2019-5736 of runc). What it
 * gets hold of is this copy.
 */
void exec_self_copy(char **argv)
{
	struct stat s;
	int from = openat(AT_FDCWD, "/proc/self/exe", O_RDONLY | O_CLOEXEC), copy = -1;
	signal(SIGXFSZ, SIG_IGN); /* where no file may become so long it is not copied */
	/* root's file an ordinary user cannot change, neither in a user namespace */
	if (fstat(from, &s) == 0 && (geteuid() == 0 || s.st_uid == geteuid()))
		copy = copy_in_memory(from, (size_t)s.st_size);
	argv[1] = NULL;
	syscall(SYS_execveat, copy, "", argv, environ, AT_EMPTY_PATH);
	/* vm.memfd_noexec, a filter: then from the file */
}
