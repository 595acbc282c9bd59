/* group-ops.c: the ops on cgroups: make, remove, write, hand controllers down. */
#include "group/cgroup.h"
#include "common/machine.h"
#include "subjects/pending.h"
#include "wire/trace.h"

static bool enable_missing(int dir, const char *path, const char *names);

/* The parent of our groups is there, and no session has made it: then it is not ours to remove. */
static bool is_anothers(int parent, const char *path)
{
	int there = openat(parent, strrchr(path, '/') + 1, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	bool found = there >= 0 && !others_mention(session.name, UNDO_SHARED, path, NULL, 0);
	close_fd(&there);
	return found;
}

/* mkdir, with its undo written before. The group's directory is held open in the journal's list. */
static struct undo *make_group(int parent, const char *path, int owner, bool shared)
{
	struct undo *u = find_group(path);
	if (u && shared)
		return u;
	bool known = u != NULL; /* of ours: unless somebody has removed it, the kernel will refuse */
	if (!known)
		u = undo_add(!shared ? UNDO_GROUP : is_anothers(parent, path) ? UNDO_FOUND : UNDO_SHARED, shared ? NO_OWNER : owner, path, "");
	if (u == NULL)
		return NULL;
	bool made = TRACED_MKDIR(path, 0755) == 0;
	if (!made && !(shared && errno == EEXIST)) {
		kernel_refused("mkdir \"%s\"", path);
		if (!known)
			undo_drop(u);
		return NULL;
	}
	close_fd(&u->dir);
	u->dir = open_group_in(parent, strrchr(path, '/') + 1);
	if (u->dir >= 0)
		return u;
	kernel_refused("open \"%s\"", path);
	if (made)
		rmdir(path);
	undo_drop(u);
	return NULL;
}

/* Somebody (not a session: they take the lock) has removed the shared parent: make it again, with the controllers it had. */
static bool remake_shared_parents(const char *path)
{
	bool remade = false;
	for (int i = 0; i < undo_count; i++) {
		struct undo *u = &undo_list[i];
		size_t n = strlen(u->path);
		if (u->kind != UNDO_SHARED || strncmp(u->path, path, n) != 0 || path[n] != '/')
			continue;
		if (TRACED_MKDIR(u->path, 0755) < 0 && errno != EEXIST)
			return false;
		close_fd(&u->dir);
		u->dir = open_group(u->path);
		if (u->dir >= 0 && u->detail[0])
			enable_missing(u->dir, u->path, u->detail);
		remade = true;
	}
	return remade;
}

/* -1 with `failure`. */
static int open_parent(const char *path)
{
	char parent[GROUP_PATH_MAX];
	copy_string(parent, sizeof parent, path);
	char *slash = strrchr(parent, '/');
	if (slash == NULL || slash == parent || strlen(path) >= sizeof parent)
		return fail("path", "mkdir-cgroup: %.200s is not a path in a cgroup file system", path), -1;
	*slash = 0;
	int dir = open_group(parent);
	if (dir < 0 && errno == ENOENT && remake_shared_parents(path))
		dir = open_group(parent);
	if (dir < 0 && errno == EMEDIUMTYPE)
		fail("path", "mkdir-cgroup: %.200s is not in a cgroup file system", parent);
	else if (dir < 0)
		kernel_refused("mkdir \"%s\"", path);
	return dir;
}

bool do_mkdir_cgroup(const struct request *r)
{
	const char *path = text_of(r, "path");
	bool shared = number_of(r, "shared", 0) == 1;
	int lock = shared ? lock_base() : -1;
	int parent = open_parent(path);
	bool made = parent >= 0 && make_group(parent, path, pending.m.subject->slot, shared) != NULL;
	close_fd(&parent);
	close_fd(&lock);
	return made;
}

/* One of this session that somebody else has not made. NULL with `failure`. */
static struct undo *group_of_ours(const char *path)
{
	struct undo *u = group_of_request(path);
	if (u && u->kind == UNDO_FOUND) {
		fail("path", "%s: %.200s was there before this session", current_op, path);
		return NULL;
	}
	return u;
}

bool do_rmdir_cgroup(const struct request *r)
{
	struct undo *u = group_of_ours(text_of(r, "path"));
	if (u == NULL)
		return false;
	if (group_rmdir(u->path) < 0)
		return kernel_refused("rmdir \"%s\"", u->path);
	undo_drop(u);
	return true;
}

static bool lists_word(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\n' || at[n] == 0))
			return true;
	return false;
}

/* The part of `names` that is not enabled at `dir` yet. */
static void only_missing(int dir, const char *names, char *missing, size_t size)
{
	char there[512], wanted[256], *save = NULL;
	struct text t = { missing, 0, size - 1, false, NULL };
	if (read_group_file(dir, "cgroup.subtree_control", there, sizeof there) < 0)
		there[0] = 0;
	copy_string(wanted, sizeof wanted, names);
	for (char *word = strtok_r(wanted, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (!lists_word(there, word + 1))
			text_format(&t, "%s%s", t.used ? " " : "", word);
	missing[t.used] = 0;
}

/* `names`: "+memory +pids". Only what is missing is written. */
static bool enable_missing(int dir, const char *path, const char *names)
{
	char missing[256];
	only_missing(dir, names, missing, sizeof missing);
	return missing[0] == 0 || write_group_file(dir, path, "cgroup.subtree_control", missing);
}

static bool collect_controllers(const struct request *r, char *names, size_t size)
{
	struct text t = { names, 0, size - 1, false, NULL };
	const char *name = text_of(r, "controllers");
	for (uint64_t n = number_of(r, "controllers", 0); n > 0; n--, name = next_item(name)) {
		if (name[0] == 0 || strspn(name, "abcdefghijklmnopqrstuvwxyz_") != strlen(name) || strlen(name) > 24)
			return fail("range", "enable-controllers: %.40s is not the name of a controller", name);
		text_format(&t, "%s+%s", t.used ? " " : "", name);
	}
	names[t.used] = 0;
	return true;
}

/* At a group that is not ours, the last session that relies on the controllers takes them away again: so each says that it does. */
static bool enable_at_foreign(int dir, const char *path, const char *names)
{
	char missing[256], others[256];
	struct undo *promise = NULL;
	only_missing(dir, names, missing, sizeof missing);
	bool borrowed = !missing[0] && others_mention(session.name, UNDO_CONTROLLERS, path, others, sizeof others);
	if (missing[0] || borrowed) {
		promise = undo_add(UNDO_CONTROLLERS, NO_OWNER, path, borrowed ? others : missing);
		if (promise == NULL)
			return false;
	}
	if (!missing[0] || write_group_file(dir, path, "cgroup.subtree_control", missing))
		return true;
	kernel_refused("write \"%s\" to %s/cgroup.subtree_control", missing, path);
	undo_drop(promise);
	return false;
}

static bool enable_at_own(struct undo *group, const char *names)
{
	copy_string(group->detail, sizeof group->detail, names); /* should it have to be made again */
	return enable_missing(group->dir, group->path, names) || kernel_refused("write \"%s\" to %s/cgroup.subtree_control", names, group->path);
}

bool do_enable_controllers(const struct request *r)
{
	const char *path = text_of(r, "path");
	char names[256];
	struct undo *own = find_group(path);
	if (!collect_controllers(r, names, sizeof names))
		return false;
	if (own && own->kind != UNDO_FOUND)
		return enable_at_own(own, names);
	int dir = open_group(path);
	if (dir < 0)
		return errno == EMEDIUMTYPE ? fail("path", "enable-controllers: %.200s is not a cgroup", path) : kernel_refused("open \"%s\"", path);
	int lock = lock_base();
	bool ok = enable_at_foreign(dir, path, names);
	close_fd(&lock);
	close(dir);
	return ok;
}

/* Who is in a group is the business of join, which moves our own subjects only: what is in a group is killed with it. */
static bool moves_processes(const char *file)
{
	return same(file, "cgroup.procs") || same(file, "cgroup.threads") || same(file, "tasks");
}

bool do_write_cgroup(const struct request *r)
{
	const char *file = text_of(r, "file"), *value = text_of(r, "value");
	struct undo *u = group_of_ours(text_of(r, "path"));
	if (u == NULL)
		return false;
	if (moves_processes(file))
		return fail("path", "write-cgroup: %s moves processes: use join", file);
	return write_group_file(u->dir, u->path, file, value) || kernel_refused("write \"%s\" to %s/%s", value, u->path, file);
}
