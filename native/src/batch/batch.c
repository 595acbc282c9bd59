/*
 * batch.c: requests of one subject that follow each other on the wire are given to it in one go: one
 * message and two changes of process instead of that for each. Nobody sees a difference but in time:
 * each is checked for order against the state that those before it will have left, their lines stay
 * on the wire until they are answered, and after a refusal the rest is simply read again.
 */
#include "group/cgroup.h"
#include "batch/passed-fds.h"
#include "batch/batch.h"
#include "subjects/exec-stop.h"
#include "subjects/reply.h"
#include "wire/trace.h"
#include "wire/wire.h"

OWN_PAGES struct batch batch;

/* ---- what an op changes in what the monitor knows ---- */

static unsigned states_of_unshare(uint64_t flags)
{
	return (flags & CLONE_NEWPID ? NEEDS_FORK : 0u) | (flags & CLONE_NEWUTS ? OWN_UTS_NS : 0u) | (flags & CLONE_NEWNET ? OWN_NET_NS : 0u);
}

static unsigned state_after(const struct request *r, unsigned state)
{
	state = (state | OPS[r->op].give) & ~OPS[r->op].take;
	return r->op == OP_UNSHARE ? state | states_of_unshare(number_of(r, "flags", 0)) : state;
}

/* ---- filling it ---- */

/* Where the next request would lie on the page, or NULL when there is no room for one. */
static struct request *next_place(struct shared_page *b)
{
	size_t unit = sizeof(uint64_t), at = 0;
	if (batch.count == BATCH_MAX)
		return NULL;
	if (batch.count > 0) {
		const struct part *last = &b->parts[batch.count - 1];
		at = last->request + (offsetof(struct request, bytes) + page_request(b, batch.count - 1)->used + unit - 1) / unit;
	}
	if (at * unit > BATCH_BYTES)
		return NULL;
	b->parts[batch.count].request = (uint32_t)at;
	return page_request(b, batch.count);
}

static unsigned last_state(void)
{
	return batch.items[batch.count - 1].state;
}

/* What it needs besides its arguments. Before `take`. False with `failure`. */
static bool prepare_descriptors(const struct request *r)
{
	const struct subject *s = batch.subject;
	unsigned state = batch.count ? last_state() : s->state;
	s->page->parts[batch.count].first_fd = passed_fds.count;
	if (r->op == OP_EXEC)
		return connect_exec(s, r, state);
	return r->op != OP_FORK || !has(r, "into") || take_group(r);
}

static void take(const struct request *r, unsigned state, size_t line)
{
	struct item *item = &batch.items[batch.count];
	struct shared_page *b = batch.subject->page;
	item->m = (struct matter){ r->id, &OPS[r->op], batch.subject, 0, batch.count };
	item->state = state_after(r, state);
	item->line = line;
	if (r->op == OP_FORK && has(r, "into")) {
		item->into = find_group(text_of(r, "into"));
		item->state |= IN_CGROUP;
		item->counts = read_oom_kills(item->into->dir, &item->oom_before);
	}
	b->parts[batch.count].carried = false;
	b->count = ++batch.count;
}

/* May it be carried out right after the others, without the monitor in between? */
static bool may_follow(const struct request *r)
{
	const struct op *op = &OPS[r->op];
	if (op->where != STAGE || !same(subject_name_of(r), batch.subject->name) || !order_allows(op, last_state()))
		return false;
	if (r->op == OP_EXEC && number_of(r, "stopped", 0))
		return false; /* the monitor seizes it before */
	return prepare_descriptors(r);
}

static void take_what_follows(void)
{
	const char *line;
	size_t n, offset = 0, before = 0;
	struct request *place;
	while ((place = next_place(batch.subject->page)) && wire_peek(&offset, &line, &n) && parse_request(line, n, place) && may_follow(place)) {
		bool last = place->op == OP_EXEC;
		take(place, last_state(), offset - before);
		before = offset;
		if (last)
			return;
	}
}

static bool begin(struct subject *s)
{
	batch = (struct batch){ .subject = s, .by_pid = s->pid };
	if (!prepare_descriptors(&request))
		return false;
	memcpy(next_place(s->page), &request, offsetof(struct request, bytes) + request.used);
	take(&request, s->state, 0); /* its line has been read already */
	return true;
}

/* ---- giving it ---- */

static bool send_go(struct subject *s)
{
	struct message go = { MESSAGE_GO, 0, 0 };
	return (s->sock >= 0 && send_message(s->sock, go, passed_fds.fds, passed_fds.count)) ||
		fail("gone", "%s: the %s does not listen any more", pending.m.op->name, s->name);
}

bool batch_ask(struct subject *s)
{
	bool ok = begin(s);
	if (ok && request.op == OP_EXEC && number_of(&request, "stopped", 0))
		seize(s);
	if (ok && request.op != OP_EXEC)
		take_what_follows();
	ok = ok && send_go(s);
	if (!ok && pending.channel)
		channel_close(pending.channel);
	close_passed_fds();
	if (ok)
		pending.what = ASKED;
	return ok;
}

bool batch_spawn(struct subject *s)
{
	if (s->ended)
		return fail("order", "spawn: the last %s has ended: drop it first", s->name);
	if (!subject_prepare(s))
		return false;
	begin(s);
	s->strict = number_of(&request, "strict", 0) == 1;
	take_what_follows();
	s->page->fds_follow = passed_fds.count > 0;
	bool ok = subject_spawn(s);
	if (ok) {
		s->state = ALIVE;
		pending.what = ASKED;
		batch.by_pid = s->pid;
		if (passed_fds.count > 0)
			send_go(s); /* if it does not listen it is dead, and that will be told */
	} else if (pending.channel) {
		channel_close(pending.channel);
	}
	close_passed_fds();
	return ok;
}

/* ---- answering it ---- */

bool batch_waits_for(const struct subject *s)
{
	return pending.what == ASKED && batch.subject == s;
}

bool batch_awaits_fork(int item)
{
	for (int i = batch.answered; i < item && i < batch.count; i++)
		if (batch.items[i].m.op == &OPS[OP_FORK])
			return true;
	return false;
}

bool batch_progressed(void)
{
	int before = batch.seen;
	batch.seen = batch_done_count();
	return batch.seen > before;
}

int batch_done_count(void)
{
	int n = batch.answered;
	while (n < batch.count && batch.subject->page->parts[n].carried)
		n++;
	return n;
}

const struct matter *batch_next(void)
{
	struct item *item = &batch.items[batch.answered];
	item->m.by_pid = batch.by_pid;
	return &item->m;
}

/* The request at hand has its answer: its line may go, the next one is pending. */
static void answered(void)
{
	wire_skip(batch.items[batch.answered++].line);
	trace.used = 0; /* what the monitor itself did was for the first */
	if (batch.answered == batch.count)
		clear_pending();
}

void batch_done(int until)
{
	while (batch.answered < until && pending.what == ASKED) {
		const struct matter *m = batch_next();
		struct subject *s = batch.subject;
		const struct item *item = &batch.items[batch.answered];
		s->state = item->state;
		s->born = true;
		if (item->into)
			subject_attached(s, item->into->path, item->counts, item->oom_before);
		reply_ok(m, s->page, s->name, m->by_pid);
		answered();
	}
}

void batch_failed(void)
{
	const struct matter *m = batch_next();
	if (pending.channel)
		channel_close(pending.channel);
	reply_failed(m, batch.subject->page, batch.subject->name, m->by_pid);
	answered();
	clear_pending(); /* what follows is still on the wire */
}
