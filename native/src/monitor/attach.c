/* attach.c: the op join: a subject, or the monitor itself, moves into groups of the session. */
#include "group/cgroup.h"
#include "common/machine.h"
#include "subjects/pending.h"
#include "monitor/reader.h"

/* Which group of the hierarchy of `group` is the monitor in now? Lines of /proc/self/cgroup: N:controllers:/path, cgroups(7). */
static bool find_own_group(const struct undo *group, char *home, size_t size)
{
	char top[GROUP_PATH_MAX];
	copy_string(top, sizeof top, group->path);
	for (char *slash; (slash = strrchr(top, '/')) != NULL && slash != top;) { /* up to the mount point */
		*slash = 0;
		int dir = open_group(top);
		if (dir < 0) {
			*slash = '/';
			break;
		}
		close(dir);
	}
	static OWN_PAGES struct lines own;
	bool found = false;
	int fd = openat(machine_proc(), "self/cgroup", O_RDONLY | O_CLOEXEC);
	lines_of(&own, fd);
	for (char *line; fd >= 0 && !found && (line = next_line(&own)) != NULL;) {
		char *path = strchr(line, ':');
		path = path ? strchr(path + 1, ':') : NULL;
		if (path == NULL)
			continue;
		lab_snprintf(home, size, "%s%s", top, same(path + 1, "/") ? "" : path + 1);
		int dir = open_group(home);
		char pids[16 * 1024], self[24];
		lab_snprintf(self, sizeof self, "%d", (int)getpid());
		if (dir >= 0 && read_group_file(dir, "cgroup.procs", pids, sizeof pids) > 0)
			for (char *at = pids; (at = strstr(at, self)) != NULL; at += strlen(self))
				found |= (at == pids || at[-1] == '\n') && at[strlen(self)] == '\n';
		close_fd(&dir);
	}
	close_fd(&fd);
	return found;
}

/* It has been there before, whoever has asked again: one way back is enough, and the first is the one that leads home. */
static struct undo *find_undo_home(const char *group)
{
	for (int i = 0; i < undo_count; i++)
		if (undo_list[i].kind == UNDO_HOME && same(undo_list[i].detail, group))
			return &undo_list[i];
	return NULL;
}

static bool attach_monitor(struct undo *group, bool with_parent)
{
	char home[GROUP_PATH_MAX], self[16], parent[16];
	lab_snprintf(self, sizeof self, "%d", (int)getpid());
	lab_snprintf(parent, sizeof parent, "%d", (int)getppid());
	if (!find_own_group(group, home, sizeof home))
		return fail("unavailable", "join: the monitor's own cgroup in this hierarchy cannot be found");
	reader_end(); /* it would stay behind in the old group, which could then hand nothing down */
	group->owner = NO_OWNER; /* it must last as long as the monitor */
	struct undo *known = find_undo_home(group->path), *back = known ? known : undo_add(UNDO_HOME, NO_OWNER, home, group->path);
	if (back == NULL)
		return false;
	if (!write_group_file(group->dir, group->path, "cgroup.procs", self)) {
		kernel_refused("write \"%s\" to %s/cgroup.procs", self, group->path);
		if (!known)
			undo_drop(back);
		return false;
	}
	return !with_parent || write_group_file(group->dir, group->path, "cgroup.procs", parent) ||
		kernel_refused("write \"%s\" to %s/cgroup.procs", parent, group->path);
}

/* `counts`: a group whose OOM kills can be counted has been found; one is enough. */
static bool attach_subject(struct subject *s, struct undo *group, bool *counts)
{
	char pid[16];
	uint64_t oom;
	lab_snprintf(pid, sizeof pid, "%d", (int)s->pid);
	bool here = !*counts && read_oom_kills(group->dir, &oom);
	*counts |= here;
	if (!write_group_file(group->dir, group->path, "cgroup.procs", pid))
		return kernel_refused("write \"%s\" to %s/cgroup.procs", pid, group->path);
	subject_attached(s, group->path, here, here ? oom : 0);
	return true;
}

bool do_attach(const struct request *r)
{
	struct subject *s = pending.m.subject; /* NULL: the monitor */
	bool with_parent = number_of(r, "parent", 0) == 1;
	const char *path = text_of(r, "paths");
	bool counts = false;
	for (uint64_t n = number_of(r, "paths", 0); n > 0; n--, path = next_item(path)) {
		struct undo *group = group_of_request(path);
		if (group == NULL || !(s ? attach_subject(s, group, &counts) : attach_monitor(group, with_parent)))
			return false;
	}
	return true;
}
