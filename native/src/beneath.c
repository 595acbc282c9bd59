/* beneath.c: open what a stranger's path names, below a directory and nowhere else. openat2(2). */
#include "beneath.h"

/* For a kernel without openat2 (before 5.6), or one where a filter refuses it: no links at all, which is stricter. */
static int walk(int dir, const char *path, int flags)
{
	int fd = openat(dir, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	while (fd >= 0) {
		char name[NAME_MAX + 1];
		path += strspn(path, "/");
		size_t n = strcspn(path, "/");
		bool last = path[n + strspn(path + n, "/")] == 0;
		if (n > NAME_MAX || (n == 2 && memcmp(path, "..", 2) == 0)) {
			close(fd);
			errno = n == 2 ? EXDEV : ENAMETOOLONG;
			return -1;
		}
		memcpy(name, n ? path : ".", n ? n : 1);
		name[n ? n : 1] = 0;
		path += n;
		int next = openat(fd, name, last ? flags | O_NOFOLLOW | O_CLOEXEC : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), number = errno;
		close(fd);
		errno = number;
		if (last)
			return next;
		fd = next;
	}
	return -1;
}

int open_beneath(int dir, const char *path, int flags, uint64_t resolve)
{
	struct lab_open_how how = { (uint64_t)(unsigned)flags | O_CLOEXEC, 0, resolve };
	int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? walk(dir, path, flags) : fd;
}
