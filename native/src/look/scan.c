/*
 * scan.c: which processes of this machine have another view than the monitor, and what tells whose they are. Nothing here changes
 * anything, and nothing is kept: what was there before is the caller's to know.
 */
#include "look/scan.h"
#include "look/hung.h"
#include "common/machine.h"
#include "common/procstat.h"
#include "common/child.h"
#include "wire/errors.h"
#include "wire/wire.h"
#include "wire/entries.h"
#include <sys/sysmacros.h>

enum { NAMESPACES = 8, PAGE = 256, ANCESTORS_MAX = 256, TRIES = 3, ENVIRONMENT_BYTES = 32 * 1024, RANGE_MAX = 4096 };
static const char *const LINKS[NAMESPACES] = { "ns/mnt", "ns/uts", "ns/ipc", "ns/net", "ns/pid", "ns/user", "ns/cgroup", "ns/time" };

/* Which namespaces a process is in (0: the kernel has no such kind), and its root directory. */
struct view {
	ino_t ns[NAMESPACES];
	dev_t root_device;
	ino_t root;
};

/* Only the kinds that `known` has; false with errno. */
static bool read_view(int proc, const struct view *known, struct view *v)
{
	struct stat s;
	for (int i = 0; i < NAMESPACES; i++) {
		v->ns[i] = 0;
		if (known && known->ns[i] == 0)
			continue;
		if (fstatat(proc, LINKS[i], &s, 0) == 0)
			v->ns[i] = s.st_ino;
		else if (known)
			return false;
	}
	if (fstatat(proc, "root", &s, 0) < 0)
		return false;
	v->root_device = s.st_dev;
	v->root = s.st_ino;
	return true;
}

static bool same_root(const struct view *a, const struct view *b)
{
	return a->root_device == b->root_device && a->root == b->root;
}

static bool same_view(const struct view *a, const struct view *b)
{
	return same_root(a, b) && memcmp(a->ns, b->ns, sizeof a->ns) == 0;
}

/*
 * 1: a monitor is above `pid` in the tree of processes, this one or another session's: no learner made that view; 0: none is;
 * -1: somebody on the way has just died.
 */
static int descends(int all, pid_t pid)
{
	char file[32];
	struct proc_stat s;
	for (int i = 0; i < ANCESTORS_MAX && pid > 0; i++) {
		if (pid == getpid())
			return 1;
		lab_snprintf(file, sizeof file, "%d/stat", (int)pid);
		if (!read_proc_stat(all, file, &s))
			return -1;
		if (same(s.comm, MONITOR_NAME))
			return 1;
		pid = s.ppid;
	}
	return 0;
}

static bool is_ours(int all, int proc, pid_t pid, pid_t ppid)
{
	int found = pid == getpid() ? 1 : descends(all, ppid);
	/* a parent that died has left the process to another one */
	for (int i = 0; i < TRIES && found < 0; i++) {
		struct proc_stat s;
		if (!read_proc_stat(proc, "stat", &s))
			return false;
		found = descends(all, s.ppid);
	}
	return found > 0;
}

/* ---- whose it is ---- */

static ssize_t read_whole(int proc, const char *file, char *to, size_t size)
{
	size_t used = 0;
	int fd = openat(proc, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	for (ssize_t n; used < size - 1 && (n = read(fd, to + used, size - 1 - used)) > 0;)
		used += (size_t)n;
	close(fd);
	to[used] = 0;
	return (ssize_t)used;
}

/*
 * The real user from status, the user of the login (proc_pid_loginuid(5): left out where there was none), and who called sudo(8),
 * from the variable of that name in the first 32 KiB of its environment.
 */
static void say_who(int proc)
{
	static OWN_PAGES char text[ENVIRONMENT_BYTES];
	static const char NAME[] = "SUDO_UID=";
	const char *uid = read_whole(proc, "status", text, sizeof text) > 0 ? strstr(text, "\nUid:\t") : NULL;
	if (uid)
		text_format(&out, ",\"uid\":%lu", strtoul(uid + strlen("\nUid:\t"), NULL, 10));
	if (read_whole(proc, "loginuid", text, sizeof text) > 0) {
		unsigned long login = strtoul(text, NULL, 10);
		if (login != (unsigned long)(uint32_t)-1)
			text_format(&out, ",\"login\":%lu", login);
	}
	ssize_t n = read_whole(proc, "environ", text, sizeof text);
	for (const char *at = text; n > 0 && at < text + n; at += strlen(at) + 1)
		if (strncmp(at, NAME, sizeof NAME - 1) == 0) {
			text_format(&out, ",\"sudo\":%lu", strtoul(at + sizeof NAME - 1, NULL, 10));
			break;
		}
}

/* ---- one process ---- */

/* What is asked about each. */
struct question {
	int all; /* /proc */
	struct view own;
	bool everybody, who;
	int seen, hidden, told;
};

static void report(const struct question *q, int proc, pid_t pid, const struct proc_stat *s, const struct view *v)
{
	text_format(&out, "%s{\"pid\":%d,\"start\":%llu,\"ppid\":%d,\"session\":%d,\"tty\":%d,\"comm\":", q->told ? "," : "", (int)pid,
		(unsigned long long)s->start, (int)s->ppid, (int)s->session, s->tty);
	text_json_string(&out, s->comm);
	/* who asks for some has their parents, too */
	if (!q->everybody && !same_view(v, &q->own))
		text_format(&out, ",\"ours\":%s", is_ours(q->all, proc, pid, s->ppid) ? "true" : "false");
	text_add(&out, ",\"ns\":{");
	const char *comma = "";
	for (int i = 0; i < NAMESPACES; i++)
		if (v->ns[i] != q->own.ns[i]) {
			text_format(&out, "%s\"%s\":%llu", comma, LINKS[i] + strlen("ns/"), (unsigned long long)v->ns[i]);
			comma = ",";
		}
	text_add(&out, "}");
	if (!same_root(v, &q->own))
		text_format(&out, ",\"root\":\"%u:%u/%llu\"", major(v->root_device), minor(v->root_device), (unsigned long long)v->root);
	if (q->who)
		say_who(proc);
	text_add(&out, "}");
}

/* A process of whose view nothing may be known is told as one of ours would be, if everybody is asked for: its parents count. */
static void inspect(struct question *q, const char *name)
{
	struct proc_stat s;
	struct view v = q->own;
	/* held open, this is the same process to the end, even if its number is used again */
	int proc = openat(q->all, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (proc < 0)
		return;
	if (!reading_of((pid_t)atoi(name), true)) {
		q->hidden++;
		close(proc);
		return;
	}
	bool lives = read_proc_stat(proc, "stat", &s) && s.state != 'Z' && s.state != 'X' && !s.thread;
	if (lives && !(s.flags & FLAG_KERNEL_THREAD)) {
		bool known = read_view(proc, &q->own, &v);
		bool hidden = !known && (errno == EACCES || errno == EPERM);
		q->hidden += hidden;
		if (hidden)
			v = q->own;
		if ((known || hidden) && (q->everybody || (known && (s.tty != 0 || !same_view(&v, &q->own))))) {
			report(q, proc, (pid_t)atoi(name), &s, &v);
			q->told++;
		}
	}
	close(proc);
}

/* ---- all, page by page, or some ---- */

static bool split_pids(const char *item, unsigned long *first, unsigned long *last)
{
	char *end;
	if (*item < '1' || *item > '9')
		return false;
	*first = *last = strtoul(item, &end, 10);
	if (*end == '-' && end[1] >= '1' && end[1] <= '9')
		*last = strtoul(end + 1, &end, 10);
	return *end == 0 && *first <= *last && *last <= INT32_MAX;
}

bool scan_check(const struct request *r)
{
	const char *item = text_of(r, "pids");
	unsigned long first, last, sum = 0;
	for (uint64_t n = number_of(r, "pids", 0); n > 0; n--, item = next_item(item)) {
		if (!split_pids(item, &first, &last))
			return fail("choice", "scan: %.60s is no PID, and no range of them", item);
		sum += last - first + 1;
		if (sum > RANGE_MAX)
			return fail("range", "scan: pids are more than %d", RANGE_MAX);
	}
	return true;
}

static void scan_some(struct question *q, const struct request *r)
{
	const char *item = text_of(r, "pids");
	unsigned long first, last;
	char name[16];
	for (uint64_t n = number_of(r, "pids", 0); n > 0; n--, item = next_item(item))
		for (split_pids(item, &first, &last); first <= last; first++) {
			lab_snprintf(name, sizeof name, "%lu", first);
			q->seen++;
			inspect(q, name);
		}
}

/* Where the next page begins, 0 after the last. */
static uint64_t scan_page(struct question *q, uint64_t from, uint64_t max)
{
	struct entries all;
	const struct entry *e;
	entries_of(&all, q->all);
	/* the kernel lists processes in ascending order of their PIDs */
	while ((e = next_entry(&all)) != NULL) {
		if (e->name[0] < '1' || e->name[0] > '9')
			continue;
		uint64_t pid = strtoull(e->name, NULL, 10);
		if (pid < from)
			continue;
		if ((uint64_t)q->seen == max)
			return pid;
		q->seen++;
		inspect(q, e->name);
	}
	return 0;
}

void scan_answer(const struct request *r)
{
	struct question q = { .all = openat(machine_proc(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), .everybody = has(r, "pids"), .who = number_of(r, "who", 0) == 1 };
	uint64_t next = 0;
	text_add(&out, ",\"scan\":{\"processes\":[");
	if (q.all >= 0 && read_view(monitor_proc, NULL, &q.own)) {
		if (q.everybody)
			scan_some(&q, r);
		else
			next = scan_page(&q, number_of(r, "from", 0), number_of(r, "max", PAGE));
	}
	close_fd(&q.all);
	text_format(&out, "],\"next\":%llu,\"seen\":%d,\"hidden\":%d}", (unsigned long long)next, q.seen, q.hidden);
}
