/* filter-of PID: the newest seccomp filter of a process as the kernel has it, one instruction a line: code, jumps, k. ptrace(2), PTRACE_SECCOMP_GET_FILTER. */
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

int main(int argc, char **argv)
{
	static struct sock_filter filter[4096];
	pid_t pid = argc == 2 ? atoi(argv[1]) : 0;
	if (pid <= 0 || ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0 || ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) < 0 || waitpid(pid, NULL, 0) != pid)
		return perror("ptrace"), 1;
	long n = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, (void *)0, filter);
	if (n < 0)
		return perror("PTRACE_SECCOMP_GET_FILTER"), 1;
	for (long i = 0; i < n; i++)
		printf("%u %u %u %u\n", filter[i].code, filter[i].jt, filter[i].jf, filter[i].k);
	return ptrace(PTRACE_DETACH, pid, NULL, NULL) < 0;
}
