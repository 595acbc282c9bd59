/* subtree.c: a control group with those below it: members are killed, groups removed, groups of others noticed. */
#include "group/cgroup.h"
#include "group/descent.h"
#include "common/machine.h"
#include "wire/trace.h"
#include "wire/entries.h"

enum { STUCK_MS = 2000, REMOVE_MS = 10000, WHERE_MAX = 512 };

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
	static OWN_PAGES char pids[64 * 1024];
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

/* The path of a group for the record, as the kernel says it; where it is too long for that, none. */
static const char *where(int dir, const char *path)
{
	static char text[WHERE_MAX + 1];
	char link[32];
	if (path)
		return path;
	lab_snprintf(link, sizeof link, "self/fd/%d", dir);
	ssize_t n = readlinkat(machine_proc(), link, text, WHERE_MAX);
	text[n > 0 && n < WHERE_MAX ? n : 0] = 0;
	return text[0] ? text : "...";
}

/* ---- killing ---- */

static void kill_one(int dir, const char *path, void *with)
{
	(void)with;
	const char *name = where(dir, path);
	/* v1: a frozen group cannot outrun us by forking, but SIGKILL reaches it only when thawed */
	write_group_file(dir, name, "freezer.state", "FROZEN");
	kill_listed(dir);
	write_group_file(dir, name, "freezer.state", "THAWED");
}

void kill_group(int dir, const char *path)
{
	if (!holds_monitor(path) && write_group_file(dir, path, "cgroup.kill", "1"))
		return; /* Linux 5.14: the whole subtree, atomically */
	walk_groups(dir, path, kill_one, NULL);
}

/* ---- removing ---- */

struct removal {
	int removed, left, processes;
	int before;               /* how many had been removed when there was last a reason to wait */
	int turn;                 /* which of several that are busy to look into: not always the same one */
	int deepest;              /* levels below the first one, so far */
	uint64_t deadline, stuck; /* at the latest; when nothing goes on */
};

static bool out_of_time(const struct removal *r)
{
	return now_ns() > r->deadline || now_ns() > r->stuck;
}

static void go_on(struct removal *r)
{
	r->stuck = now_ns() + STUCK_MS * 1000000ull;
}

/* Give those a moment who have been killed and are not dead yet. */
static void pause_between(struct removal *r)
{
	if (r->removed > r->before) {
		go_on(r);
		r->before = r->removed;
		r->turn = 0;
		return;
	}
	nap_us(r->turn < 20 ? 100 : 5000);
	r->turn++;
}

/* Remove the groups directly below that are empty; how many are not. */
static int remove_empty_below(int dir, struct removal *r)
{
	const struct entry *e;
	struct entries all;
	int busy = 0;
	const char *name = where(dir, NULL);
	lseek(dir, 0, SEEK_SET);
	entries_of(&all, dir);
	while ((e = next_entry(&all)) != NULL) {
		if (e->type != ENTRY_DIRECTORY)
			continue;
		long ret = TRACED_WHEN_DONE("unlinkat", unlinkat(dir, e->name, AT_REMOVEDIR), "%d<%s>, %s, AT_REMOVEDIR", dir, name, quoted(e->name));
		r->removed += ret == 0;
		busy += ret != 0;
	}
	return busy;
}

/* From the bottom up: down into a group that is not empty, up when it is. */
static void remove_below(int dir, struct removal *r)
{
	struct stat top;
	int at = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), depth = 0;
	if (at >= 0 && fstat(at, &top) < 0)
		close_fd(&at);
	while (at >= 0 && !out_of_time(r)) {
		int busy = remove_empty_below(at, r), next;
		if (busy == 0 && is_group(at, &top))
			break;
		next = busy ? open_nth_group(at, r->turn % busy, &top) : openat(at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (busy && next >= 0)
			kill_one(next, NULL, NULL);
		else if (!busy)
			pause_between(r);
		depth += busy ? 1 : -1;
		if (depth > r->deepest) {
			r->deepest = depth;
			go_on(r);
		}
		close(at);
		at = next;
	}
	close_fd(&at);
}

static void count_left(int dir, const char *path, void *with)
{
	struct removal *r = with;
	(void)path;
	r->left++;
	r->processes += kill_listed(dir);
}

static void remove_tree(int dir, const char *path, struct removal *r)
{
	long ret;
	for (int tries = 0;; tries++) {
		ret = group_rmdir(path);
		if (ret == 0 || errno != EBUSY || out_of_time(r))
			break;
		kill_group(dir, path);
		remove_below(dir, r);
		if (tries > 0)
			pause_between(r);
	}
	if (ret < 0)
		trace_refused(errno);
	bool gone = ret == 0 || errno == ENOENT || faccessat(dir, "cgroup.procs", F_OK, 0) < 0;
	r->removed += ret == 0;
	if (!gone && !walk_groups(dir, path, count_left, r))
		r->left++; /* and nobody knows how many more */
}

bool remove_empty_group(const char *path)
{
	return group_rmdir(path) == 0;
}

int remove_group(const char *path, int *removed, int *processes)
{
	struct removal r = { .deadline = now_ns() + REMOVE_MS * 1000000ull };
	go_on(&r);
	int dir = open_group(path);
	if (dir < 0)
		return errno == ENOENT && !group_is_hidden(path) ? 0 : 1;
	remove_tree(dir, path, &r);
	close(dir);
	*removed += r.removed;
	*processes += r.processes;
	return r.left;
}

/* Groups that are not in a list of undos. */
struct foreign_groups {
	const struct undo *ours;
	int ours_count, found;
};

static void count_foreign(int dir, const char *path, struct foreign_groups *s)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct entry *e;
	struct entries all;
	size_t n = strlen(path);
	entries_of(&all, fd);
	while (fd >= 0 && (e = next_entry(&all)) != NULL) {
		bool ours = e->type != ENTRY_DIRECTORY;
		for (int i = 0; i < s->ours_count && !ours; i++)
			ours = (s->ours[i].kind == UNDO_GROUP || s->ours[i].kind == UNDO_SHARED) && strncmp(s->ours[i].path, path, n) == 0 &&
				s->ours[i].path[n] == '/' && same(s->ours[i].path + n + 1, e->name);
		s->found += !ours;
	}
	close_fd(&fd);
}

bool disable_controllers(const char *path, const char *names, const struct undo *ours, int count)
{
	char minus[256];
	struct foreign_groups foreign_groups = { ours, count, 0 };
	int dir = open_group(path);
	if (dir < 0)
		return errno == ENOENT;
	count_foreign(dir, path, &foreign_groups);
	size_t n = 0;
	for (const char *p = names; *p && n + 1 < sizeof minus; p++)
		minus[n++] = *p == '+' ? '-' : *p;
	minus[n] = 0;
	bool ok = foreign_groups.found > 0 || write_group_file(dir, path, "cgroup.subtree_control", minus);
	close(dir);
	return ok;
}
