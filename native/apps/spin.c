/* spin: use CPU for a while, in one process or several. */
#define _GNU_SOURCE
#include "lab-apps.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t clock)
{
	struct timespec t;
	return clock_gettime(clock, &t) < 0 ? 0 : (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int spin(double until)
{
	double began = seconds(CLOCK_MONOTONIC), told = began;
	volatile unsigned x = 1;
	for (double now = began; now - began < until; now = seconds(CLOCK_MONOTONIC)) {
		for (int i = 0; i < 100000; i++)
			x = x * 1664525u + 1013904223u;
		if (now - told >= 1) {
			printf("pid %d: %.2f s of CPU in %.2f s\n", (int)getpid(), seconds(CLOCK_PROCESS_CPUTIME_ID), now - began);
			fflush(stdout);
			told = now;
		}
	}
	return 0;
}

int app_spin(int argc, char **argv)
{
	long time = number(argc, argv, 1, 3600, 3), processes = number(argc, argv, 2, 64, 1);
	for (long i = 1; i < processes; i++) {
		pid_t child = fork();
		if (child == 0)
			return spin((double)time);
		if (child < 0) {
			printf("fork: %s\n", strerror(errno));
			break;
		}
	}
	spin((double)time);
	while (wait(NULL) > 0)
		;
	return 0;
}
