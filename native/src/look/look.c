/* look.c: read what the kernel says about the subjects, in the reader. Nothing here changes anything. */
#include "look/look.h"
#include "common/beneath.h"
#include "group/cgroup.h"
#include "look/hung.h"
#include "look/reading.h"
#include "look/foreign.h"
#include "common/child.h"
#include "wire/errors.h"
#include "wire/wire.h"

/* kind:subject:path, cut in three. */
struct item {
	char kind[16], subject[32];
	const char *path;
};

static bool split(const char *text, struct item *it)
{
	size_t k = strcspn(text, ":");
	if (text[k] != ':' || k >= sizeof it->kind)
		return false;
	size_t s = strcspn(text + k + 1, ":");
	if (text[k + 1 + s] != ':' || s >= sizeof it->subject)
		return false;
	memcpy(it->kind, text, k);
	it->kind[k] = 0;
	memcpy(it->subject, text + k + 1, s);
	it->subject[s] = 0;
	it->path = text + k + 1 + s + 1;
	return true;
}

/* ---- files below /proc/<pid> ---- */

/*
 * Would this path leave /proc/<pid> through one of its magic links (root, cwd, exe, fd/N,
 * map_files/N, ns/X)? As the last component they may be read or followed, never walked through.
 */
static bool leaves_proc(const char *path)
{
	const char *before = "";
	size_t before_n = 0;
	if (path[0] == '/' || path[0] == 0)
		return true;
	for (const char *p = path; *p;) {
		size_t n = strcspn(p, "/");
		bool last = p[n] == 0;
#define IS(q, m, word) ((m) == strlen(word) && memcmp(q, word, m) == 0)
		if (IS(p, n, ".."))
			return true;
		if (!last && (IS(p, n, "root") || IS(p, n, "cwd") || IS(p, n, "exe") || IS(before, before_n, "fd") ||
		              IS(before, before_n, "map_files") || IS(before, before_n, "ns")))
			return true;
#undef IS
		before = p;
		before_n = n;
		p += n + (last ? 0 : 1);
	}
	return false;
}

static void look_read(int proc, const char *path)
{
	look_reply_file(open_beneath(proc, path, O_RDONLY | O_NONBLOCK, BENEATH_PROC), READ_MAX);
}

/*
 * The directory of the last component of `path`, which may be a link of /proc's: `ns/uts`, `root`, `fd/3`.
 * The first two are what a snapshot asks for, and `ns` is known to be a directory: `proc` itself will do.
 */
static int directory_of(int proc, const char *path, const char **last)
{
	char parent[PATH_MAX];
	const char *slash = strrchr(path, '/');
	*last = path;
	if (slash == NULL || (slash == path + 2 && memcmp(path, "ns", 2) == 0))
		return proc;
	*last = slash + 1;
	copy_string(parent, sizeof parent, path);
	parent[slash - path] = 0;
	return open_beneath(proc, parent, O_PATH | O_DIRECTORY, BENEATH_PROC);
}

static void close_directory(int dir, int proc)
{
	int number = errno;
	if (dir != proc)
		close_fd(&dir);
	errno = number;
}

static void look_link(int proc, const char *path)
{
	const char *last;
	int dir = directory_of(proc, path, &last);
	ssize_t n = dir < 0 ? -1 : readlinkat(dir, last, content, PATH_MAX);
	close_directory(dir, proc);
	if (n < 0)
		look_reply_error(errno);
	else
		look_reply_value(content, (size_t)n, false);
}

static void look_stat(int proc, const char *path)
{
	struct stat s;
	const char *last;
	int dir = directory_of(proc, path, &last);
	int failed = dir < 0 ? -1 : fstatat(dir, last, &s, 0);
	close_directory(dir, proc);
	if (failed)
		look_reply_error(errno);
	else
		look_reply_id(&s);
}

/* ---- control files of this session's groups ---- */

static void look_cgroup(const char *path)
{
	char group_path[GROUP_PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	if (n == 0 || n >= sizeof group_path || same(slash + 1, "..")) {
		look_reply_error(EINVAL);
		return;
	}
	memcpy(group_path, path, n);
	group_path[n] = 0;
	struct undo *group = find_group(group_path);
	if (group == NULL)
		look_reply_error(EACCES);
	else
		look_reply_file(openat(group->dir, slash + 1, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), READ_MAX);
}

/* ---- dispatch ---- */

static const struct {
	const char *kind;
	void (*look)(int proc, const char *path);
	enum { BELOW_PROC, INSIDE_ROOT, ROOTED } path;
} KINDS[] = {
	{ "read", look_read, BELOW_PROC }, { "link", look_link, BELOW_PROC }, { "stat", look_stat, BELOW_PROC },
	{ "rstat", look_rstat, INSIDE_ROOT }, { "rlist", look_rlist, INSIDE_ROOT }, { "bytes", look_bytes, INSIDE_ROOT },
	{ "below", look_below, ROOTED }, { "program", look_program, ROOTED },
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

/* A subject by the name that look uses: the app is the stage once it runs a program. NULL when there is none. */
static const struct looked_at *find_subject(const char *name)
{
	bool app = same(name, "app");
	for (int i = 0; i < SUBJECTS_MAX; i++) {
		const struct looked_at *s = &reading->subjects[i];
		if (!same(s->name, app ? DEFAULT_SUBJECT : name))
			continue;
		bool running = (s->state & RUNNING) != 0;
		return !same(s->name, DEFAULT_SUBJECT) || running == app ? s : NULL;
	}
	return NULL;
}

/* The /proc directory of a subject by the name that look uses; -1 when it does not exist now. */
static int proc_of(const char *subject)
{
	if (is_foreign(subject))
		return foreign_proc(subject);
	if (same(subject, "host"))
		return monitor_proc;
	const struct looked_at *s = find_subject(subject);
	return s ? s->proc : -1;
}

static bool known_subject(const char *subject)
{
	return same(subject, "host") || same(subject, "app") || is_subject_name(subject);
}

static int kind_index(const char *kind)
{
	for (int i = 0; i < KIND_COUNT; i++)
		if (same(kind, KINDS[i].kind))
			return i;
	return -1;
}

/* These have no path. */
static bool is_pathless(const char *kind)
{
	return same(kind, "hostname") || same(kind, "links");
}

/*
 * The names in a directory are told of a strict subject only where it has mounted the file system itself, and of what it
 * began with: the machine's root, and the session's two directories. False with errno.
 */
static bool may_list(const char *subject, int proc, const char *path)
{
	const struct looked_at *s = find_subject(subject);
	return s == NULL || !s->strict || lists_own(&s->own, proc, path);
}

bool look_check(const struct request *r)
{
	const char *text = text_of(r, "items");
	for (uint64_t n = number_of(r, "items", 0); n > 0; n--, text = next_item(text)) {
		struct item it;
		if (!split(text, &it))
			return fail("choice", "look: %.60s is not kind:subject:path", text);
		bool foreign = is_foreign(it.subject);
		bool cgroup = same(it.kind, "cgroup");
		int kind = kind_index(it.kind);
		if (kind < 0 && !cgroup && !is_pathless(it.kind))
			return fail("choice", "look: there is no kind %s", it.kind);
		if (cgroup ? it.subject[0] != 0 : !foreign && !known_subject(it.subject))
			return fail("choice", "look: %s is not a subject of %s", it.subject[0] ? it.subject : "(nothing)", it.kind);
		if (kind >= 0 && KINDS[kind].path == ROOTED && !foreign)
			return fail("choice", "look: %s is told only of a process that is not of this session", it.kind);
		if (kind >= 0 && KINDS[kind].path == ROOTED && !foreign_may(it.kind, it.path))
			return fail("path", "look: %.60s is not LENGTH/ROOT and a path in it", it.path);
		if (kind >= 0 && KINDS[kind].path == BELOW_PROC && leaves_proc(it.path))
			return fail("path", "look: %.60s is not a path that stays below /proc/<pid>", it.path);
		if ((cgroup || (kind >= 0 && KINDS[kind].path != BELOW_PROC)) && strstr(it.path, ".."))
			for (const char *p = it.path; (p = strstr(p, "/..")) != NULL; p += 3)
				if (p[3] == '/' || p[3] == 0)
					return fail("path", "look: .. is not allowed in a path");
	}
	return true;
}

bool look_is_of_group(const char *item)
{
	return strncmp(item, "cgroup:", strlen("cgroup:")) == 0;
}

void look_group(const char *item)
{
	struct item it;
	split(item, &it);
	look_cgroup(it.path);
}

/* Is a file system asked that somebody else may serve? The others only read what the kernel itself knows of a process. */
static bool walks(const struct item *it)
{
	return !same(it->kind, "read") && !same(it->kind, "link") && !is_pathless(it->kind);
}

/* Whose process it is about. */
static pid_t pid_of(const char *subject)
{
	if (is_foreign(subject))
		return (pid_t)strtol(subject, NULL, 10);
	if (same(subject, "host"))
		return getppid();
	const struct looked_at *s = find_subject(subject);
	return s ? s->pid : 0;
}

void look_item(const char *item)
{
	struct item it;
	split(item, &it);
	if (is_foreign(it.subject) && !foreign_may(it.kind, it.path)) {
		look_reply_error(EACCES);
		return;
	}
	bool may = reading_of(pid_of(it.subject), walks(&it));
	int proc = may ? proc_of(it.subject) : -1;
	if (!may)
		look_reply_timeout();
	else if (proc < 0)
		look_reply_error(ESRCH);
	else if (same(it.kind, "hostname"))
		look_hostname(proc);
	else if (same(it.kind, "links"))
		look_links(proc);
	else if (same(it.kind, "rlist") && !may_list(it.subject, proc, it.path))
		look_reply_error(errno);
	else if (same(it.kind, "bytes") && is_foreign(it.subject))
		look_first_process(proc, it.path);
	else
		KINDS[kind_index(it.kind)].look(proc, it.path);
}
