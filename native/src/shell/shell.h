/* shell.h: the process that enters a subject's namespaces and becomes a program there; the monitor clones it. */
#ifndef SHELL_H
#define SHELL_H
#include "batch/shared-page.h"

/* The subject that is entered, as the monitor knows it. */
struct entered {
	int slot;
	unsigned state;
	pid_t pid;
	int pidfd, proc;
};

/*
 * Body of the cloned child: it answers on `sock`, its calls are on the page. `fallback`: a terminal of the host's, or -1,
 * for a subject that has no devpts.
 */
void shell_main(const struct entered *s, const struct request *r, struct shared_page *page, int sock, int fallback) __attribute__((noreturn));

#endif
