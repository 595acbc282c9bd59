/* cgroup.c: one control group: found without following links, its files read and written: cgroups(7). */
#include "group/cgroup.h"
#include "common/machine.h"
#include "wire/trace.h"
#include <sys/statfs.h>

static bool is_cgroup_fs(int fd)
{
	struct statfs fs;
	if (TRIED("fstatfs", fstatfs(fd, &fs), "%d, %#lx", fd, (unsigned long)&fs) < 0)
		return false;
	if (fs.f_type == CGROUP_MAGIC_NUMBER || fs.f_type == CGROUP2_MAGIC_NUMBER)
		return true;
	errno = EMEDIUMTYPE;
	return false;
}

#define OPEN_GROUP_ARGS "%s, %s, O_RDONLY|O_NOFOLLOW|O_CLOEXEC|O_PATH|O_DIRECTORY"

/* The directory from which a path is looked up, as strace says it; `where`: its path, or NULL. */
static const char *dirfd_text(int fd, const char *where)
{
	static char text[64];
	if (fd == AT_FDCWD)
		return "AT_FDCWD";
	lab_snprintf(text, sizeof text, where ? "%d<%.40s>" : "%d", fd, where);
	return text;
}

/* One component at a time: openat2(RESOLVE_NO_SYMLINKS) does it in one call, but not before Linux 5.6 nor in every sandbox. */
static int open_without_links(const char *path)
{
	struct lab_open_how how = { O_PATH | O_DIRECTORY | O_CLOEXEC, 0, LAB_RESOLVE_NO_SYMLINKS };
	int from = machine_groups(&path);
	int fd = (int)TRIED("openat2", syscall(SYS_openat2, from, path, &how, sizeof how), "%s, %s, {flags=O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY, resolve=RESOLVE_NO_SYMLINKS}, %zu",
		dirfd_text(from, "/sys/fs/cgroup"), quoted(path), sizeof how);
	if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
		return fd;
	fd = openat(from, from == AT_FDCWD ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	while (fd >= 0) {
		char name[NAME_MAX + 1];
		path += strspn(path, "/");
		size_t n = strcspn(path, "/");
		if (n == 0)
			return fd;
		if (n > NAME_MAX) {
			close(fd);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(name, path, n);
		name[n] = 0;
		path += n;
		int next = (int)TRIED("openat", openat(fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), OPEN_GROUP_ARGS, dirfd_text(fd, NULL), quoted(name)), number = errno;
		close(fd);
		errno = number;
		fd = next;
	}
	return -1;
}

static int only_group(int fd)
{
	if (fd >= 0 && !is_cgroup_fs(fd)) {
		int number = errno;
		close(fd);
		errno = number;
		return -1;
	}
	return fd;
}

int open_group(const char *path)
{
	return only_group(open_without_links(path));
}

int open_group_in(int parent, const char *name)
{
	return only_group((int)TRIED("openat", openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), OPEN_GROUP_ARGS, dirfd_text(parent, NULL), quoted(name)));
}

struct undo *find_group(const char *path)
{
	for (int i = 0; i < undo_count; i++)
		if ((undo_list[i].kind == UNDO_GROUP || undo_list[i].kind == UNDO_SHARED || undo_list[i].kind == UNDO_FOUND) && same(undo_list[i].path, path))
			return &undo_list[i];
	return NULL;
}

ssize_t read_group_file(int dir, const char *file, char *to, size_t size)
{
	int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	size_t used = 0;
	ssize_t n;
	while (used < size - 1 && (n = read(fd, to + used, size - 1 - used)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			int number = errno;
			close(fd);
			errno = number;
			return -1;
		}
		used += (size_t)n;
	}
	close(fd);
	to[used] = 0;
	return (ssize_t)used;
}

bool write_group_file(int dir, const char *path, const char *file, const char *value)
{
	int fd = (int)TRIED("openat", openat(dir, file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC), "%d<%s>, %s, O_WRONLY|O_NOFOLLOW|O_CLOEXEC", dir, path, quoted(file));
	if (fd < 0)
		return false;
	bool ok = is_cgroup_fs(fd);
	if (ok)
		ok = TRACED("write", write(fd, value, strlen(value)), "%d<%s/%s>, %s, %zu", fd, path, file, quoted(value), strlen(value)) >= 0;
	int number = errno;
	close(fd);
	errno = number;
	return ok;
}

bool read_oom_kills(int dir, uint64_t *count)
{
	char text[1024];
	if (read_group_file(dir, "memory.events", text, sizeof text) < 0 && read_group_file(dir, "memory.oom_control", text, sizeof text) < 0)
		return false;
	for (char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (strncmp(line, "oom_kill ", 9) == 0) {
			*count = strtoull(line + 9, NULL, 10);
			return true;
		}
	return false;
}

int group_rmdir(const char *path)
{
	const char *rest = path;
	int from = machine_groups(&rest), ret = (int)TRACED_RMDIR(path);
	if (ret < 0 && errno == ENOENT && from != AT_FDCWD)
		ret = (int)TRACED_WHEN_DONE("unlinkat", unlinkat(from, rest, AT_REMOVEDIR), "%d</sys/fs/cgroup>, %s, AT_REMOVEDIR", from, quoted(rest));
	return ret;
}

bool group_is_hidden(const char *path)
{
	char above[GROUP_PATH_MAX];
	copy_string(above, sizeof above, path);
	for (char *slash; (slash = strrchr(above, '/')) != NULL && slash != above;) {
		*slash = 0;
		int dir = open_group(above);
		bool hidden = dir < 0 && errno == EMEDIUMTYPE, further = dir < 0 && errno == ENOENT;
		close_fd(&dir);
		if (!further)
			return hidden;
	}
	return true;
}

struct undo *group_of_request(const char *path)
{
	struct undo *u = find_group(path);
	if (u == NULL)
		fail("path", "%s: %.200s is not a cgroup of this session", current_op, path);
	return u;
}
