/* beneath.c: open what somebody else's path names, below a directory and nowhere else. openat2(2). */
#include "common/beneath.h"
#include "wire/ops.h"
#include "wire/trace.h"

static const struct choice RESOLVE_FLAGS[] = {
	{ "RESOLVE_NO_XDEV", LAB_RESOLVE_NO_XDEV }, { "RESOLVE_NO_MAGICLINKS", LAB_RESOLVE_NO_MAGICLINKS }, { "RESOLVE_NO_SYMLINKS", LAB_RESOLVE_NO_SYMLINKS },
	{ "RESOLVE_BENEATH", LAB_RESOLVE_BENEATH }, { "RESOLVE_IN_ROOT", LAB_RESOLVE_IN_ROOT }, { "", 0 }
};

/* For a kernel without openat2 (before 5.6), or one where a filter refuses it: no links at all, which is stricter. */
static int walk(int dir, const char *path, int flags)
{
	int fd = (int)TRIED("openat", openat(dir, ".", O_PATH | O_DIRECTORY | O_CLOEXEC), "%d, \".\", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY", dir);
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
		int how = last ? flags | O_NOFOLLOW | O_CLOEXEC : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
		int next = (int)TRIED("openat", openat(fd, name, how), "%d, %s, %#x", fd, quoted(name), (unsigned)how), number = errno;
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
	int fd = (int)TRIED("openat2", syscall(SYS_openat2, dir, path, &how, sizeof how), "%d, %s, {flags=%#llx, resolve=%s}, %zu",
		dir, quoted(path), (unsigned long long)how.flags, flag_names(RESOLVE_FLAGS, resolve), sizeof how);
	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? walk(dir, path, flags) : fd;
}
