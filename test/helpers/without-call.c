/* without-call.c: run a program to which the kernel refuses one system call: without-call NUMBER ERRNO PROGRAM [ARGUMENT…] */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	struct sock_filter filter[] = {
		{ 0x20, 0, 0, offsetof(struct seccomp_data, nr) },
		{ 0x15, 0, 1, (unsigned)atoi(argv[1]) },
		{ 0x06, 0, 0, SECCOMP_RET_ERRNO | (unsigned)atoi(argv[2]) },
		{ 0x06, 0, 0, SECCOMP_RET_ALLOW },
	};
	struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		perror("without-call: prctl");
		return 125;
	}
	execv(argv[3], argv + 3);
	perror("without-call: execv");
	return 126;
}
