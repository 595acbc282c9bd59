/*
 * reader.c: look and scan. What they read may be served by a stranger, and the monitor, which is often root, waits for no
 * stranger: so it has a READER read it, waits for that, and lets it go when it does not come back. All that is read goes that
 * way, what /proc tells of our own subjects, too: two changes of process for a photograph cost less than a list of what
 * cannot hang would be worth.
 */
#include "reader.h"
#include "machine.h"
#include "hung.h"
#include "look.h"
#include "monitor.h"
#include "scan.h"
#include "stage.h"
#include "stranger.h"
#include "wire.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum {
	STILL_MS = 1000,                    /* so long a reader may stay at one place */
	ALL_MS = 4000,                      /* and so long one request may last */
	ANSWERS_BYTES = 16 * 1024 * 1024,
	ITEM_BYTES = 7 * 1024 * 1024,       /* the longest answer to one item: READ_MAX bytes, six characters each */
	DEATH_TRIES = 5000,
};

/* MAP_SHARED between the two. Only the pages that are used cost memory. */
struct reading {
	struct request request;
	struct {
		pid_t pid;
		unsigned state;
		bool strict;
		struct owned own; /* when it is strict */
	} subjects[SUBJECTS];
	int at;                   /* of look: the item to begin with, then the one that is being answered */
	uint32_t ends[LIST_MAX];  /* where in `answers` the answer to each item ends */
	_Alignas(4096) char answers[ANSWERS_BYTES];
};

static struct reading *reading;
static pid_t reader;
static int reader_sock = -1;
static uint64_t give_up_at;
static bool hurried; /* the end has come */

/* ---- the reader ---- */

/* Take over what the monitor has sent: its subjects, as look.c knows them. */
static void meet_subjects(const int fds[3], int sent)
{
	for (int i = 0, next = 0; i < SUBJECTS; i++) {
		close_fd(&subjects[i].proc);
		subjects[i].pid = reading->subjects[i].pid;
		subjects[i].state = reading->subjects[i].state;
		subjects[i].strict = reading->subjects[i].strict;
		if (sent & 1 << i)
			subjects[i].proc = fds[next++];
	}
}

const struct owned *reader_owned(int slot)
{
	return &reading->subjects[slot].own;
}

static void read_what_is_asked(void)
{
	const struct request *r = &reading->request;
	out = (struct text){ reading->answers, 0, sizeof reading->answers, false, NULL };
	if (r->op == OP_SCAN) {
		scan_answer(r);
		reading->ends[0] = (uint32_t)out.used;
		return;
	}
	const char *item = text_of(r, "items");
	int count = (int)number_of(r, "items", 0), first = reading->at;
	for (int i = 0; i < first; i++)
		item = next_item(item);
	for (int i = first; i < count && out.size - out.used > ITEM_BYTES; i++, item = next_item(item)) {
		if (!look_is_of_group(item))
			look_item(item);
		reading->ends[i] = (uint32_t)out.used;
		reading->at = i + 1;
	}
	strangers_forget();
}

/* Nothing of the monitor's stays open: not the wire, not the journal, whose lock says that the session lives, not the log, whose end Node waits for. */
static void keep_only(int sock)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int high[3] = { fcntl(sock, F_DUPFD_CLOEXEC, 10), fcntl(monitor_pidfd, F_DUPFD_CLOEXEC, 10), fcntl(monitor_proc, F_DUPFD_CLOEXEC, 10) };
	for (int i = 0; i < 3; i++)
		if (null < 0 || high[i] < 0 || dup2(null, i) < 0)
			_exit(125);
	if (!machine_keep(6))
		_exit(125);
	for (int i = 0; i < 3; i++)
		if (dup3(high[i], 3 + i, O_CLOEXEC) < 0)
			_exit(125);
	if (syscall(SYS_close_range, 7u, ~0u, 0u) < 0)
		_exit(125);
	monitor_pidfd = 4;
	monitor_proc = 5;
}

/*
 * The READER. A clone of the monitor with its rights and its view, and none of its descriptors but those of its end: it looks
 * at processes for the ops look and scan, one request at a time, and puts the answer into shared memory. It exists because it may be
 * lost: a file system that a stranger serves may keep it for ever, in a wait that SIGKILL does not end. What ends it: the monitor
 * (at a deadline, before it changes its cgroup, at the end), the monitor's death, a closed socket.
 */
static void reader_main(int sock) __attribute__((noreturn));
static void reader_main(int sock)
{
	struct message m;
	int fds[3];
	sigset_t none;
	prctl(PR_SET_NAME, "lab-reader");
	die_with_monitor(monitor_pidfd);
	keep_only(sock);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 0; i < SUBJECTS; i++)
		subjects[i].proc = -1;
	while (receive_message(3, &m, fds, true) == 1) {
		meet_subjects(fds, m.item);
		read_what_is_asked();
		struct message done = { MESSAGE_DONE, 0, 0 };
		if (!send_message(3, done, NULL, 0))
			break;
	}
	_exit(0);
}

/* ---- the monitor ---- */

static bool give_birth(void)
{
	int pair[2];
	if (reader_sock >= 0)
		return true;
	if (!hung_open())
		return false;
	if (!reading) {
		void *at = mmap(NULL, sizeof *reading, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (at == MAP_FAILED)
			return kernel_refused("mmap");
		reading = at;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return kernel_refused("socketpair");
	reader = plain_fork();
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

static void let_go(enum answer why)
{
	kill(reader, SIGKILL);
	if (why == LATE && !hurried)
		hung_add(reader);
	close_fd(&reader_sock);
	reader = 0;
}

/* False with `failure`. */
static bool ask(const struct request *r, int first)
{
	struct message go = { MESSAGE_GO, 0, 0 };
	int fds[SUBJECTS], count = 0;
	if (!give_birth())
		return false;
	if (!hung_review())
		return refuse("timeout", "%s: %d readers hang already at files of others (the last at process %d of user %u)", current_op, HUNG_MAX,
			(int)hung->at[HUNG_MAX - 1].pid, (unsigned)hung->at[HUNG_MAX - 1].owner);
	memcpy(&reading->request, r, offsetof(struct request, bytes) + r->used);
	reading->at = first;
	for (int i = 0; i < SUBJECTS; i++) {
		int proc = subject_proc(&subjects[i]);
		reading->subjects[i].state = subjects[i].state;
		reading->subjects[i].strict = subjects[i].strict;
		if (subjects[i].strict)
			reading->subjects[i].own = subjects[i].board->own;
		reading->subjects[i].pid = proc < 0 ? 0 : subjects[i].pid;
		if (proc >= 0) {
			fds[count++] = proc;
			go.item |= 1 << i;
		}
	}
	if (send_message(reader_sock, go, fds, count))
		return true;
	let_go(DEAD); /* somebody has killed it, and we have not buried it yet */
	return (give_birth() && send_message(reader_sock, go, fds, count)) || refuse("died", "%s: the reader has died", current_op);
}

static enum answer wait_for_answer(void)
{
	struct message m;
	int fds[3], at = -1;
	pid_t pid = -1;
	for (;;) {
		struct pollfd p[2] = { { reader_sock, POLLIN, 0 }, { monitor_end_signals, POLLIN, 0 } };
		uint64_t now = now_ns(), left = now < give_up_at ? (give_up_at - now) / 1000000 + 1 : 0;
		int n = poll(p, 2, left < STILL_MS ? (int)left : STILL_MS);
		if (n < 0 && errno == EINTR)
			continue;
		if (p[0].revents)
			return receive_message(reader_sock, &m, fds, false) == 1 ? ANSWERED : DEAD;
		hurried |= n > 0;
		if (hurried || now_ns() >= give_up_at || (at == reading->at && pid == hung->pid))
			return LATE;
		at = reading->at;
		pid = hung->pid;
	}
}

static void begin_reply(const struct request *r)
{
	text_format(&out, "{\"id\":%u,\"ok\":true", r->id);
}

/* Answers are on the board from item `from` on, up to `until`: to the wire with them. */
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
		answer_timeout();
	return next_item(item);
}

static bool answer_look(const struct request *r)
{
	const char *item = text_of(r, "items");
	int count = (int)number_of(r, "items", 0), done = 0;
	if (!ask(r, 0))
		return false;
	begin_reply(r);
	text_add(&out, ",\"answers\":[");
	for (bool asked = true; asked; asked = done < count && !hurried && now_ns() < give_up_at && ask(r, done)) {
		enum answer how = wait_for_answer();
		int until = reading->at < count ? reading->at : count;
		if (how != ANSWERED)
			let_go(how);
		item = pass_on(item, done, until);
		done = until;
		if (how != ANSWERED && done < count)
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
		let_go(how);
		deaths += how == DEAD;
		if (deaths > 1)
			return refuse("died", "scan: the reader died while it looked at process %d", (int)pid);
		if (hurried || now_ns() >= give_up_at)
			return refuse("timeout", "scan: what is to be seen of process %d does not answer", (int)pid);
	}
	return false;
}

bool reader_answer(const struct request *r)
{
	give_up_at = now_ns() + ALL_MS * 1000000ull;
	if (r->op == OP_LOOK ? !answer_look(r) : !answer_scan(r))
		return false;
	text_add(&out, ",\"calls\":[]}\n");
	return true;
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
