/* readonly.c: a mount namespace in which everything but one directory is read-only. */
#include "stage/readonly.h"
#include "wire/text.h"
#include <sys/mount.h>

/* struct mount_attr of mount_setattr(2). */
struct attributes {
	uint64_t set, clear, propagation, userns_fd;
};
#define LAB_AT_RECURSIVE 0x8000u
#define LAB_ATTR_RDONLY 1u

/* The options of a mount that a remount must repeat: the rest, those on times of access, it keeps. */
static unsigned long flags_of(const char *options)
{
	static const struct {
		const char *word;
		unsigned long flag;
	} KNOWN[] = { { "nosuid", MS_NOSUID }, { "nodev", MS_NODEV }, { "noexec", MS_NOEXEC } };
	unsigned long flags = 0;
	for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
		size_t n = strlen(KNOWN[i].word);
		for (const char *at = options; (at = strstr(at, KNOWN[i].word)) != NULL; at += n)
			if ((at == options || at[-1] == ',') && (at[n] == ',' || at[n] == 0))
				flags |= KNOWN[i].flag;
	}
	return flags;
}

/* In mountinfo a blank, a tab, a newline and a backslash are written \ooo. */
static void unescape_octal(char *path)
{
	char *to = path;
	for (const char *from = path; *from; to++) {
		if (from[0] == '\\' && from[1] && from[2] && from[3]) {
			*to = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = 0;
}

/* Fields of /proc/PID/mountinfo: ID parent major:minor root mountpoint options …, proc_pid_mountinfo(5). */
static bool make_line_read_only(char *line, const char *except)
{
	char *field[6], *save = NULL;
	for (int i = 0; i < 6; i++)
		if ((field[i] = strtok_r(i ? NULL : line, " ", &save)) == NULL)
			return true;
	unescape_octal(field[4]);
	if (same(field[4], except))
		return true;
	/* ENOENT, ENOTDIR, EINVAL: another mount covers it, so that nobody can reach it by a path */
	return mount(NULL, field[4], NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | flags_of(field[5]), NULL) == 0 || errno == ENOENT || errno == ENOTDIR || errno == EINVAL;
}

/* Before Linux 5.12 a kernel has no mount_setattr(2): one mount after the other. `except` is a path as mountinfo has it. */
static bool one_by_one(const char *except)
{
	static OWN_PAGES struct lines mounts;
	int fd = openat(AT_FDCWD, "/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0;
	lines_of(&mounts, fd);
	for (char *line; ok && (line = next_line(&mounts)) != NULL;)
		ok = make_line_read_only(line, except);
	int number = errno;
	close_fd(&fd);
	errno = number;
	return ok;
}

bool everything_read_only_but(const char *target)
{
	struct attributes read_only = { LAB_ATTR_RDONLY, 0, 0, 0 }, writable = { 0, LAB_ATTR_RDONLY, 0, 0 };
	char real[PATH_MAX];
	if (unshare(CLONE_NEWNS) < 0 || mount(target, target, NULL, MS_BIND, NULL) < 0) /* a mount of its own, so that it can stay writable */
		return false;
	if (syscall(SYS_mount_setattr, AT_FDCWD, "/", LAB_AT_RECURSIVE, &read_only, sizeof read_only) == 0)
		return syscall(SYS_mount_setattr, AT_FDCWD, target, 0u, &writable, sizeof writable) == 0;
	return errno == ENOSYS && realpath(target, real) != NULL && one_by_one(real);
}
