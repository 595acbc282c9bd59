/* subtree.c: a control group with those below it: members are killed, groups removed, groups of others noticed. */
#include "cgroup.h"
#include "machine.h"
#include "trace.h"
#include "entries.h"

enum { REMOVE_MS = 2000, DEPTH_MAX = 16 };

/* Is the monitor itself in this group or below it? */
static bool holds_monitor(const char *path)
{
	size_t n = strlen(path);
	for (int i = 0; i < undo_count; i++)
		if (undo_list[i].kind == UNDO_HOME && strncmp(undo_list[i].detail, path, n) == 0 &&
		    (undo_list[i].detail[n] == '/' || undo_list[i].detail[n] == 0))
			return true;
	return false;
}

/* SIGKILL to each process listed; how many there were. */
static int kill_listed(int dir)
{
	static LAB_ROOM char pids[64 * 1024];
	int count = 0;
	if (read_group_file(dir, "cgroup.procs", pids, sizeof pids) <= 0)
		return 0;
	for (char *at = pids, *end; *at; at = end) {
		long pid = strtol(at, &end, 10);
		if (end == at)
			break;
		if (pid > 1 && pid != getpid()) { /* 0: of another PID namespace */
			TRACED("kill", kill((pid_t)pid, SIGKILL), "%ld, SIGKILL", pid);
			count++;
		}
		while (*end == '\n')
			end++;
	}
	return count;
}

/* Call `visit` for each group directly below. */
static void each_child(int dir, const char *path, int depth, void (*visit)(int dir, const char *path, int depth, void *with), void *with)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct entry *e;
	struct entries all;
	entries_of(&all, fd);
	while (fd >= 0 && (e = next_entry(&all)) != NULL) {
		char child_path[GROUP_PATH_MAX];
		if (e->type != ENTRY_DIRECTORY)
			continue;
		int n = snprintf(child_path, sizeof child_path, "%s/%s", path, e->name);
		int child = openat(dir, e->name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (child >= 0 && n < (int)sizeof child_path && depth < DEPTH_MAX)
			visit(child, child_path, depth + 1, with);
		close_fd(&child);
	}
	close_fd(&fd);
}

static void kill_one(int dir, const char *path, int depth, void *with)
{
	(void)with;
	if (!holds_monitor(path) && write_group_file(dir, path, "cgroup.kill", "1"))
		return; /* Linux 5.14: the whole subtree, atomically */
	/* v1: a frozen group cannot outrun us by forking, but SIGKILL reaches it only when thawed */
	write_group_file(dir, path, "freezer.state", "FROZEN");
	kill_listed(dir);
	write_group_file(dir, path, "freezer.state", "THAWED");
	each_child(dir, path, depth, kill_one, NULL);
}

void kill_group(int dir, const char *path)
{
	kill_one(dir, path, 0, NULL);
}

struct removal {
	int removed, left, processes;
	uint64_t deadline;
};

static void remove_one(int dir, const char *path, int depth, void *with)
{
	struct removal *r = with;
	long ret;
	for (int tries = 0;; tries++) {
		trace_begin();
		ret = trace_stop(group_rmdir(path));
		if (ret == 0 || errno != EBUSY || now_ns() > r->deadline)
			break;
		if (tries == 0)
			each_child(dir, path, depth, remove_one, r);
		else if (tries > 1)
			nap_us(tries <= 20 ? 100 : 5000);
		kill_group(dir, path);
	}
	bool gone = ret == 0 || errno == ENOENT || faccessat(dir, "cgroup.procs", F_OK, 0) < 0;
	trace_record("rmdir", ret, "%s", quoted(path));
	if (gone) {
		r->removed += ret == 0;
		return;
	}
	r->left++;
	r->processes += kill_listed(dir);
}

bool remove_empty_group(const char *path)
{
	trace_begin();
	long ret = trace_stop(group_rmdir(path));
	if (ret == 0)
		trace_record("rmdir", ret, "%s", quoted(path));
	return ret == 0;
}

int remove_group(const char *path, int *removed, int *processes)
{
	struct removal r = { 0, 0, 0, now_ns() + REMOVE_MS * 1000000ull };
	int dir = open_group(path);
	if (dir < 0)
		return errno == ENOENT && !group_is_hidden(path) ? 0 : 1;
	remove_one(dir, path, 0, &r);
	close(dir);
	*removed += r.removed;
	*processes += r.processes;
	return r.left;
}

/* Groups that are not in a list of undos. */
struct strangers {
	const struct undo *ours;
	int ours_count, found;
};

static void count_stranger(int dir, const char *path, int depth, void *with)
{
	struct strangers *s = with;
	(void)dir, (void)depth;
	for (int i = 0; i < s->ours_count; i++)
		if ((s->ours[i].kind == UNDO_GROUP || s->ours[i].kind == UNDO_SHARED) && same(s->ours[i].path, path))
			return;
	s->found++;
}

bool disable_controllers(const char *path, const char *names, const struct undo *ours, int count)
{
	char minus[256];
	struct strangers strangers = { ours, count, 0 };
	int dir = open_group(path);
	if (dir < 0)
		return errno == ENOENT;
	each_child(dir, path, 0, count_stranger, &strangers);
	size_t n = 0;
	for (const char *p = names; *p && n + 1 < sizeof minus; p++)
		minus[n++] = *p == '+' ? '-' : *p;
	minus[n] = 0;
	bool ok = strangers.found > 0 || write_group_file(dir, path, "cgroup.subtree_control", minus);
	close(dir);
	return ok;
}
