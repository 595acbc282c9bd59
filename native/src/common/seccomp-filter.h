/* seccomp-filter.h: which system calls a program may make at all: what Docker's default profile allows. */
#ifndef SECCOMP_FILTER_H
#define SECCOMP_FILTER_H
#include "wire/lab.h"

/* From here on, for ever. `devices`: mknod(2) of device nodes is allowed. False with `failure`. */
bool install_filter(bool devices);

#endif
