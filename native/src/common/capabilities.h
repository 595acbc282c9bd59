/* capabilities.h: rights that a process gives up for ever: capabilities(7), no_new_privs. False with `failure`. */
#ifndef CAPABILITIES_H
#define CAPABILITIES_H
#include "wire/lab.h"

bool set_no_new_privs(void);
/* The fourteen that Docker keeps by default. */
uint64_t docker_capabilities(void);
/* Give up all but these. */
bool keep_capabilities(uint64_t kept);
/* Give up what the process of this /proc directory has given up: bounding set, permitted set and no_new_privs. */
bool match_privileges(int proc);

#endif
