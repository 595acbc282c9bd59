/* dispatch.c: parses a request line and gives it to the process that carries it out. */
#include "batch/batch.h"
#include "monitor/monitor.h"
#include "subjects/reply.h"
#include "wire/trace.h"

enum { CALLS_BYTES = 256 * 1024 };

bool quitting;
struct failure start_failure;
struct text start_trace;

static bool has_subject(const struct op *op)
{
	for (const struct arg *a = op->args; a->key[0]; a++)
		if (same(a->key, "subject"))
			return true;
	return op->where == STAGE;
}

/* Whom the request is about, where it is about one. False with `failure`. */
static bool find_subject(const struct request *r)
{
	const char *name = subject_name_of(r);
	bool makes = r->op == OP_SPAWN || (r->op == OP_MKDIR_CGROUP && number_of(r, "shared", 0) == 0);
	if (!has_subject(pending.m.op) || (r->op == OP_ATTACH && same(name, "monitor")))
		return true;
	pending.m.subject = subject_named(name, makes);
	return pending.m.subject != NULL;
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
	return op->handler(&request);
}

void handle_line(const char *line, size_t n)
{
	static OWN_PAGES char calls[CALLS_BYTES];
	trace_into(calls, sizeof calls);
	clear_pending();
	bool ok = parse_request(line, n, &request);
	pending.m.id = request.id;
	if (ok) {
		pending.m.op = &OPS[request.op];
		current_op = pending.m.op->name;
		ok = find_subject(&request);
		pending.m.by_pid = pending.m.subject ? pending.m.subject->pid : 0;
		ok = ok && carry_out();
	}
	if (!ok)
		reply_failed(&pending.m, NULL, NULL, 0);
	else if (pending.what == NOTHING)
		reply_ok(&pending.m, NULL, NULL, 0);
	if (!ok || pending.what == REPLIED)
		clear_pending();
}
