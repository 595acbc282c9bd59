/*
 * files.c: mkdir, copy, symlink, write-file: how a rootfs is filled by hand. They write only to file
 * systems that the stage has mounted itself (own.c), never to one that the host has.
 */
#include "stage/self.h"
#include <libgen.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>

/* A directory, and the name that is to be made in it. */
struct place {
	int fd;
	const char *directory, *name;
	char of_directory[PATH_MAX], of_name[PATH_MAX]; /* dirname(3) and basename(3) write into what they are given */
};

static bool open_place(struct place *p, const char *path)
{
	copy_string(p->of_directory, sizeof p->of_directory, path);
	copy_string(p->of_name, sizeof p->of_name, path);
	p->directory = dirname(p->of_directory);
	p->name = basename(p->of_name);
	p->fd = open_to_fill(p->directory);
	return p->fd >= 0;
}

static bool make_directory_at(const struct place *p, const char *path, mode_t mode)
{
	if (TRACED("mkdirat", mkdirat(p->fd, p->name, mode), "%d<%s>, %s, %#o", p->fd, p->directory, quoted(p->name), (unsigned)mode) < 0)
		return kernel_refused("mkdir \"%s\"", path);
	/* bits that mkdir(2) does not take; nothing else is there under this name: we made it */
	return !(mode & 06000) || TRACED("fchmodat", fchmodat(p->fd, p->name, mode, 0), "%d<%s>, %s, %#o", p->fd, p->directory, quoted(p->name), (unsigned)mode) == 0 ||
		kernel_refused("chmod \"%s\"", path);
}

bool do_mkdir(const struct request *r)
{
	static OWN_PAGES struct place p;
	mode_t mode = (mode_t)number_of(r, "mode", 0755);
	const char *path = text_of(r, "paths");
	for (uint64_t n = number_of(r, "paths", 0); n > 0; n--, path = next_item(path)) {
		bool made = open_place(&p, path) && make_directory_at(&p, path, mode);
		close_fd(&p.fd);
		if (!made)
			return false;
	}
	return true;
}

bool make_own_directory(const char *path)
{
	static OWN_PAGES struct place p;
	bool made = open_place(&p, path) && make_directory_at(&p, path, 0755);
	close_fd(&p.fd);
	return made;
}

bool do_symlink(const struct request *r)
{
	static OWN_PAGES struct place p;
	const char *target = text_of(r, "target"), *path = text_of(r, "paths");
	for (uint64_t n = number_of(r, "paths", 0); n > 0; n--, path = next_item(path)) {
		if (!open_place(&p, path))
			return false;
		long ret = TRACED("symlinkat", symlinkat(target, p.fd, p.name), "%s, %d<%s>, %s", quoted(target), p.fd, p.directory, quoted(p.name));
		int number = errno;
		close_fd(&p.fd);
		errno = number;
		if (ret < 0)
			return kernel_refused("symlink \"%s\"", path);
	}
	return true;
}

/* What is there under this name already is ours too, or nothing: a file of the host may be mounted on it. */
static bool may_replace(const struct place *p, const char *path)
{
	struct stat s;
	if (fstatat(p->fd, p->name, &s, AT_SYMLINK_NOFOLLOW) < 0 || owns(&stage.page->own, s.st_dev))
		return true;
	return fail("path", "%s \"%s\": a file of the host is mounted there", current_op, path);
}

static int create(const char *path, mode_t mode)
{
	static OWN_PAGES struct place p;
	int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
	if (!open_place(&p, path))
		return -1;
	if (!may_replace(&p, path)) {
		close_fd(&p.fd);
		return -1;
	}
	int fd = (int)TRACED("openat", openat(p.fd, p.name, flags, mode), "%d<%s>, %s, O_WRONLY|O_CREAT|O_TRUNC|O_NOFOLLOW|O_CLOEXEC, %#o",
		p.fd, p.directory, quoted(p.name), (unsigned)mode);
	int number = errno;
	close_fd(&p.fd);
	errno = number;
	if (fd < 0)
		kernel_refused("open \"%s\"", path);
	return fd;
}

/* What sendfile(2) does not know (some file systems), 128 KiB at a time. */
static bool read_and_write(int from, const char *source, int to, const char *target)
{
	static OWN_PAGES char buffer[128 * 1024];
	ssize_t n;
	while ((n = TRIED("read", read(from, buffer, sizeof buffer), "%d<%s>, %#lx, %zu", from, source, (unsigned long)buffer, sizeof buffer)) > 0)
		for (ssize_t done = 0, k; done < n; done += k)
			if ((k = TRACED("write", write(to, buffer + done, (size_t)(n - done)), "%d<%s>, \"\"..., %zd", to, target, n - done)) < 0)
				return false;
	return n == 0;
}

/* The whole of `from` into `to`: as many calls as it takes. The size of a file of proc or sysfs is no size. */
static bool traced_copy(int from, const char *source, int to, const char *target)
{
	struct stat s;
	if (TRIED("fstat", fstat(from, &s), "%d<%s>, %#lx", from, source, (unsigned long)&s) < 0)
		return false;
	for (off_t left = s.st_size; left > 0;) {
		long n = TRACED("sendfile", sendfile(to, from, NULL, (size_t)left), "%d<%s>, %d<%s>, NULL, %zu", to, target, from, source, (size_t)left);
		if (n < 0 && (errno == EINVAL || errno == ENOSYS))
			break;
		if (n <= 0)
			return n == 0; /* it has become shorter */
		left -= n;
		if (left == 0)
			return true;
	}
	return read_and_write(from, source, to, target);
}

/* What was there before keeps its mode, and open(2) takes no setuid and setgid bits where the kernel forbids them. */
static bool set_mode(int fd, const char *path, mode_t mode)
{
	struct stat s;
	if (TRIED("fstat", fstat(fd, &s), "%d<%s>, %#lx", fd, path, (unsigned long)&s) < 0)
		return false;
	return (s.st_mode & 07777) == mode || TRACED("fchmod", fchmod(fd, mode), "%d<%s>, %#o", fd, path, (unsigned)mode) == 0;
}

/* Looked at before it is opened: to open a device may already do something. */
static int open_source(const char *source)
{
	struct stat s, opened;
	int from = -1, there = (int)TRIED("openat", openat(AT_FDCWD, source, O_PATH | O_CLOEXEC), "AT_FDCWD, %s, O_RDONLY|O_CLOEXEC|O_PATH", quoted(source));
	if (there < 0 || TRIED("fstat", fstat(there, &s), "%d<%s>, %#lx", there, source, (unsigned long)&s) < 0)
		kernel_refused("open \"%s\"", source);
	else if (!S_ISREG(s.st_mode))
		fail("path", "copy \"%s\": not a regular file", source);
	else if ((from = (int)TRIED("openat", openat(AT_FDCWD, source, O_RDONLY | O_CLOEXEC | O_NONBLOCK), "AT_FDCWD, %s, O_RDONLY|O_NONBLOCK|O_CLOEXEC", quoted(source))) < 0)
		kernel_refused("open \"%s\"", source);
	else if (fstat(from, &opened) < 0 || opened.st_dev != s.st_dev || opened.st_ino != s.st_ino) {
		close_fd(&from);
		fail("path", "copy \"%s\": it was exchanged for another file meanwhile", source);
	}
	close_fd(&there);
	return from;
}

bool do_copy(const struct request *r)
{
	const char *source = text_of(r, "source"), *target = text_of(r, "target");
	mode_t mode = (mode_t)number_of(r, "mode", 0644);
	if (number_of(r, "image", 0) == 0 && !strict_allows_copy(source))
		return false;
	int from = open_source(source);
	if (from < 0)
		return false;
	int to = create(target, mode);
	if (to < 0) {
		close(from);
		return false;
	}
	bool ok = traced_copy(from, source, to, target) && set_mode(to, target, mode);
	int number = errno;
	close(from);
	close(to);
	errno = number;
	return ok || kernel_refused("write \"%s\"", target);
}

/* A full disk takes less than all, and says so at the next attempt. */
static bool write_all(int fd, const char *path, const char *data, size_t n)
{
	for (long k; n > 0; data += k, n -= (size_t)k)
		if ((k = TRACED("write", write(fd, data, n), "%d<%s>, %s, %zu", fd, path, quoted(data), n)) < 0)
			return false;
	return true;
}

/* The three files by which a process maps the ids of its user namespace may be written too: user_namespaces(7). */
static bool is_id_map(const char *path)
{
	return same(path, "/proc/self/setgroups") || same(path, "/proc/self/uid_map") || same(path, "/proc/self/gid_map");
}

/*
 * In an image /proc may be anything, and another file of proc (one that changes the machine) may be mounted on this one. So it is
 * written only below the top of a procfs (its inode is 1), and no mount is crossed.
 */
static int open_map(const char *path)
{
	struct lab_open_how how = { O_WRONLY | O_CLOEXEC, 0, LAB_RESOLVE_BENEATH | LAB_RESOLVE_NO_XDEV | LAB_RESOLVE_NO_MAGICLINKS };
	struct statfs fs;
	struct stat s;
	int fd = -1, top = (int)TRIED("openat", openat(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_CLOEXEC), "AT_FDCWD, \"/proc\", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY");
	if (top >= 0 && (fstatfs(top, &fs) < 0 || fs.f_type != PROC_MAGIC_NUMBER || fstat(top, &s) < 0 || s.st_ino != 1)) {
		close_fd(&top);
		fail("path", "write-file %s: this is not a file of proc", path);
		return -1;
	}
	if (top >= 0) {
		fd = (int)TRIED("openat2", syscall(SYS_openat2, top, path + strlen("/proc/"), &how, sizeof how),
			"%d</proc>, %s, {flags=O_WRONLY|O_CLOEXEC, resolve=RESOLVE_NO_XDEV|RESOLVE_NO_MAGICLINKS|RESOLVE_BENEATH}, %zu", top, quoted(path + strlen("/proc/")), sizeof how);
		if (fd < 0 && errno == ENOSYS && !stage.strict) /* before Linux 5.6 mounts cannot be told apart in this way */
			fd = (int)TRIED("openat", openat(AT_FDCWD, path, O_WRONLY | O_CLOEXEC), "AT_FDCWD, %s, O_WRONLY|O_CLOEXEC", quoted(path));
	}
	int number = errno;
	close_fd(&top);
	errno = number;
	if (fd < 0 && number == EXDEV)
		fail("path", "write-file %s: something else is mounted there", path);
	else if (fd < 0)
		kernel_refused("open %s", path);
	return fd;
}

bool do_write_file(const struct request *r)
{
	const char *path = text_of(r, "path"), *data = text_of(r, "data");
	mode_t mode = (mode_t)number_of(r, "mode", 0644);
	size_t n = strlen(data);
	bool map = is_id_map(path);
	int fd = map ? open_map(path) : create(path, mode);
	if (fd < 0)
		return false;
	bool ok = write_all(fd, path, data, n) && (map || set_mode(fd, path, mode));
	int number = errno;
	close(fd);
	errno = number;
	return ok || kernel_refused("write \"%s\"", path);
}
