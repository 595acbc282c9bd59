/* journal.h: the list of what must be undone, and its copy on the disk. */
#ifndef JOURNAL_H
#define JOURNAL_H
#include "common/session.h"
#include "wire/errors.h"
#include "wire/text.h"

enum { UNDO_MAX = 128, GROUP_PATH_MAX = 1024 };

enum undo_kind {
	UNDO_DIRECTORY,   /* a run directory with layers/ and rootfs/ */
	UNDO_GROUP,       /* a cgroup: its members are killed */
	UNDO_SHARED,      /* a cgroup that other sessions use too: removed when empty */
	UNDO_FOUND,       /* the same, but somebody else had made it: it stays, and is not written to but for controllers */
	UNDO_CONTROLLERS, /* controllers handed down by a group that we did not make; detail: names with blanks */
	UNDO_SUBJECT,     /* a subject that is PID 1 of its namespace; path: its PID, detail: when it was alive, in which run of the machine. It may have disarmed PR_SET_PDEATHSIG */
	UNDO_HOME,        /* the monitor left this group: it goes back. Means nothing after its death */
};

/* What could not be undone. */
struct left {
	int cgroups, processes, files;
};

enum { NO_OWNER = -1 };

struct undo {
	enum undo_kind kind;
	int owner; /* the slot of a subject, or NO_OWNER: lives as long as the session */
	int dir;   /* O_PATH descriptor of a cgroup, else -1 */
	char path[GROUP_PATH_MAX];
	char detail[256];
};
extern struct undo undo_list[UNDO_MAX];
extern int undo_count;

/* The journal, open for appending; its lock says that we live. */
extern int journal_fd;

/* Write down an undo, in the list and in the journal, before it is done. NULL with `failure` when there is no room. */
struct undo *undo_add(enum undo_kind kind, int owner, const char *path, const char *detail);
/* The subject of this slot is the process `pid` now. */
void undo_subject(int slot, pid_t pid);
/* Of this run of the machine, random(4): the next counts processes and time anew, and a base in /tmp may outlast it. */
const char *boot_id(void);
/* It did not happen, or has been undone. */
void undo_drop(struct undo *u);
/* The undos in a journal. False: there were more than there is room for. */
bool journal_read(int fd, struct undo *list, int *count);
/*
 * What sessions share (a parent group, controllers of a root) is made and unmade under this lock, so
 * that nobody takes away what another has just found. -1 when it cannot be had.
 */
int lock_base(void);
/* flock(2), but not for ever: its holder may have been stopped. False with errno. */
bool lock_directory(int fd);
/* Does the journal of a session other than `except` hold this undo too? Its detail is copied when `detail` is not NULL. */
bool others_mention(const char *except, enum undo_kind kind, const char *path, char *detail, size_t size);

#endif
