/* readonly.h: see readonly.c. */
#ifndef READONLY_H
#define READONLY_H
#include "wire/lab.h"

/* The caller leaves for a mount namespace of its own. False with errno. */
bool everything_read_only_but(const char *target);

#endif
