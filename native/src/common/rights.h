/* rights.h: which rights this process was started with. */
#ifndef RIGHTS_H
#define RIGHTS_H
#include "wire/lab.h"

/* CAP_SYS_ADMIN is in the effective set. Without it a user namespace has to come first, also for a uid 0 whose rights were taken away (a container). */
bool may_administer(void);
/*
 * The user namespace in which the monitor was started is not the first one: mounts of proc and device nodes
 * have conditions here, user_namespaces(7). Read once: a child inherits the answer.
 */
bool in_user_namespace(void);

#endif
