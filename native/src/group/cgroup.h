/* cgroup.h: control groups, v1 and v2 alike: directories whose files are written to. Which file means what is known in TypeScript. */
#ifndef CGROUP_H
#define CGROUP_H
#include "journal/journal.h"

/* Open a directory in a cgroup file system, without following any symbolic link. -1 with errno; EMEDIUMTYPE: not a cgroup. */
int open_group(const char *path);
/* The same of one that lies in `parent`. */
int open_group_in(int parent, const char *name);
/* A group of this session by its path, or NULL. */
struct undo *find_group(const char *path);
/* The same; NULL with `failure`. */
struct undo *group_of_request(const char *path);
/* Read a control file; bytes read, or -1 with errno. */
ssize_t read_group_file(int dir, const char *file, char *to, size_t size);
/* Write a control file; recorded. False with errno. */
bool write_group_file(int dir, const char *path, const char *file, const char *value);
/* oom_kill of memory.events (v2) or memory.oom_control (v1); false when this group has neither. */
bool read_oom_kills(int dir, uint64_t *count);

/* rmdir(2) of a control group, also where its path leads somewhere else by now. */
int group_rmdir(const char *path);
/* Is something mounted over the tree in which this group, which was not found, would be? */
bool group_is_hidden(const char *path);

/* ---- with those below (subtree.c) ---- */

/* SIGKILL to every member of the group and of those below. */
void kill_group(int dir, const char *path);
/* The common case: nobody is in it any more, nothing is below it. Recorded when it is so. */
bool remove_empty_group(const char *path);
/* Kill the members, remove the group and those below. How many directories could not be removed; members left are added to `processes`. */
int remove_group(const char *path, int *removed, int *processes);
/* Undo of enable-controllers, unless groups that are not in `ours` live there. */
bool disable_controllers(const char *path, const char *names, const struct undo *ours, int count);

#endif
