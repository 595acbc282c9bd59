/* beneath.h: opens paths below a directory that cannot lead out of it: openat2(2). */
#ifndef BENEATH_H
#define BENEATH_H
#include "wire/lab.h"

/* No link is followed, neither is `..`: for /proc/<pid>, whose links lead everywhere. */
#define BENEATH_PROC (LAB_RESOLVE_BENEATH | LAB_RESOLVE_NO_SYMLINKS)
/* Links and `..` are followed as after a chroot(2) to `dir`: for the root of a subject. */
#define BENEATH_ROOT (LAB_RESOLVE_IN_ROOT | LAB_RESOLVE_NO_MAGICLINKS)

/* Opens with O_CLOEXEC. -1 with errno: EXDEV, ELOOP for a path that would lead out. */
int open_beneath(int dir, const char *path, int flags, uint64_t resolve);

#endif
