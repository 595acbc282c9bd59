/* monitor.h: the process that stays outside. */
#ifndef MONITOR_H
#define MONITOR_H
#include "channel.h"
#include "enter.h"
#include "session.h"

/* Serve standard input until the end; the exit status. */
int monitor_main(void);

/* ---- requests (dispatch.c) ---- */

/* Carry out one request line, or give it to whoever can; then `pending` says to whom. */
void handle_line(const char *line, size_t n);
/* quit has been answered. */
extern bool quitting;
/* Why the monitor cannot work; its code is empty when it can. */
extern struct failure start_failure;

/* ---- replies (reply.c) ---- */

/* Fields of the reply at hand beyond the standard ones, each beginning with a comma. */
extern struct text extra;
/* What the reply at hand is about. */
struct matter {
	uint32_t id;
	const struct op *op;      /* NULL: the op was not understood */
	struct subject *subject;  /* or NULL */
	pid_t by_pid;             /* of the subject when the op began */
};
void reply_ok(const struct matter *m, const struct board *board, const char *by, pid_t by_pid);
void reply_failed(const struct matter *m, const struct board *board, const char *by, pid_t by_pid);
/* `,"exit":{…}` for wait, and the body of the exit event. */
void add_exit(struct text *t, const struct subject *s);

/* ---- the request at hand (hear.c) ---- */

extern struct request request;

/* A request that is being carried out by somebody else. Until it is answered, no other is begun. */
struct pending {
	enum { NOTHING, ASKED, ENTERING, WAITING } what;
	struct matter m;
	struct channel *channel; /* of an exec */
	uint64_t deadline;       /* now_ns(), or 0 */
};
extern struct pending pending;
void settle(void);
void hear_subject(struct subject *s);
void hear_shell(void);

/* ---- an app that is held at its first instruction (hold.c) ---- */

/* Become the subject's tracer, so that it stops when execve has succeeded. Where that is not allowed it is not held. */
void seize(struct subject *s);
/* A stop of a subject that we trace. True: it is held after execve. */
bool stopped_at_exec(struct subject *s, int status);
bool do_release(struct subject *s);

/* Look at each dead child, answer and report what follows from its death. */
void bury_children(void);

/* ---- the end (teardown.c) ---- */

/* End a subject and all that belongs to it. */
void drop_subject(struct subject *s, struct left *left);
/* End everything. Afterwards the only thing left to do is to leave. */
void tear_down(struct left *left);

/* ---- ops of the monitor that touch cgroups and channels (deeds.c); false with `failure` ---- */
bool do_hello(const struct request *r);
bool do_mkdir_cgroup(const struct request *r);
bool do_rmdir_cgroup(const struct request *r);
bool do_enable_controllers(const struct request *r);
bool do_write_cgroup(const struct request *r);
bool do_join(const struct request *r);
bool do_signal(const struct request *r);
bool do_input(const struct request *r);
bool do_winsize(const struct request *r);
bool do_hangup(const struct request *r);

#endif
