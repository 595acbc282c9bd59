/* dispatch.c: from a request line to whoever carries it out. */
#include "look.h"
#include "monitor.h"
#include "reader.h"
#include "scan.h"
#include "trace.h"
#include "wire.h"

enum { CALLS_BYTES = 256 * 1024, ENTER_MS = 3000 };

bool quitting;
struct failure start_failure;
struct text start_trace;

/* ---- ops that are carried out by somebody else ---- */

static bool do_enter(struct subject *s)
{
	if (!enter_start(s, &request))
		return false;
	pending.what = ENTERING;
	pending.m.subject = NULL;
	pending.m.by_pid = entering.pid;
	pending.deadline = now_ns() + ENTER_MS * 1000000ull;
	return true;
}

static bool do_wait(struct subject *s)
{
	uint64_t timeout = number_of(&request, "timeout", 0);
	if (!s->pid && !s->ended)
		return refuse("gone", "wait: there is no such subject: spawn it first");
	if (s->ended) {
		text_add(&extra, ",\"exit\":{");
		add_exit(&extra, s);
		text_add(&extra, "}");
		return true;
	}
	pending.what = WAITING;
	pending.deadline = has(&request, "timeout") ? now_ns() + timeout * 1000000ull : 0;
	return true;
}

/* ---- ops that are carried out at once ---- */

static void add_left(const struct left *left, bool files)
{
	text_format(&extra, ",\"left\":{\"cgroups\":%d,\"processes\":%d", left->cgroups, left->processes);
	if (files)
		text_format(&extra, ",\"files\":%d", left->files);
	text_add(&extra, "}");
}

static bool do_drop(struct subject *s)
{
	struct left left = { 0, 0, 0 };
	drop_subject(s, &left);
	add_left(&left, false);
	return true;
}

static bool do_quit(void)
{
	struct left left = { 0, 0, 0 };
	tear_down(&left);
	add_left(&left, true);
	quitting = true;
	return true;
}

static bool do_kill(struct subject *s)
{
	subject_kill(s);
	return true;
}

static bool (*const DEEDS[OP_COUNT])(const struct request *) = {
	[OP_HELLO] = do_hello, [OP_MKDIR_CGROUP] = do_mkdir_cgroup, [OP_RMDIR_CGROUP] = do_rmdir_cgroup,
	[OP_ENABLE_CONTROLLERS] = do_enable_controllers, [OP_WRITE_CGROUP] = do_write_cgroup, [OP_JOIN] = do_join,
	[OP_SIGNAL] = do_signal, [OP_INPUT] = do_input, [OP_WINSIZE] = do_winsize, [OP_HANGUP] = do_hangup,
};
static bool (*const SUBJECT_DEEDS[OP_COUNT])(struct subject *) = {
	[OP_SPAWN] = batch_spawn, [OP_DROP] = do_drop, [OP_KILL] = do_kill, [OP_ENTER] = do_enter, [OP_WAIT] = do_wait, [OP_RELEASE] = do_release,
};

/* ---- dispatch ---- */

static struct subject *subject_of_request(void)
{
	for (const struct arg *a = pending.m.op->args; a->key[0]; a++)
		if (same(a->key, "subject")) {
			uint64_t who = number_of(&request, "subject", SUBJECT_STAGE);
			return who < SUBJECTS ? &subjects[who] : NULL;
		}
	return NULL;
}

/* False with `failure`; true: done, or pending. */
static bool carry_out(void)
{
	const struct op *op = pending.m.op;
	struct subject *s = pending.m.subject;
	if (start_failure.code[0]) {
		failure = start_failure;
		text_bytes(&trace, start_trace.at, start_trace.used);
		return false;
	}
	if (s && !order_allows(op, s->state))
		return false;
	if (op->where == STAGE)
		return batch_ask(s);
	if (op == &OPS[OP_QUIT])
		return do_quit();
	if (DEEDS[request.op])
		return DEEDS[request.op](&request);
	return SUBJECT_DEEDS[request.op](s);
}

void handle_line(const char *line, size_t n)
{
	static LAB_ROOM char calls[CALLS_BYTES];
	trace_into(calls, sizeof calls);
	settle();
	bool ok = parse_request(line, n, &request);
	pending.m.id = request.id;
	if (ok) {
		pending.m.op = &OPS[request.op];
		current_op = pending.m.op->name;
		pending.m.subject = subject_of_request();
		pending.m.by_pid = pending.m.subject ? pending.m.subject->pid : 0;
		if ((request.op == OP_LOOK || request.op == OP_SCAN) && !start_failure.code[0]) { /* they may say more than `extra` can hold */
			ok = (request.op == OP_LOOK ? look_check(&request) : scan_check(&request)) && reader_answer(&request);
			if (ok)
				return;
		} else {
			ok = carry_out();
		}
	}
	if (!ok)
		reply_failed(&pending.m, NULL, NULL, 0);
	else if (pending.what == NOTHING)
		reply_ok(&pending.m, NULL, NULL, 0);
	if (!ok)
		settle();
}
