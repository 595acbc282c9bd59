/* inside.c: what look can see only from inside a subject: its host name, and the files of its root. */
#include "common/beneath.h"
#include "look/look.h"
#include "common/machine.h"
#include "common/child.h"
#include "common/session.h"
#include "wire/text.h"
#include "wire/wire.h"
#include "wire/entries.h"
#include <sys/utsname.h>
#include <sys/wait.h>

enum { NAMES_MAX = 16 * 1024, UNASKED = -2 };

/* ---- the host name of another UTS namespace: no file shows it, one has to be inside ---- */

/*
 * Not when our own namespace belongs to another user namespace than ours (made by hand: `unshare -Ur`): the kernel would not let
 * us back in. It is asked before: to join the namespace in which one is already takes the same rights.
 */
int own_namespace(enum way to)
{
	static const char *const NAMES[] = { [OWN_UTS] = "self/ns/uts", [OWN_NET] = "self/ns/net" };
	static int own[] = { [OWN_UTS] = UNASKED, [OWN_NET] = UNASKED };
	if (own[to] != UNASKED)
		return own[to];
	own[to] = openat(machine_proc(), NAMES[to], O_RDONLY | O_CLOEXEC);
	if (own[to] >= 0 && setns(own[to], 0) < 0)
		close_fd(&own[to]);
	return own[to];
}

bool go_inside(int proc, const char *ns, int flag)
{
	int user = openat(proc, "ns/user", O_RDONLY | O_CLOEXEC), there = openat(proc, ns, O_RDONLY | O_CLOEXEC);
	return user >= 0 && there >= 0 && (setns(there, flag) == 0 || (setns(user, CLONE_NEWUSER) == 0 && setns(there, flag) == 0));
}

/* There and back again costs no fork; only this process moves. */
static bool uname_inside(int proc, struct utsname *u)
{
	int uts = openat(proc, "ns/uts", O_RDONLY | O_CLOEXEC);
	if (uts < 0)
		return false;
	bool ok = setns(uts, CLONE_NEWUTS) == 0 && uname(u) == 0;
	int number = errno;
	if (setns(own_namespace(OWN_UTS), CLONE_NEWUTS) < 0)
		_exit(125); /* it was allowed before: whatever this reader would say next might be another machine's */
	close(uts);
	errno = number;
	return ok;
}

/* A child goes, which need not come back. Where the subject has a user namespace of its own (rootless), that is joined first. */
static bool uname_by_child(int proc, struct utsname *u)
{
	int answer[2], status;
	if (pipe2(answer, O_CLOEXEC) < 0)
		return false;
	pid_t pid = plain_fork();
	if (pid == 0) {
		int number = 0;
		struct utsname name;
		if (!go_inside(proc, "ns/uts", CLONE_NEWUTS) || uname(&name) < 0)
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

bool is_in_ours(int proc, const char *ns)
{
	struct stat theirs, ours;
	return proc == monitor_proc || (fstatat(proc, ns, &theirs, 0) == 0 && fstatat(monitor_proc, ns, &ours, 0) == 0 && theirs.st_ino == ours.st_ino);
}

void look_hostname(int proc)
{
	struct utsname u;
	bool ok = is_in_ours(proc, "ns/uts") ? uname(&u) == 0 : own_namespace(OWN_UTS) >= 0 ? uname_inside(proc, &u) : uname_by_child(proc, &u);
	if (ok)
		look_reply_value(u.nodename, strlen(u.nodename), false);
	else
		look_reply_error(errno);
}

/* ---- files inside the subject's root ---- */

static int open_inside(int proc, const char *path, int flags)
{
	int root = openat(proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -1;
	int fd = open_beneath(root, path, flags, BENEATH_ROOT), number = errno;
	close(root);
	errno = number;
	return fd;
}

void look_rstat(int proc, const char *path)
{
	struct stat s;
	int fd = open_inside(proc, path, O_PATH);
	if (fd < 0 || fstat(fd, &s) < 0)
		look_reply_error(errno);
	else
		look_reply_id(&s);
	close_fd(&fd);
}

static bool is_directory(int dir, const char *name, const struct stat *s)
{
	struct stat other;
	return fstatat(dir, name, &other, 0) == 0 && other.st_dev == s->st_dev && other.st_ino == s->st_ino;
}

bool lists_own(const struct owned *mounted, int proc, const char *path)
{
	struct stat s;
	int fd = open_inside(proc, path, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return false;
	bool own = fstat(fd, &s) == 0 && (owns(mounted, s.st_dev) || is_directory(monitor_proc, "root", &s) ||
		is_directory(AT_FDCWD, session.rootfs, &s) || is_directory(AT_FDCWD, session.layers, &s));
	close_fd(&fd);
	errno = EACCES;
	return own;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void look_rlist(int proc, const char *path)
{
	static OWN_PAGES const char *names[NAMES_MAX];
	size_t used = 0, count = 0;
	bool cut = false;
	int fd = open_inside(proc, path, O_RDONLY | O_DIRECTORY);
	if (fd < 0) {
		look_reply_error(errno);
		return;
	}
	const struct entry *e;
	struct entries all;
	entries_of(&all, fd);
	while ((e = next_entry(&all)) != NULL) {
		size_t n = strlen(e->name) + 1;
		cut = count == NAMES_MAX || used + n > sizeof content;
		if (cut)
			break;
		names[count++] = memcpy(content + used, e->name, n);
		used += n;
	}
	close(fd);
	qsort(names, count, sizeof *names, by_name);
	text_add(&out, "{\"list\":[");
	for (size_t i = 0; i < count; i++) {
		text_add(&out, i ? "," : "");
		text_json_string(&out, names[i]);
	}
	text_add(&out, cut ? "],\"cut\":true}" : "]}");
}

bool split_range(const char *path, uint64_t *offset, uint64_t *length, const char **file)
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

void look_bytes(int proc, const char *path)
{
	uint64_t offset, length;
	const char *file;
	struct stat s;
	if (!split_range(path, &offset, &length, &file)) {
		look_reply_error(EINVAL);
		return;
	}
	if (file[0] == '/' && file[1] == '/')
		file++; /* offset/length//etc/passwd reads as well as offset/length/etc/passwd */
	int fd = open_inside(proc, file, O_RDONLY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &s) < 0) {
		look_reply_error(errno);
	} else if (!S_ISREG(s.st_mode)) {
		look_reply_error(S_ISDIR(s.st_mode) ? EISDIR : EINVAL);
	} else {
		ssize_t n = pread(fd, content, length, (off_t)offset);
		if (n < 0)
			look_reply_error(errno);
		else
			look_reply_value(content, (size_t)n, false);
	}
	close_fd(&fd);
}
