/* reading.c: the main loop of the reader, the process that reads for the monitor. */
#include "look/reading.h"
#include "look/hung.h"
#include "look/look.h"
#include "common/machine.h"
#include "look/scan.h"
#include "common/child.h"
#include "look/foreign.h"
#include "wire/wire.h"
#include <sys/prctl.h>

enum { ITEM_BYTES = 7 * 1024 * 1024 }; /* the longest answer to one item: READ_MAX bytes, six characters each */

static int procs[SUBJECTS_MAX];

/* The descriptors that the monitor has sent: of those subjects whose bit is set. */
static void take_descriptors(const int fds[MESSAGE_FDS], int sent)
{
	for (int i = 0, next = 0; i < SUBJECTS_MAX; i++) {
		close_fd(&procs[i]);
		if (sent & 1 << i)
			procs[i] = fds[next++];
		reading->subjects[i].proc = procs[i];
	}
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
	foreign_forget();
}

/* Nothing of the monitor's stays open: not the wire, not the journal, whose lock says that the session lives, not the log, whose end Node waits for. */
static void keep_only(int sock)
{
	int null = openat(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC);
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
 * lost: a file system that somebody else serves may keep it for ever, in a wait that SIGKILL does not end. What ends it: the monitor
 * (at a deadline, before it changes its cgroup, at the end), the monitor's death, a closed socket.
 */
void reader_main(int sock)
{
	struct message m;
	int fds[MESSAGE_FDS];
	sigset_t none;
	prctl(PR_SET_NAME, "lab-reader");
	die_with_monitor(monitor_pidfd);
	keep_only(sock);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 0; i < SUBJECTS_MAX; i++)
		procs[i] = -1;
	while (receive_message(3, &m, fds, true) == 1) {
		take_descriptors(fds, m.item);
		read_what_is_asked();
		struct message done = { MESSAGE_DONE, 0, 0 };
		if (!send_message(3, done, NULL, 0))
			break;
	}
	_exit(0);
}
