/* machine.h: the machine's /proc and control groups, held open: what somebody mounts over them later neither blinds us nor keeps us from cleaning up. */
#ifndef MACHINE_H
#define MACHINE_H
#include "wire/lab.h"

/* Hold them from now on: first of all, in every process that reads /proc or removes groups. */
void machine_hold(void);
/* The machine's /proc, for openat(2); -1 with errno. Never in a stage, which closes what it was born with. */
int machine_proc(void);
/* In a child that closes what it was born with: /proc is held at this number now, above which everything may be closed. */
bool machine_keep(int fd);
/* Where to begin for this path of a control group, for openat(2); `path` is then what is left of it. */
int machine_groups(const char **path);

#endif
