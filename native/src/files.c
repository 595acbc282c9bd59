/*
 * files.c: mkdir, copy, symlink, write-file: how a rootfs is filled by hand. They write only to file
 * systems that the stage has mounted itself (tmpfs, overlay), never to one that the host has.
 */
#include "stage.h"
#include <libgen.h>
#include <sys/statfs.h>

/* Where the next tmpfs or overlay goes, without links, and which file system is there before it. */
static LAB_ROOM char mount_point[PATH_MAX];
static dev_t underneath;

/*
 * The name of a mount point may lead elsewhere once it is covered (by a link that the new file system has, by a link of proc's
 * that leads underneath). Its real path, as getcwd(3) tells it, cannot.
 */
bool note_mount_point(const char *target)
{
	struct stat s;
	int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), there = open(target, O_PATH | O_DIRECTORY | O_CLOEXEC);
	mount_point[0] = 0;
	bool back = here >= 0 && (there < 0 || fchdir(there) == 0);
	if (back && there >= 0) {
		if (getcwd(mount_point, sizeof mount_point) == NULL || stat(mount_point, &s) < 0)
			mount_point[0] = 0;
		underneath = s.st_dev;
		back = fchdir(here) == 0;
	}
	int number = errno;
	close_fd(&here);
	close_fd(&there);
	errno = number;
	return back || kernel_refused("fchdir");
}

/*
 * The stage has mounted a new tmpfs or overlay there: each is a file system of its own. (Asking the
 * other way round, what does the host have, would mean to read its whole mount table at each birth.)
 */
void remember_own(void)
{
	struct board *b = stage.board;
	struct stat s;
	if (mount_point[0] && stat(mount_point, &s) == 0 && s.st_dev != underneath)
		b->own.dev[b->own.count++ % OWN_MAX] = s.st_dev;
}

/*
 * May something be created in `directory`? Asked of a descriptor, through which it is then created: a link
 * put in the way between the question and the deed leads nowhere.
 */
static bool is_ours(int directory, const char *path)
{
	struct stat s;
	struct statfs fs;
	if (fstat(directory, &s) < 0 || fstatfs(directory, &fs) < 0)
		return kernel_refused("stat \"%s\"", path);
	bool kind = fs.f_type == TMPFS_MAGIC_NUMBER || (unsigned long)fs.f_type == OVERLAY_MAGIC_NUMBER;
	return (kind && owns(&stage.board->own, s.st_dev)) ||
		refuse("path", "%s in \"%s\": this file system belongs to the host: mount a tmpfs or an overlay first", current_op, path);
}

int open_to_fill(const char *directory)
{
	if (stage.strict)
		return strict_open(directory);
	int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		kernel_refused("stat \"%s\"", directory);
	else if (!is_ours(fd, directory))
		close_fd(&fd);
	return fd;
}

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
	/* bits that mkdir(2) or the umask took away, e.g. the sticky bit of /tmp; nothing else is there under this name: we made it */
	return !(mode & 07022) || fchmodat(p->fd, p->name, mode, 0) == 0 || kernel_refused("chmod \"%s\"", path);
}

bool do_mkdir(const struct request *r)
{
	static LAB_ROOM struct place p;
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
	static LAB_ROOM struct place p;
	bool made = open_place(&p, path) && make_directory_at(&p, path, 0755);
	close_fd(&p.fd);
	return made;
}

bool do_symlink(const struct request *r)
{
	static LAB_ROOM struct place p;
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
	if (fstatat(p->fd, p->name, &s, AT_SYMLINK_NOFOLLOW) < 0 || owns(&stage.board->own, s.st_dev))
		return true;
	return refuse("path", "%s \"%s\": a file of the host is mounted there", current_op, path);
}

static int create(const char *path, mode_t mode)
{
	static LAB_ROOM struct place p;
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
	static LAB_ROOM char buffer[128 * 1024];
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

/* Looked at before it is opened: to open a device may already do something. */
static int open_source(const char *source)
{
	struct stat s, opened;
	int there = open(source, O_PATH | O_CLOEXEC), from = -1;
	if (there < 0 || fstat(there, &s) < 0)
		kernel_refused("open \"%s\"", source);
	else if (!S_ISREG(s.st_mode))
		refuse("path", "copy \"%s\": not a regular file", source);
	else if ((from = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0)
		kernel_refused("open \"%s\"", source);
	else if (fstat(from, &opened) < 0 || opened.st_dev != s.st_dev || opened.st_ino != s.st_ino) {
		close_fd(&from);
		refuse("path", "copy \"%s\": it was exchanged for another file meanwhile", source);
	}
	close_fd(&there);
	return from;
}

bool do_copy(const struct request *r)
{
	const char *source = text_of(r, "source"), *target = text_of(r, "target");
	mode_t mode = (mode_t)number_of(r, "mode", 0644);
	if (number_of(r, "image", 0) == 0 && !strict_reads(source))
		return false;
	int from = open_source(source);
	if (from < 0)
		return false;
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

/*
 * In an image /proc may be anything, and another file of proc (one that changes the machine) may be mounted on this one. So it is
 * written only below the top of a procfs (its inode is 1), and no mount is crossed.
 */
static int open_map(const char *path)
{
	struct lab_open_how how = { O_WRONLY | O_CLOEXEC, 0, LAB_RESOLVE_BENEATH | LAB_RESOLVE_NO_XDEV | LAB_RESOLVE_NO_MAGICLINKS };
	struct statfs fs;
	struct stat s;
	int fd = -1, top = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (top >= 0 && (fstatfs(top, &fs) < 0 || fs.f_type != PROC_MAGIC_NUMBER || fstat(top, &s) < 0 || s.st_ino != 1)) {
		close_fd(&top);
		refuse("path", "write-file %s: this is not a file of proc", path);
		return -1;
	}
	if (top >= 0) {
		fd = (int)syscall(SYS_openat2, top, path + strlen("/proc/"), &how, sizeof how);
		if (fd < 0 && errno == ENOSYS && !stage.strict) /* before Linux 5.6 mounts cannot be told apart in this way */
			fd = open(path, O_WRONLY | O_CLOEXEC);
	}
	int number = errno;
	close_fd(&top);
	errno = number;
	if (fd < 0 && number == EXDEV)
		refuse("path", "write-file %s: something else is mounted there", path);
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
	bool ok = n == 0 || TRACED("write", write(fd, data, n), "%d<%s>, %s, %zu", fd, path, quoted(data), n) == (long)n;
	if (ok && !map)
		ok = fchmod(fd, mode) == 0;
	int number = errno;
	close(fd);
	errno = number;
	return ok || kernel_refused("write \"%s\"", path);
}
