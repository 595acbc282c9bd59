/* look.h: the op that reads. */
#ifndef LOOK_H
#define LOOK_H
#include "batch/shared-page.h"

/* Are all items well-formed? False with `failure`. */
bool look_check(const struct request *r);
/* Is this item answered by the monitor itself? Control files of its groups: nobody else can serve those, and it holds the groups open. */
bool look_is_of_group(const char *item);
void look_group(const char *item);
/* Write the answer to any other item to `out`; in the reader. */
void look_item(const char *item);

/* ---- look-reply.c: one JSON object each ---- */

enum { READ_MAX = 1024 * 1024, BYTES_MAX = 256 * 1024 };
/* Where what has been read lies until it is written to the wire. */
extern char content[READ_MAX];

void look_reply_error(int number);
/* An error (`timeout`): what would be asked does not answer, see hung.h. */
void look_reply_timeout(void);
void look_reply_value(const char *bytes, size_t n, bool cut);
void look_reply_id(const struct stat *s);
/* The whole file from `fd` (negative: errno), at most `max` bytes of it; `fd` is closed. */
void look_reply_file(int fd, size_t max);

/* ---- inside.c; `proc` is the subject's /proc directory ---- */

void look_hostname(int proc);
/* Is it in the monitor's own namespace? Then there is nothing to join: without root, the kernel would not even let us. */
bool is_in_ours(int proc, const char *ns);
enum way { OWN_UTS, OWN_NET };
/* The namespace of that kind in which this process was first; -1: once it has left for another, it may not come back. */
int own_namespace(enum way to);
/* For a child, which need not come back: into the namespace that this link below /proc/PID leads to; where it belongs to a user namespace of its own (rootless), through that. False with errno. */
bool go_inside(int proc, const char *ns, int flag);
void look_rstat(int proc, const char *path);
void look_rlist(int proc, const char *path);
/* Is that directory on a file system that the subject has mounted itself, or one that it began with? False with errno. */
bool lists_own(const struct owned *mounted, int proc, const char *path);
void look_bytes(int proc, const char *path);

/* ---- links.c, rooted.c ---- */

void look_links(int proc);
void look_below(int proc, const char *path);
void look_program(int proc, const char *path);
/* Cut "LENGTH ROOT PATH", written without the blanks, in two: the root is so many bytes long, and empty for the process's own. */
bool split_rooted(const char *path, char root[PATH_MAX], const char **inside);

/* Cut "offset/length/absolute path" in three; false when it is not of that form. */
bool split_range(const char *path, uint64_t *offset, uint64_t *length, const char **file);

#endif
