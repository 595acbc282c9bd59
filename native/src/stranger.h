/* stranger.h: `<pid>.<start>` as the subject of look: a process that is not of this session. */
#ifndef STRANGER_H
#define STRANGER_H
#include "lab.h"

/* Is this text of that form? */
bool is_stranger(const char *subject);
/*
 * May this be asked about a stranger? The helper may run as root for a user: what it tells of other people's processes is only
 * where they are and what limits them, never their files, memory, arguments or environment.
 */
bool stranger_may(const char *kind, const char *path);
/* Its /proc directory, open until strangers_forget(), or -1 when it is gone or the number is another process's now. */
int stranger_proc(const char *subject);
void strangers_forget(void);
/* Answer `bytes` of /proc/1/stat as its root shows it. */
void look_first_process(int proc, const char *path);

#endif
