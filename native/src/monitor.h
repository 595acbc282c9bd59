/* monitor.h: the process that stays outside. */
#ifndef MONITOR_H
#define MONITOR_H
#include "channel.h"
#include "enter.h"
#include "session.h"

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

/* ---- replies (reply.c) ---- */

/* Fields of the reply at hand beyond the standard ones, each beginning with a comma. */
extern struct text extra;
/* What the reply at hand is about. */
struct matter {
	uint32_t id;
	const struct op *op;      /* NULL: the op was not understood */
	struct subject *subject;  /* or NULL */
	pid_t by_pid;             /* of the subject when the op began */
	int part;                 /* of the board: where the subject's calls are */
};
void reply_ok(const struct matter *m, const struct board *board, const char *by, pid_t by_pid);
void reply_failed(const struct matter *m, const struct board *board, const char *by, pid_t by_pid);
/* `,"exit":{…}` for wait, and the body of the exit event. */
void add_exit(struct text *t, const struct subject *s);

/* ---- the request at hand (hear.c) ---- */

extern struct request request;

/* A request, or a batch of them, that is being carried out by somebody else. Until it is answered, no other is begun. */
struct pending {
	enum { NOTHING, ASKED, ENTERING, WAITING } what;
	struct matter m;
	struct channel *channel; /* of an exec */
	uint64_t deadline;       /* now_ns(), or 0 */
};
extern struct pending pending;
void settle(void);

/* ---- requests that one subject carries out one after the other (batch.c) ---- */

struct item {
	struct matter m;
	unsigned state; /* of the subject when it is done */
	size_t line;    /* bytes on the wire, to be skipped when it is answered */
	/* of a fork into a group: the group, and how many OOM kills it had counted before */
	const struct undo *into;
	bool counts;
	uint64_t oom_before;
};
struct batch {
	struct subject *subject;
	int count, answered, seen;
	pid_t by_pid;               /* of the subject, before what is answered next */
	struct message early;       /* an end that was heard before the fork that precedes it; kind MESSAGE_GO: none */
	struct item items[BATCH_MAX];
};
extern struct batch batch;
/* Give the request at hand, and those behind it that may follow at once, to the subject. False with `failure`. */
bool batch_ask(struct subject *s);
/* The same for spawn: the newborn finds the others on its board. */
bool batch_spawn(struct subject *s);
bool batch_waits_for(const struct subject *s);
/* Is there an unanswered fork before this item? */
bool batch_awaits_fork(int item);
/* How many are carried out, as far as the board says. */
int batch_carried(void);
/* Are there more than at the last time of asking? */
bool batch_gets_on(void);
/* The first that is not answered. */
const struct matter *batch_next(void);
/* Answer those before `until`: they are carried out. */
void batch_done(int until);
/* Answer the next one with `failure`, and forget the others. */
void batch_failed(void);

/* ---- news (hear.c) ---- */

void hear_subject(struct subject *s);
void hear_shell(void);
/* Its end of the socket has been closed by execve: it is the program now. */
void subject_became_program(struct subject *s);
/* Answer the enter at hand with `failure`. */
void shell_failed(void);
/* The enter at hand has had its time: the process is killed, and what held it is said. */
void shell_late(void);

/* ---- deaths (deaths.c) ---- */

/* Look at each dead child, answer and report what follows from its death. */
void bury_children(void);
extern bool bury_again; /* somebody has become known who may be dead already: do it once more */

/* ---- an app that is held at its first instruction (hold.c) ---- */

/* Become the subject's tracer, so that it stops when execve has succeeded. Where that is not allowed it is not held. */
void seize(struct subject *s);
/* A stop of a subject that we trace. True: it is held after execve. */
bool stopped_at_exec(struct subject *s, int status);
bool do_release(struct subject *s);

/* ---- the end (teardown.c) ---- */

/* End a subject and all that belongs to it. */
void drop_subject(struct subject *s, struct left *left);
/* End everything. Afterwards the only thing left to do is to leave. */
void tear_down(struct left *left);

/* ---- ops of the monitor (deeds.c; on cgroups groups.c and join.c); false with `failure` ---- */
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
