/* mounts N DIRECTORY: N mounts below the directory, in the mount namespace that it is run in. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
	char path[4096];
	if (argc != 3 || mount("mounts", argv[2], "tmpfs", 0, NULL) < 0)
		return 1;
	for (int i = atoi(argv[1]); i > 1; i--) {
		snprintf(path, sizeof path, "%s/%d", argv[2], i);
		if (mkdir(path, 0755) < 0 || mount(path, path, NULL, MS_BIND, NULL) < 0)
			return 1;
	}
	return 0;
}
