/* foreign.h: `<pid>.<start>` as the subject of look: a process that is not of this session. */
#ifndef FOREIGN_H
#define FOREIGN_H
#include "wire/lab.h"

/* Is this text of that form? */
bool is_foreign(const char *subject);
/*
 * May this be asked about a foreign process? The helper may run as root for a user: what it tells of other people's processes is only
 * where they are and what limits them, never their files, memory, arguments or environment.
 */
bool foreign_may(const char *kind, const char *path);
/* Its /proc directory, open until foreign_forget(), or -1 when it is gone or the number is another process's now. */
int foreign_proc(const char *subject);
void foreign_forget(void);
/* Answer `bytes` of /proc/1/stat as its root shows it. */
void look_first_process(int proc, const char *path);

#endif
