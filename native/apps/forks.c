/* forks: a fork bomb with a fuse: it stops at a number, or where the kernel stops it. */
#define _GNU_SOURCE
#include "lab-apps.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int app_forks(int argc, char **argv)
{
	long max = number(argc, argv, 1, 10000, 100), made = 0;
	/* a process group of our own: the signal at the end must reach the children only */
	setpgid(0, 0);
	while (made < max) {
		pid_t child = fork();
		if (child == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			pause();
			_exit(0);
		}
		if (child < 0) {
			printf("fork after %ld children: %s\n", made, strerror(errno));
			break;
		}
		made++;
	}
	if (made == max)
		printf("made %ld children\n", made);
	fflush(stdout);
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
	return 0;
}
