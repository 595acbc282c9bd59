/* entries.h: the names in a directory, without the memory that opendir(3) takes: getdents64(2). */
#ifndef ENTRIES_H
#define ENTRIES_H
#include "wire/lab.h"

struct entry { /* struct linux_dirent64 */
	uint64_t inode;
	int64_t next;
	unsigned short size;
	unsigned char type; /* DT_DIR… */
	char name[];
};
enum { ENTRY_DIRECTORY = 4 /* DT_DIR */ };

struct entries {
	int fd; /* stays the caller's */
	long at, filled;
	uint64_t buffer[512];
};

static inline void entries_of(struct entries *e, int fd)
{
	e->fd = fd;
	e->at = e->filled = 0;
}

/* The next one but "." and "..", or NULL at the end, or when the directory cannot be read. */
static inline const struct entry *next_entry(struct entries *e)
{
	for (;;) {
		if (e->at >= e->filled) {
			e->at = 0;
			e->filled = syscall(SYS_getdents64, e->fd, e->buffer, sizeof e->buffer);
			if (e->filled <= 0)
				return NULL;
		}
		const struct entry *found = (const struct entry *)((const char *)e->buffer + e->at);
		e->at += found->size;
		if (!same(found->name, ".") && !same(found->name, ".."))
			return found;
	}
}

#endif
