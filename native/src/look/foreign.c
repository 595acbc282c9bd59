/* foreign.c: what look may tell of processes that are not of this session. */
#include "look/foreign.h"
#include "look/look.h"
#include "common/machine.h"
#include "common/procstat.h"
#include "wire/wire.h"
#include <sys/vfs.h>

enum { NAME_MAX_BYTES = 32, DIGITS = 20 };

static bool split(const char *subject, unsigned long *pid, unsigned long long *start)
{
	size_t first = strspn(subject, "0123456789");
	if (first == 0 || first > 9 || subject[first] != '.')
		return false;
	size_t second = strspn(subject + first + 1, "0123456789");
	if (second == 0 || second > DIGITS || subject[first + 1 + second] != 0)
		return false;
	*pid = strtoul(subject, NULL, 10);
	*start = strtoull(subject + first + 1, NULL, 10);
	return true;
}

bool is_foreign(const char *subject)
{
	unsigned long pid;
	unsigned long long start;
	return split(subject, &pid, &start);
}

/* ---- the closed list ---- */

struct foreign_item {
	char kind[12], path[32];
};
#include "look/foreign.gen.h"

bool foreign_may(const char *kind, const char *path)
{
	for (size_t i = 0; i < sizeof FOREIGN_MAY / sizeof *FOREIGN_MAY; i++)
		if (same(kind, FOREIGN_MAY[i].kind) && same(path, FOREIGN_MAY[i].path))
			return true;
	if (same(kind, "rstat"))
		return path[0] == '/';
	char root[PATH_MAX];
	uint64_t offset, length;
	const char *file;
	if (same(kind, "below") || same(kind, "program"))
		return split_rooted(path, root, &file);
	return same(kind, "bytes") && split_range(path, &offset, &length, &file) && same(file, "/proc/1/stat");
}

/* ---- the one that is being looked at ---- */

static char current[NAME_MAX_BYTES + 2];
static int current_proc = -1;

void foreign_forget(void)
{
	close_fd(&current_proc);
	current[0] = 0;
}

int foreign_proc(const char *subject)
{
	unsigned long pid;
	unsigned long long start;
	char path[32];
	struct proc_stat s;
	if (same(current, subject))
		return current_proc;
	foreign_forget();
	if (!split(subject, &pid, &start) || strlen(subject) >= sizeof current)
		return -1;
	strcpy(current, subject);
	lab_snprintf(path, sizeof path, "%lu", pid);
	current_proc = openat(machine_proc(), path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (current_proc >= 0 && (!read_proc_stat(current_proc, "stat", &s) || s.start != start))
		close_fd(&current_proc);
	return current_proc;
}

/* ---- /proc/1/stat as its root shows it ---- */

/*
 * Whoever made that root chose what lies at /proc: a link or a mount there could lead us, who may be root, to a file of
 * somebody else. So it must be the top of a procfs (its inode is 1), and below it neither links nor mounts are followed.
 */
static int open_first_stat(int proc)
{
	struct lab_open_how to_proc = { O_PATH | O_DIRECTORY | O_CLOEXEC, 0, LAB_RESOLVE_IN_ROOT | LAB_RESOLVE_NO_SYMLINKS };
	struct lab_open_how to_stat = { O_RDONLY | O_CLOEXEC, 0, LAB_RESOLVE_BENEATH | LAB_RESOLVE_NO_SYMLINKS | LAB_RESOLVE_NO_XDEV };
	struct statfs fs;
	struct stat top;
	int root = openat(proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int there = root >= 0 ? (int)syscall(SYS_openat2, root, "/proc", &to_proc, sizeof to_proc) : -1, number = errno;
	close_fd(&root);
	if (there < 0) {
		errno = number;
		return -1;
	}
	int fd = -1;
	if (fstatfs(there, &fs) == 0 && fstat(there, &top) == 0) {
		errno = ENOENT;
		if (fs.f_type == PROC_MAGIC_NUMBER && top.st_ino == 1)
			fd = (int)syscall(SYS_openat2, there, "1/stat", &to_stat, sizeof to_stat);
	}
	number = errno;
	close(there);
	errno = number;
	return fd;
}

void look_first_process(int proc, const char *path)
{
	uint64_t offset, length;
	const char *file;
	int fd = split_range(path, &offset, &length, &file) ? open_first_stat(proc) : -1;
	ssize_t n = fd >= 0 ? pread(fd, content, length, (off_t)offset) : -1;
	if (n < 0)
		look_reply_error(errno);
	else
		look_reply_value(content, (size_t)n, false);
	close_fd(&fd);
}
