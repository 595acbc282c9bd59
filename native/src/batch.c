/*
 * batch.c: requests of one subject that follow each other on the wire are given to it in one go: one
 * message and two changes of process instead of that for each. Nobody sees a difference but in time:
 * each is checked for order against the state that those before it will have left, their lines stay
 * on the wire until they are answered, and after a refusal the rest is simply read again.
 */
#include "monitor.h"
#include "pty.h"
#include "trace.h"
#include "wire.h"

struct batch batch;

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

/* ---- where the output of an exec goes ---- */

/* Descriptors for the subject into `fds`, ours into the channel of the pending request. */
static bool connect_exec(struct subject *s, const struct request *r, unsigned state, int fds[2], int *count)
{
	uint64_t io = number_of(r, "io", IO_PIPE);
	int ours[2] = { -1, -1 };
	if (!(state & (OWN_PID_NS | IN_CGROUP)))
		return refuse("order", "exec: fork into a PID namespace or join a cgroup first: a daemon could outlive us");
	if (io == IO_NULL)
		return true;
	if (io == IO_PIPE) {
		int one[2] = { -1, -1 }, two[2] = { -1, -1 };
		if (pipe2(one, O_CLOEXEC) < 0 || pipe2(two, O_CLOEXEC) < 0) {
			close_fd(&one[0]);
			close_fd(&one[1]);
			return kernel_refused("pipe2");
		}
		ours[0] = one[0], ours[1] = two[0];
		fds[0] = one[1], fds[1] = two[1];
		*count = 2;
	} else {
		struct terminal host; /* only a fallback: the container's own devpts comes first */
		if (open_terminal(&host, (unsigned)number_of(r, "rows", 24), (unsigned)number_of(r, "cols", 80))) {
			ours[0] = host.master;
			fds[0] = host.slave;
			*count = 1;
		}
	}
	pending.channel = channel_open(s->slot, io == IO_TTY, ours[0], ours[1]);
	if (pending.channel)
		return true;
	close_fd(&ours[0]);
	close_fd(&ours[1]);
	return false;
}

/* ---- filling it ---- */

/* Where the next request would lie on the board, or NULL when there is no room for one. */
static struct request *next_place(struct board *b)
{
	size_t unit = sizeof(uint64_t), at = 0;
	if (batch.count == BATCH_MAX)
		return NULL;
	if (batch.count > 0) {
		const struct part *last = &b->parts[batch.count - 1];
		at = last->request + (offsetof(struct request, bytes) + board_request(b, batch.count - 1)->used + unit - 1) / unit;
	}
	if (at * unit + sizeof(struct request) > sizeof b->requests)
		return NULL;
	b->parts[batch.count].request = at;
	return board_request(b, batch.count);
}

static void take(const struct request *r, unsigned state, size_t line)
{
	struct item *item = &batch.items[batch.count];
	struct board *b = batch.subject->board;
	item->m = (struct matter){ r->id, &OPS[r->op], batch.subject, 0, batch.count };
	item->state = state_after(r, state);
	item->line = line;
	b->parts[batch.count].carried = false;
	b->count = ++batch.count;
}

static unsigned last_state(void)
{
	return batch.items[batch.count - 1].state;
}

/* May it be carried out right after the others, without the monitor in between? */
static bool may_follow(const struct request *r, bool born, int fds[2], int *count)
{
	if (OPS[r->op].where != STAGE || number_of(r, "subject", SUBJECT_STAGE) != (uint64_t)batch.subject->slot || !order_allows(&OPS[r->op], last_state()))
		return false;
	if (r->op != OP_EXEC)
		return true;
	/* the monitor seizes it before, or it is not born yet and cannot be sent descriptors */
	if (number_of(r, "stopped", 0) || (!born && number_of(r, "io", IO_PIPE) != IO_NULL))
		return false;
	return connect_exec(batch.subject, r, last_state(), fds, count);
}

static void take_what_follows(bool born, int fds[2], int *count)
{
	const char *line;
	size_t n, offset = 0, before = 0;
	struct request *place;
	while ((place = next_place(batch.subject->board)) && wire_peek(&offset, &line, &n) &&
	       parse_request(line, n, place) && may_follow(place, born, fds, count)) {
		bool last = place->op == OP_EXEC;
		take(place, last_state(), offset - before);
		before = offset;
		if (last)
			return;
	}
}

static void begin(struct subject *s, const struct request *first)
{
	batch = (struct batch){ .subject = s, .by_pid = s->pid };
	memcpy(next_place(s->board), first, offsetof(struct request, bytes) + first->used);
	take(first, s->state, 0); /* its line has been read already */
}

/* ---- giving it ---- */

bool batch_ask(struct subject *s)
{
	int fds[2] = { -1, -1 }, count = 0;
	struct message go = { MESSAGE_GO, 0, 0 };
	bool exec = request.op == OP_EXEC;
	bool ok = !exec || connect_exec(s, &request, s->state, fds, &count);
	if (ok && exec && number_of(&request, "stopped", 0))
		seize(s);
	if (ok) {
		begin(s, &request);
		if (!exec)
			take_what_follows(true, fds, &count);
		ok = s->sock >= 0 && send_message(s->sock, go, fds, count);
		if (!ok)
			refuse("gone", "%s: the %s does not listen any more", pending.m.op->name, s->name);
		if (!ok && pending.channel)
			channel_close(pending.channel);
	}
	close_fd(&fds[0]);
	close_fd(&fds[1]);
	if (ok)
		pending.what = ASKED;
	return ok;
}

bool batch_spawn(struct subject *s)
{
	int fds[2] = { -1, -1 }, count = 0;
	if (s->ended)
		return refuse("order", "spawn: the last %s has ended: drop it first", s->name);
	subject_touch(s);
	begin(s, &request);
	take_what_follows(false, fds, &count);
	if (!subject_spawn(s))
		return false;
	s->state = ALIVE;
	pending.what = ASKED;
	batch.by_pid = s->pid;
	return true;
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

bool batch_gets_on(void)
{
	int before = batch.seen;
	batch.seen = batch_carried();
	return batch.seen > before;
}

int batch_carried(void)
{
	int n = batch.answered;
	while (n < batch.count && batch.subject->board->parts[n].carried)
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
		settle();
}

void batch_done(int until)
{
	while (batch.answered < until && pending.what == ASKED) {
		const struct matter *m = batch_next();
		struct subject *s = batch.subject;
		s->state = batch.items[batch.answered].state;
		s->born = true;
		reply_ok(m, s->board, s->name, m->by_pid);
		answered();
	}
}

void batch_failed(void)
{
	const struct matter *m = batch_next();
	if (pending.channel)
		channel_close(pending.channel);
	reply_failed(m, batch.subject->board, batch.subject->name, m->by_pid);
	answered();
	settle(); /* what follows is still on the wire */
}
