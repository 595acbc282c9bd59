/* scan.c: which processes of this machine have another view than the monitor. Nothing here changes anything. */
#include "scan.h"
#include "hung.h"
#include "machine.h"
#include "procstat.h"
#include "subject.h"
#include "wire.h"
#include "entries.h"
#include <sys/sysmacros.h>

enum { NAMESPACES = 8, PAGE = 256, ANCESTORS_MAX = 256, TRIES = 3 };
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
		snprintf(file, sizeof file, "%d/stat", (int)pid);
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

static void say(pid_t pid, const struct proc_stat *s, bool ours, const struct view *own, const struct view *v, bool first)
{
	text_format(&out, "%s{\"pid\":%d,\"start\":%llu,\"ppid\":%d,\"comm\":", first ? "" : ",", (int)pid, (unsigned long long)s->start, (int)s->ppid);
	text_json_string(&out, s->comm);
	text_format(&out, ",\"ours\":%s,\"ns\":{", ours ? "true" : "false");
	const char *comma = "";
	for (int i = 0; i < NAMESPACES; i++)
		if (v->ns[i] != own->ns[i]) {
			text_format(&out, "%s\"%s\":%llu", comma, LINKS[i] + strlen("ns/"), (unsigned long long)v->ns[i]);
			comma = ",";
		}
	text_add(&out, "}");
	if (!same_root(v, own))
		text_format(&out, ",\"root\":\"%u:%u/%llu\"", major(v->root_device), minor(v->root_device), (unsigned long long)v->root);
	text_add(&out, "}");
}

enum found { NOBODY, HIDDEN, ALIKE, OTHER };

static enum found inspect(int all, const char *name, const struct view *own, bool first)
{
	struct proc_stat s;
	struct view v;
	pid_t pid = (pid_t)atoi(name);
	/* held open, this is the same process to the end, even if its number is used again */
	int proc = openat(all, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	enum found found = NOBODY;
	if (proc < 0)
		return NOBODY;
	if (!reading_of(pid, true)) {
		found = HIDDEN;
	} else if (!read_proc_stat(proc, "stat", &s) || s.state == 'Z' || s.state == 'X') {
		found = NOBODY;
	} else if (s.flags & FLAG_KERNEL_THREAD) {
		found = ALIKE;
	} else if (!read_view(proc, own, &v)) {
		found = errno == EACCES || errno == EPERM ? HIDDEN : NOBODY;
	} else if (same_view(&v, own)) {
		found = ALIKE;
	} else {
		say(pid, &s, is_ours(all, proc, pid, s.ppid), own, &v, first);
		found = OTHER;
	}
	close(proc);
	return found;
}

void scan_answer(const struct request *r)
{
	uint64_t from = number_of(r, "from", 0), max = number_of(r, "max", PAGE), next = 0;
	int seen = 0, hidden = 0, others = 0;
	struct view own;
	int proc = openat(machine_proc(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct entries all;
	entries_of(&all, proc);
	text_add(&out, ",\"scan\":{\"processes\":[");
	if (proc >= 0 && read_view(monitor_proc, NULL, &own)) {
		const struct entry *e;
		/* the kernel lists processes in ascending order of their PIDs */
		while ((e = next_entry(&all)) != NULL) {
			if (e->name[0] < '1' || e->name[0] > '9')
				continue;
			uint64_t pid = strtoull(e->name, NULL, 10);
			if (pid < from)
				continue;
			if ((uint64_t)seen == max) {
				next = pid;
				break;
			}
			seen++;
			enum found found = inspect(proc, e->name, &own, others == 0);
			hidden += found == HIDDEN;
			others += found == OTHER;
		}
	}
	close_fd(&proc);
	text_format(&out, "],\"next\":%llu,\"seen\":%d,\"hidden\":%d}", (unsigned long long)next, seen, hidden);
}
