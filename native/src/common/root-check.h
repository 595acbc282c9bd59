/* root-check.h: refuses to start or fill anything while a subject's root is still the machine's. */
#ifndef ROOT_CHECK_H
#define ROOT_CHECK_H
#include "wire/parse.h"

/* Remember which directory is the monitor's own `/`: what is born of it has that root until it changes it. */
void remember_machines_root(void);
/*
 * May the caller carry out this request where its root is? exec only in a root of its own, or with root=host;
 * what fills a changed root only there. Asked of the kernel, for a process that left a chroot has the old
 * root again. False with `failure`.
 */
bool root_allows(const struct request *r);
/* The same for enter: `root` is a descriptor of the root that the program will have. */
bool may_enter_root(const struct request *r, int root);

#endif
