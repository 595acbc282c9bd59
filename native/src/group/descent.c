/* descent.c: see descent.h. */
#include "group/descent.h"
#include "wire/entries.h"

enum { WALK_MS = 3000 };

bool is_group(int fd, const struct stat *other)
{
	struct stat s;
	return fstat(fd, &s) == 0 && s.st_ino == other->st_ino && s.st_dev == other->st_dev;
}

/* A group below, to read its directory; -1 when it has gone, or something else is mounted there. */
static int open_below(int dir, const char *name, const struct stat *top)
{
	struct stat s;
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &s) < 0 || s.st_dev != top->st_dev))
		close_fd(&fd);
	return fd;
}

/* The first group in `dir` behind the one with this inode (0: the first of all). */
static int open_next_group(int dir, ino_t behind, const struct stat *top)
{
	const struct entry *e;
	struct entries all;
	int fd = -1;
	lseek(dir, 0, SEEK_SET);
	entries_of(&all, dir);
	while (fd < 0 && (e = next_entry(&all)) != NULL) {
		if (e->type != ENTRY_DIRECTORY)
			continue;
		if (behind == 0)
			fd = open_below(dir, e->name, top);
		else if (e->inode == behind)
			behind = 0;
	}
	return fd;
}

int open_nth_group(int dir, int n, const struct stat *top)
{
	int fd = open_next_group(dir, 0, top);
	for (struct stat s; n > 0 && fd >= 0 && fstat(fd, &s) == 0; n--) {
		close(fd);
		fd = open_next_group(dir, s.st_ino, top);
	}
	return fd;
}

bool walk_groups(int dir, const char *path, void (*visit)(int dir, const char *path, void *with), void *with)
{
	struct stat top, here;
	uint64_t deadline = now_ns() + WALK_MS * 1000000ull;
	int at = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (at < 0 || fstat(at, &top) < 0) {
		close_fd(&at);
		return false;
	}
	visit(at, path, with);
	for (ino_t behind = 0; at >= 0 && now_ns() < deadline;) {
		int next = open_next_group(at, behind, &top);
		if (next >= 0) {
			visit(next, NULL, with);
			behind = 0;
		} else if (is_group(at, &top)) {
			close(at);
			return true;
		} else {
			behind = fstat(at, &here) == 0 ? here.st_ino : 0;
			next = openat(at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		}
		close(at);
		at = next;
	}
	close_fd(&at);
	return false;
}
