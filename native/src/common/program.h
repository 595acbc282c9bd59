/* program.h: execve for both who need it: the stage that becomes the app, and a shell that entered a subject. */
#ifndef PROGRAM_H
#define PROGRAM_H
#include "batch/shared-page.h"

/*
 * Replace this process by the program of the request (argv, env; a name without / is looked up in
 * PATH). `extra` is one more NAME=value, or NULL. Returns only on failure, always false. Every
 * attempt is recorded; that of a success by the monitor, from the page.
 */
bool become_program(const struct request *r, struct shared_page *page, const char *extra);

#endif
