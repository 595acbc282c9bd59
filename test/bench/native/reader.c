/*
 * reader: reads what a snapshot reads, in a plain loop, with nothing around it: the floor of a snapshot.
 *
 *   reader FILE     FILE: lines `kind path`; kinds: read link stat list hostname (a UTS namespace)
 *
 * For each line on standard input: one round; prints how long it took in ns.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ITEMS = 512 };
static char kinds[ITEMS][16], paths[ITEMS][512];
static char content[1 << 20];

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void read_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	while (read(fd, content, sizeof content) > 0)
		;
	close(fd);
}

static void list(const char *path)
{
	DIR *d = opendir(path);
	while (d && readdir(d))
		;
	if (d)
		closedir(d);
}

static void hostname_in(const char *path, int own)
{
	char name[256];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && setns(fd, CLONE_NEWUTS) == 0 && gethostname(name, sizeof name) == 0 && setns(own, CLONE_NEWUTS) != 0)
		_exit(1);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	int count = 0, own = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	struct stat s;
	char go[16];
	while (f && count < ITEMS && fscanf(f, "%15s %511s", kinds[count], paths[count]) == 2)
		count++;
	while (fgets(go, sizeof go, stdin)) {
		uint64_t start = now_ns();
		for (int i = 0; i < count; i++) {
			if (strcmp(kinds[i], "read") == 0)
				read_file(paths[i]);
			else if (strcmp(kinds[i], "link") == 0)
				(void)!readlink(paths[i], content, sizeof content);
			else if (strcmp(kinds[i], "stat") == 0)
				(void)!stat(paths[i], &s);
			else if (strcmp(kinds[i], "list") == 0)
				list(paths[i]);
			else
				hostname_in(paths[i], own);
		}
		printf("%llu\n", (unsigned long long)(now_ns() - start));
		fflush(stdout);
	}
	return 0;
}
