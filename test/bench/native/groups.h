/*
 * groups.h: control groups for programs that have none of their own: made before, limited, removed after.
 * A group is given as DIRECTORY:FILE=VALUE,FILE=VALUE; "-<pid>" is appended to the directory.
 */
#ifndef GROUPS_H
#define GROUPS_H
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { GROUPS_MAX = 4 };
static char group_path[GROUPS_MAX][256];
static int group_count;

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	_exit(111);
}

static void write_in(const char *directory, const char *file, const char *value)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", directory, file);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		die(path);
	close(fd);
}

static void make_group(char *description)
{
	char *limits = strchr(description, ':'), *path = group_path[group_count++], *save = NULL;
	if (group_count > GROUPS_MAX || limits == NULL)
		die("a group is DIRECTORY:FILE=VALUE,...");
	*limits++ = 0;
	snprintf(path, sizeof group_path[0], "%s-%d", description, (int)getpid());
	if (mkdir(path, 0755) < 0)
		die(path);
	for (char *one = strtok_r(limits, ",", &save); one; one = strtok_r(NULL, ",", &save)) {
		char *value = strchr(one, '=');
		if (value == NULL)
			die(one);
		*value++ = 0;
		write_in(path, one, value);
	}
}

static void join_groups(pid_t pid)
{
	char text[16];
	snprintf(text, sizeof text, "%d", (int)pid);
	for (int i = 0; i < group_count; i++)
		write_in(group_path[i], "cgroup.procs", text);
}

/* EBUSY: the last process is a moment longer in its group than in our sight. */
static void remove_groups(void)
{
	struct timespec moment = { 0, 100000 };
	for (int i = 0; i < group_count; i++)
		while (rmdir(group_path[i]) < 0) {
			if (errno != EBUSY)
				die(group_path[i]);
			nanosleep(&moment, NULL);
		}
}
#endif
