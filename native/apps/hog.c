/* hog: touch memory, one MiB at a time, until it has enough or the kernel ends it. */
#define _GNU_SOURCE
#include "lab-apps.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

int app_hog(int argc, char **argv)
{
	long mib = number(argc, argv, 1, 1 << 20, 64), per_second = number(argc, argv, 2, 1 << 20, 0);
	for (long i = 1; i <= mib; i++) {
		/* asking is free: the charge comes with the first write to each page */
		char *piece = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (piece == MAP_FAILED) {
			printf("mmap after %ld MiB: %s\n", i - 1, strerror(errno));
			return 1;
		}
		memset(piece, 0x5a, 1 << 20);
		printf("%ld MiB\n", i);
		fflush(stdout);
		if (per_second > 0) {
			struct timespec nap = { 1 / per_second, 1000000000L / per_second % 1000000000L };
			nanosleep(&nap, NULL);
		}
	}
	return 0;
}
