/* look.c: read what the kernel says about the subjects. Nothing here changes anything. */
#include "look.h"
#include "cgroup.h"
#include "subject.h"
#include "wire.h"
#include <dirent.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <sys/wait.h>

enum { READ_MAX = 1024 * 1024, BYTES_MAX = 256 * 1024, NAMES_MAX = 16 * 1024 };

static char content[READ_MAX];

/* kind:subject:path, cut in three. */
struct item {
	char kind[16], subject[16];
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

/* ---- answers ---- */

static void answer_error(int number)
{
	text_format(&out, "{\"e\":\"%s\"}", errno_name(number));
}

static void answer_value(const char *bytes, size_t n, bool cut)
{
	text_add(&out, "{\"v\":");
	text_json(&out, bytes, n);
	text_add(&out, cut ? ",\"cut\":true}" : "}");
}

static void answer_id(const struct stat *s)
{
	text_format(&out, "{\"id\":\"%u:%u/%llu\",\"mode\":\"%o\"}", major(s->st_dev), minor(s->st_dev), (unsigned long long)s->st_ino, (unsigned)s->st_mode);
}

/* The whole file from `fd`, which is closed. */
static void answer_file(int fd, size_t max)
{
	size_t used = 0;
	ssize_t n = 0;
	if (fd < 0) {
		answer_error(errno);
		return;
	}
	while (used < max && (n = read(fd, content + used, max - used)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		used += (size_t)n;
	}
	int number = errno;
	char more[8];
	bool cut = n > 0 && used == max && read(fd, more, sizeof more) > 0;
	close(fd);
	if (n < 0)
		answer_error(number);
	else
		answer_value(content, used, cut);
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
	answer_file(openat(proc, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), READ_MAX);
}

static void look_link(int proc, const char *path)
{
	ssize_t n = readlinkat(proc, path, content, PATH_MAX);
	if (n < 0)
		answer_error(errno);
	else
		answer_value(content, (size_t)n, false);
}

static void look_stat(int proc, const char *path)
{
	struct stat s;
	if (fstatat(proc, path, &s, 0) < 0)
		answer_error(errno);
	else
		answer_id(&s);
}

/* ---- the host name of another UTS namespace: no file shows it, one has to be inside ---- */

static int own_uts = -1;

static bool uname_inside(int proc, struct utsname *u)
{
	int uts = openat(proc, "ns/uts", O_RDONLY | O_CLOEXEC);
	struct stat theirs, ours;
	if (uts < 0)
		return false;
	if (own_uts < 0)
		own_uts = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	bool ok = own_uts >= 0 && fstat(uts, &theirs) == 0 && fstat(own_uts, &ours) == 0;
	if (ok && theirs.st_ino != ours.st_ino) {
		/* root: there and back again costs no fork; only this process moves */
		ok = setns(uts, CLONE_NEWUTS) == 0 && uname(u) == 0;
		int number = errno;
		if (setns(own_uts, CLONE_NEWUTS) < 0)
			abort(); /* cannot happen: we came from there */
		errno = number;
	} else if (ok) {
		ok = uname(u) == 0;
	}
	int number = errno;
	close(uts);
	errno = number;
	return ok;
}

/* Rootless: the subject's user namespace must be joined first, and there is no way back: a child goes. */
static bool uname_by_child(int proc, struct utsname *u)
{
	int answer[2], status;
	if (pipe2(answer, O_CLOEXEC) < 0)
		return false;
	pid_t pid = fork();
	if (pid == 0) {
		int user = openat(proc, "ns/user", O_RDONLY | O_CLOEXEC), uts = openat(proc, "ns/uts", O_RDONLY | O_CLOEXEC);
		int number = 0;
		struct utsname name;
		if (user < 0 || uts < 0 || setns(user, CLONE_NEWUSER) < 0 || setns(uts, CLONE_NEWUTS) < 0 || uname(&name) < 0)
			number = errno;
		else if (write(answer[1], &name, sizeof name) != (ssize_t)sizeof name)
			number = EIO;
		_exit(number);
	}
	close(answer[1]);
	bool ok = pid > 0 && read(answer[0], u, sizeof *u) == (ssize_t)sizeof *u;
	close(answer[0]);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && !ok)
		errno = WIFEXITED(status) && WEXITSTATUS(status) ? WEXITSTATUS(status) : EIO;
	return ok;
}

static void look_hostname(int proc)
{
	struct utsname u;
	bool ok = proc == monitor_proc ? uname(&u) == 0 : geteuid() == 0 ? uname_inside(proc, &u) : uname_by_child(proc, &u);
	if (ok)
		answer_value(u.nodename, strlen(u.nodename), false);
	else
		answer_error(errno);
}

/* ---- files inside the subject's root ---- */

static int open_inside(int proc, const char *path, uint64_t flags)
{
	struct lab_open_how how = { flags | O_CLOEXEC, 0, LAB_RESOLVE_IN_ROOT | LAB_RESOLVE_NO_MAGICLINKS };
	int root = openat(proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -1;
	int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof how), number = errno;
	close(root);
	errno = number;
	return fd;
}

static void look_rstat(int proc, const char *path)
{
	struct stat s;
	int fd = open_inside(proc, path, O_PATH);
	if (fd < 0 || fstat(fd, &s) < 0)
		answer_error(errno);
	else
		answer_id(&s);
	close_fd(&fd);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void look_rlist(int proc, const char *path)
{
	static const char *names[NAMES_MAX];
	size_t used = 0, count = 0;
	bool cut = false;
	int fd = open_inside(proc, path, O_RDONLY | O_DIRECTORY);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	if (d == NULL) {
		answer_error(errno);
		close_fd(&fd);
		return;
	}
	struct dirent *e;
	while ((e = readdir(d)) != NULL) {
		size_t n = strlen(e->d_name) + 1;
		if (same(e->d_name, ".") || same(e->d_name, ".."))
			continue;
		cut = count == NAMES_MAX || used + n > sizeof content;
		if (cut)
			break;
		names[count++] = memcpy(content + used, e->d_name, n);
		used += n;
	}
	closedir(d);
	qsort(names, count, sizeof *names, by_name);
	text_add(&out, "{\"list\":[");
	for (size_t i = 0; i < count; i++) {
		text_add(&out, i ? "," : "");
		text_json_string(&out, names[i]);
	}
	text_add(&out, cut ? "],\"cut\":true}" : "]}");
}

/* offset/length/absolute path */
static bool split_range(const char *path, uint64_t *offset, uint64_t *length, const char **file)
{
	char *end;
	if (path[0] < '0' || path[0] > '9')
		return false;
	*offset = strtoull(path, &end, 10);
	if (end[0] != '/' || end[1] < '0' || end[1] > '9')
		return false;
	*length = strtoull(end + 1, &end, 10);
	*file = end;
	return end[0] == '/' && *offset <= INT64_MAX && *length <= BYTES_MAX;
}

static void look_bytes(int proc, const char *path)
{
	uint64_t offset, length;
	const char *file;
	struct stat s;
	if (!split_range(path, &offset, &length, &file)) {
		answer_error(EINVAL);
		return;
	}
	if (file[0] == '/' && file[1] == '/')
		file++; /* offset/length//etc/passwd reads as well as offset/length/etc/passwd */
	int fd = open_inside(proc, file, O_RDONLY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &s) < 0) {
		answer_error(errno);
	} else if (!S_ISREG(s.st_mode)) {
		answer_error(S_ISDIR(s.st_mode) ? EISDIR : EINVAL);
	} else {
		ssize_t n = pread(fd, content, length, (off_t)offset);
		if (n < 0)
			answer_error(errno);
		else
			answer_value(content, (size_t)n, false);
	}
	close_fd(&fd);
}

/* ---- control files of this session's groups ---- */

static void look_cgroup(const char *path)
{
	char group_path[GROUP_PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	if (n == 0 || n >= sizeof group_path || same(slash + 1, "..")) {
		answer_error(EINVAL);
		return;
	}
	memcpy(group_path, path, n);
	group_path[n] = 0;
	struct undo *group = find_group(group_path);
	if (group == NULL)
		answer_error(EACCES);
	else
		answer_file(openat(group->dir, slash + 1, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), READ_MAX);
}

/* ---- dispatch ---- */

static const struct {
	const char *kind;
	void (*look)(int proc, const char *path);
	enum { BELOW_PROC, INSIDE_ROOT, NO_PATH } path;
} KINDS[] = {
	{ "read", look_read, BELOW_PROC }, { "link", look_link, BELOW_PROC }, { "stat", look_stat, BELOW_PROC },
	{ "rstat", look_rstat, INSIDE_ROOT }, { "rlist", look_rlist, INSIDE_ROOT }, { "bytes", look_bytes, INSIDE_ROOT },
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

/* The /proc directory of a subject by the name that look uses; -1 when it does not exist now. */
static int proc_of(const char *subject)
{
	const struct subject *stage = &subjects[SUBJECT_STAGE], *aside = &subjects[SUBJECT_ASIDE];
	if (same(subject, "host"))
		return monitor_proc;
	if (same(subject, "aside"))
		return aside->proc;
	bool running = (stage->state & RUNNING) != 0;
	return running == same(subject, "app") ? stage->proc : -1;
}

static bool known_subject(const char *subject)
{
	return same(subject, "host") || same(subject, "stage") || same(subject, "app") || same(subject, "aside");
}

static int kind_index(const char *kind)
{
	for (int i = 0; i < KIND_COUNT; i++)
		if (same(kind, KINDS[i].kind))
			return i;
	return -1;
}

bool look_check(const struct request *r)
{
	const char *text = text_of(r, "items");
	for (uint64_t n = number_of(r, "items", 0); n > 0; n--, text = next_item(text)) {
		struct item it;
		if (!split(text, &it))
			return refuse("choice", "look: %.60s is not kind:subject:path", text);
		bool cgroup = same(it.kind, "cgroup"), hostname = same(it.kind, "hostname");
		int kind = kind_index(it.kind);
		if (kind < 0 && !cgroup && !hostname)
			return refuse("choice", "look: there is no kind %s", it.kind);
		if (cgroup ? it.subject[0] != 0 : !known_subject(it.subject))
			return refuse("choice", "look: %s is not a subject of %s", it.subject[0] ? it.subject : "(nothing)", it.kind);
		if (kind >= 0 && KINDS[kind].path == BELOW_PROC && leaves_proc(it.path))
			return refuse("path", "look: %.60s is not a path that stays below /proc/<pid>", it.path);
		if ((cgroup || (kind >= 0 && KINDS[kind].path == INSIDE_ROOT)) && strstr(it.path, ".."))
			for (const char *p = it.path; (p = strstr(p, "/..")) != NULL; p += 3)
				if (p[3] == '/' || p[3] == 0)
					return refuse("path", "look: .. is not allowed in a path");
	}
	return true;
}

void look_answer(const struct request *r)
{
	const char *text = text_of(r, "items");
	text_add(&out, ",\"answers\":[");
	for (uint64_t n = number_of(r, "items", 0), i = 0; i < n; i++, text = next_item(text)) {
		struct item it;
		split(text, &it);
		text_add(&out, i ? "," : "");
		int proc = same(it.kind, "cgroup") ? -1 : proc_of(it.subject);
		if (same(it.kind, "cgroup"))
			look_cgroup(it.path);
		else if (proc < 0)
			answer_error(ESRCH);
		else if (same(it.kind, "hostname"))
			look_hostname(proc);
		else
			KINDS[kind_index(it.kind)].look(proc, it.path);
	}
	text_add(&out, "]");
}
