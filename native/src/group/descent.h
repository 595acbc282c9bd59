/*
 * descent.h: the groups below a control group. Whoever is root in there may nest them as deep as the kernel lets him, with names of
 * 255 bytes: so they are walked with one descriptor at a time, down by name and up by "..", and no path is ever made of them.
 */
#ifndef DESCENT_H
#define DESCENT_H
#include "wire/lab.h"

/* Is this descriptor of that group? */
bool is_group(int fd, const struct stat *group);
/* The n-th group directly below `dir` in the order of the kernel, to read its directory; -1 when there is none. `top`: where the walk began. */
int open_nth_group(int dir, int n, const struct stat *top);
/* Call `visit` for the group and each below it, from above; `path` is NULL for those below. False: there was no time (3 s) to reach them all. */
bool walk_groups(int dir, const char *path, void (*visit)(int dir, const char *path, void *with), void *with);

#endif
