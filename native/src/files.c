/*
 * files.c: mkdir, copy, symlink, write-file: how a rootfs is filled by hand. They write only to file
 * systems that the stage has mounted itself (tmpfs, overlay), never to one that the host has.
 */
#include "stage.h"
#include <libgen.h>
#include <sys/statfs.h>

enum { OWN_MAX = 128 };
static dev_t own[OWN_MAX];
static int own_count;

/*
 * The stage has mounted a new tmpfs or overlay there: each is a file system of its own. (Asking the
 * other way round, what does the host have, would mean to read its whole mount table at each birth.)
 */
void remember_own(const char *target)
{
	char here[PATH_MAX];
	struct stat s;
	if (same(target, ".")) /* the working directory is still the one below */
		target = getcwd(here, sizeof here);
	if (target && stat(target, &s) == 0)
		own[own_count++ % OWN_MAX] = s.st_dev;
}

static bool is_own(dev_t dev)
{
	for (int i = 0; i < own_count && i < OWN_MAX; i++)
		if (own[i] == dev)
			return true;
	return false;
}

/* May something be created in `directory`? */
bool may_fill(const char *directory)
{
	struct stat s;
	struct statfs fs;
	if (stat(directory, &s) < 0 || statfs(directory, &fs) < 0)
		return kernel_refused("stat \"%s\"", directory);
	bool kind = fs.f_type == TMPFS_MAGIC_NUMBER || (unsigned long)fs.f_type == OVERLAY_MAGIC_NUMBER;
	return (kind && is_own(s.st_dev)) ||
		refuse("path", "%s in \"%s\": this file system belongs to the host: mount a tmpfs or an overlay first", current_op, directory);
}

static bool may_create(const char *path)
{
	char copy[PATH_MAX];
	copy_string(copy, sizeof copy, path);
	return may_fill(dirname(copy));
}

bool do_mkdir(const struct request *r)
{
	mode_t mode = (mode_t)number_of(r, "mode", 0755);
	const char *path = text_of(r, "paths");
	for (uint64_t n = number_of(r, "paths", 0); n > 0; n--, path = next_item(path)) {
		if (!may_create(path))
			return false;
		if (TRACED("mkdir", mkdir(path, mode), "%s, %#o", quoted(path), (unsigned)mode) < 0)
			return kernel_refused("mkdir \"%s\"", path);
		if (mode & 07022 && chmod(path, mode) < 0) /* bits that mkdir(2) or the umask took away, e.g. the sticky bit of /tmp */
			return kernel_refused("chmod \"%s\"", path);
	}
	return true;
}

bool do_symlink(const struct request *r)
{
	const char *target = text_of(r, "target"), *path = text_of(r, "paths");
	for (uint64_t n = number_of(r, "paths", 0); n > 0; n--, path = next_item(path)) {
		if (!may_create(path))
			return false;
		if (TRACED("symlink", symlink(target, path), "%s, %s", quoted(target), quoted(path)) < 0)
			return kernel_refused("symlink \"%s\"", path);
	}
	return true;
}

static int create(const char *path, mode_t mode)
{
	int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
	int fd = (int)TRACED("open", open(path, flags, mode), "%s, O_WRONLY|O_CREAT|O_TRUNC|O_NOFOLLOW|O_CLOEXEC, %#o", quoted(path), (unsigned)mode);
	if (fd < 0)
		kernel_refused("open \"%s\"", path);
	return fd;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, bytes, n);
		if (k < 0 && errno != EINTR)
			return false;
		if (k > 0) {
			bytes += k;
			n -= (size_t)k;
		}
	}
	return true;
}

/* The whole of `from` into `to`; the kernel copies where it can, we do where it cannot (other file system, old kernel). The call that did it, or NULL. */
static const char *copy_bytes(int from, int to, uint64_t *copied)
{
	static char buffer[128 * 1024];
	ssize_t n;
	*copied = 0;
	while ((n = copy_file_range(from, NULL, to, NULL, 1 << 30, 0)) > 0)
		*copied += (uint64_t)n;
	if (n == 0 && *copied > 0)
		return "copy_file_range";
	while ((n = read(from, buffer, sizeof buffer)) > 0) {
		if (!write_all(to, buffer, (size_t)n))
			return NULL;
		*copied += (uint64_t)n;
	}
	return n == 0 ? "write" : NULL;
}

/* Recorded as one call, with the time and the bytes of all its turns. */
static bool traced_copy(int from, const char *source, int to, const char *target)
{
	uint64_t copied;
	trace_begin();
	const char *way = copy_bytes(from, to, &copied);
	long ret = trace_stop(way ? (long)copied : -1);
	if (way && same(way, "copy_file_range"))
		trace_record(way, ret, "%d<%s>, NULL, %d<%s>, NULL, %ld, 0", from, source, to, target, ret);
	else
		trace_record("write", ret, "%d<%s>, \"\"..., %ld", to, target, ret);
	return way != NULL;
}

bool do_copy(const struct request *r)
{
	const char *source = text_of(r, "source"), *target = text_of(r, "target");
	mode_t mode = (mode_t)number_of(r, "mode", 0644);
	struct stat s;
	if (!may_create(target))
		return false;
	int from = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (from < 0)
		return kernel_refused("open \"%s\"", source);
	if (fstat(from, &s) < 0 || !S_ISREG(s.st_mode)) {
		close(from);
		return refuse("path", "copy \"%s\": not a regular file", source);
	}
	int to = create(target, mode);
	if (to < 0) {
		close(from);
		return false;
	}
	bool ok = traced_copy(from, source, to, target) && fchmod(to, mode) == 0;
	int number = errno;
	close(from);
	close(to);
	errno = number;
	return ok || kernel_refused("write \"%s\"", target);
}

/* The three files by which a process maps the ids of its user namespace may be written too: user_namespaces(7). */
static bool is_id_map(const char *path)
{
	return same(path, "/proc/self/setgroups") || same(path, "/proc/self/uid_map") || same(path, "/proc/self/gid_map");
}

bool do_write_file(const struct request *r)
{
	const char *path = text_of(r, "path"), *data = text_of(r, "data");
	mode_t mode = (mode_t)number_of(r, "mode", 0644);
	size_t n = strlen(data);
	bool map = is_id_map(path);
	if (!map && !may_create(path))
		return false;
	int fd = map ? open(path, O_WRONLY | O_CLOEXEC) : create(path, mode);
	if (fd < 0)
		return map ? kernel_refused("open %s", path) : false;
	bool ok = n == 0 || TRACED("write", write(fd, data, n), "%d<%s>, %s, %zu", fd, path, quoted(data), n) == (long)n;
	if (ok && !map)
		ok = fchmod(fd, mode) == 0;
	int number = errno;
	close(fd);
	errno = number;
	return ok || kernel_refused("write \"%s\"", path);
}
