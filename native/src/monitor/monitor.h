/* monitor.h: the main loop of the monitor, the process that stays in the host's namespaces. */
#ifndef MONITOR_H
#define MONITOR_H
#include "wire/errors.h"
#include "wire/text.h"

/* Serve standard input until the end; the exit status. */
int monitor_main(void);

/* A signalfd: readable once the end has come by SIGTERM or SIGHUP. */
extern int monitor_end_signals;

/* ---- requests (dispatch.c) ---- */

/* Carry out one request line, or give it to whoever can; then `pending` says to whom. */
void handle_line(const char *line, size_t n);
/* quit has been answered. */
extern bool quitting;
/* Why the monitor cannot work; its code is empty when it can. */
extern struct failure start_failure;
/* The calls that were refused then. */
extern struct text start_trace;

#endif
