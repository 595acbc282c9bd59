/* crowd N: N processes that do nothing, until standard input ends. Prints a line when all of them live. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char one;
	signal(SIGCHLD, SIG_IGN);
	for (int i = argc == 2 ? atoi(argv[1]) : 0; i > 0; i--) {
		pid_t pid = fork();
		if (pid < 0)
			return 1;
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
	}
	puts("here");
	fflush(stdout);
	while (read(0, &one, 1) > 0)
		;
	return 0;
}
