/*
 * reader.c: look and scan. What they read may be served by somebody else, and the monitor, which is often root, waits for nobody
 * else: so it has a READER read it, waits for that, and lets it go when it does not come back. All that is read goes that
 * way, what /proc tells of our own subjects, too: two changes of process for a snapshot cost less than a list of what
 * cannot hang would be worth.
 */
#include "monitor/reader.h"
#include "wire/trace.h"
#include "look/reading.h"
#include "look/hung.h"
#include "look/look.h"
#include "look/scan.h"
#include "common/machine.h"
#include "monitor/monitor.h"
#include "subjects/pending.h"
#include "common/procstat.h"
#include "wire/wire.h"
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum {
	TICK_MS = 100,
	STILL_MS = 1000,                    /* so long a reader may stay at one place */
	ALL_MS = 4000,                      /* and so long one request may last */
	DEATH_TRIES = 5000,
};

struct reading *reading;
static pid_t reader;
static int reader_sock = -1;
static uint64_t give_up_at;
static bool ending; /* the end has come */

static bool start_reader(void)
{
	int pair[2];
	if (reader_sock >= 0)
		return true;
	if (!hung_open())
		return false;
	if (!reading) {
		reading = map_shared(sizeof *reading);
		if (!reading)
			return false;
	}
	if (!make_pair(pair))
		return false;
	reader = (pid_t)TRIED("clone", plain_fork(), "child_stack=NULL, flags=SIGCHLD");
	if (reader == 0)
		reader_main(pair[1]);
	close(pair[1]);
	reader_sock = pair[0];
	if (reader > 0)
		return true;
	reader = 0;
	kernel_refused("clone");
	close_fd(&reader_sock);
	return false;
}

enum answer { ANSWERED, LATE, DEAD };

static void give_up_reader(enum answer why)
{
	kill(reader, SIGKILL);
	if (why == LATE && !ending)
		hung_add(reader);
	close_fd(&reader_sock);
	reader = 0;
}

/* False with `failure`. */
static bool ask(const struct request *r, int first)
{
	struct message go = { MESSAGE_GO, 0, 0 };
	int fds[SUBJECTS_MAX], count = 0;
	if (!start_reader())
		return false;
	if (!hung_review())
		return fail("timeout", "%s: %d readers hang already at files of others (the last at process %d of user %u)", current_op, HUNG_MAX,
			(int)hung->at[HUNG_MAX - 1].pid, (unsigned)hung->at[HUNG_MAX - 1].owner);
	memcpy(&reading->request, r, offsetof(struct request, bytes) + r->used);
	reading->at = first;
	for (int i = 0; i < SUBJECTS_MAX; i++) {
		int proc = subject_proc(&subjects[i]);
		struct looked_at *to = &reading->subjects[i];
		copy_string(to->name, sizeof to->name, subjects[i].name);
		to->state = subjects[i].state;
		to->strict = subjects[i].strict;
		if (subjects[i].strict)
			to->own = subjects[i].page->own;
		to->pid = proc < 0 ? 0 : subjects[i].pid;
		if (proc >= 0) {
			fds[count++] = proc;
			go.item |= 1 << i;
		}
	}
	if (send_message(reader_sock, go, fds, count))
		return true;
	give_up_reader(DEAD); /* somebody has killed it, and we have not reaped it yet */
	return (start_reader() && send_message(reader_sock, go, fds, count)) || fail("died", "%s: the reader has died", current_op);
}

/* By somebody's SIGSTOP: then nobody whom it looked at is to blame. */
static bool is_stopped(pid_t pid)
{
	char file[32];
	struct proc_stat s;
	lab_snprintf(file, sizeof file, "%d/stat", (int)pid);
	return read_proc_stat(machine_proc(), file, &s) && s.state == 'T';
}

static enum answer wait_for_answer(void)
{
	struct message m;
	int fds[MESSAGE_FDS], at = reading->at;
	pid_t pid = -1;
	for (uint64_t moved = now_ns();;) {
		struct pollfd p[2] = { { reader_sock, POLLIN, 0 }, { monitor_end_signals, POLLIN, 0 } };
		int n = poll(p, 2, TICK_MS);
		uint64_t now = now_ns();
		if (n < 0 && errno == EINTR)
			continue;
		if (p[0].revents)
			return receive_message(reader_sock, &m, fds, false) == 1 ? ANSWERED : DEAD;
		if (at != reading->at || pid != hung->pid)
			moved = now;
		ending |= n > 0;
		if (ending || now > give_up_at || now - moved > STILL_MS * 1000000ull)
			return is_stopped(reader) ? DEAD : LATE;
		at = reading->at;
		pid = hung->pid;
	}
}

static void begin_reply(const struct request *r)
{
	text_format(&out, "{\"id\":%u,\"ok\":true", r->id);
}

/* Answers are on the page from item `from` on, up to `until`: to the wire with them. */
static const char *pass_on(const char *item, int from, int until)
{
	uint32_t start = 0;
	for (int i = from; i < until; i++, item = next_item(item)) {
		text_add(&out, i ? "," : "");
		if (look_is_of_group(item))
			look_group(item);
		else
			text_bytes(&out, reading->answers + start, reading->ends[i] - start);
		start = reading->ends[i];
	}
	return item;
}

static const char *leave_out(const char *item, int i)
{
	text_add(&out, i ? "," : "");
	if (look_is_of_group(item))
		look_group(item);
	else
		look_reply_timeout();
	return next_item(item);
}

static bool answer_look(const struct request *r)
{
	const char *item = text_of(r, "items");
	int count = (int)number_of(r, "items", 0), done = 0, deaths = 0;
	if (!ask(r, 0))
		return false;
	begin_reply(r);
	text_add(&out, ",\"answers\":[");
	for (bool asked = true; asked; asked = done < count && !ending && now_ns() < give_up_at && ask(r, done)) {
		enum answer how = wait_for_answer();
		int until = reading->at < count ? reading->at : count;
		if (how != ANSWERED)
			give_up_reader(how);
		item = pass_on(item, done, until);
		done = until;
		deaths += how == DEAD;
		if ((how == LATE || deaths > 1) && done < count)
			item = leave_out(item, done++);
	}
	while (done < count)
		item = leave_out(item, done++);
	text_add(&out, "]");
	return true;
}

static bool answer_scan(const struct request *r)
{
	for (int deaths = 0; ask(r, 0);) {
		enum answer how = wait_for_answer();
		if (how == ANSWERED) {
			begin_reply(r);
			text_bytes(&out, reading->answers, reading->ends[0]);
			return true;
		}
		pid_t pid = hung->pid;
		give_up_reader(how);
		deaths += how == DEAD;
		if (deaths > 1)
			return fail("died", "scan: the reader died while it looked at process %d", (int)pid);
		if (ending || now_ns() >= give_up_at)
			return fail("timeout", "scan: what is to be seen of process %d does not answer", (int)pid);
	}
	return false;
}

/* Reply to a look or scan; false with `failure` when nothing has been written. Waits for 4 s at most, and not once the end has come. */
static bool reader_answer(const struct request *r)
{
	give_up_at = now_ns() + ALL_MS * 1000000ull;
	if (r->op == OP_LOOK ? !answer_look(r) : !answer_scan(r))
		return false;
	text_add(&out, ",\"calls\":[]}\n");
	return true;
}

/* The answer may be longer than `extra` can hold: the reply is written here. */
bool do_look(const struct request *r)
{
	pending.what = REPLIED;
	return look_check(r) && reader_answer(r);
}

bool do_scan(const struct request *r)
{
	pending.what = REPLIED;
	return scan_check(r) && reader_answer(r);
}

bool reader_is(pid_t pid)
{
	return pid == reader;
}

bool reader_died(pid_t pid)
{
	if (pid != reader)
		return hung_died(pid);
	close_fd(&reader_sock);
	reader = 0;
	return true;
}

void reader_end(void)
{
	if (!reader)
		return;
	kill(reader, SIGKILL);
	for (int tries = 0; waitpid(reader, NULL, WNOHANG) == 0 && tries < DEATH_TRIES; tries++)
		nap_us(100);
	reader_died(reader);
}
