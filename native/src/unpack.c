/* unpack.c: a tar file into the rootfs, by the host's own tar(1), which may write nowhere else. */
#include "enter.h"
#include "stage.h"
#include "entries.h"
#include <poll.h>
#include <sys/mount.h>
#include <sys/wait.h>

enum { DEPTH_MAX = 200 };

/* struct mount_attr of mount_setattr(2). */
struct attributes {
	uint64_t set, clear, propagation, userns_fd;
};
#define LAB_AT_RECURSIVE 0x8000u
#define LAB_ATTR_RDONLY 1u

static bool everything_read_only_but(const char *target)
{
	struct attributes read_only = { LAB_ATTR_RDONLY, 0, 0, 0 }, writable = { 0, LAB_ATTR_RDONLY, 0, 0 };
	return unshare(CLONE_NEWNS) == 0 &&
		mount(target, target, NULL, MS_BIND, NULL) == 0 && /* a mount of its own, so that it can stay writable */
		syscall(SYS_mount_setattr, AT_FDCWD, "/", LAB_AT_RECURSIVE, &read_only, sizeof read_only) == 0 &&
		syscall(SYS_mount_setattr, AT_FDCWD, target, 0u, &writable, sizeof writable) == 0;
}

/*
 * What a root needs to write files for others, and no more: it cannot make the rest writable again.
 * tar(1) reads what a stranger wrote.
 */
static bool give_up_the_rest(void)
{
	static const int KEPT[] = { 0 /* CHOWN */, 1 /* DAC_OVERRIDE */, 3 /* FOWNER */, 4 /* FSETID */, 27 /* MKNOD */ };
	uint64_t kept = 0;
	for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++)
		kept |= 1ull << KEPT[i];
	return keep_capabilities(kept) && do_no_new_privs(NULL) && install_filter(true);
}

/*
 * TAR. A child of the stage in one more mount namespace, where all but the target is read-only.
 * It exists because image tars come from strangers. What ends it: tar(1) itself, or the stage's death.
 */
static void tar_main(const char *source, const char *target, int errors) __attribute__((noreturn));
static void tar_main(const char *source, const char *target, int errors)
{
	static char *const envp[] = { (char *)(uintptr_t)"PATH=/usr/bin:/bin", NULL };
	char *const args[] = { (char *)(uintptr_t)"tar", (char *)(uintptr_t)"-x", (char *)(uintptr_t)"-p",
		(char *)(uintptr_t)"--numeric-owner", (char *)(uintptr_t)"-f", (char *)(uintptr_t)source,
		(char *)(uintptr_t)"-C", (char *)(uintptr_t)target, NULL };
	static LAB_ROOM char unseen[32 * 1024]; /* the reply tells of the stage's calls, on memory that we share with it */
	trace_into(unseen, sizeof unseen);
	die_with_monitor(stage.monitor);
	dup2(errors, 2);
	if (!everything_read_only_but(target)) {
		dprintf(2, "cannot make the rest read-only: %s", errno_words(errno));
		_exit(126);
	}
	if (!give_up_the_rest()) {
		dprintf(2, "%s", failure.message);
		_exit(126);
	}
	become_ordinary();
	execve("/usr/bin/tar", args, envp);
	execve("/bin/tar", args, envp);
	dprintf(2, "no tar(1) on this machine");
	_exit(127);
}

/* Says nothing about why it failed: an empty line, a harmless remark, or that it goes on or gives up. */
static bool tells_nothing(const char *line)
{
	static const char *const REMARKS[] = { "tar: Removing leading", "tar: Skipping to next header", "tar: Exiting", "tar: Error is not recoverable" };
	for (size_t i = 0; i < sizeof REMARKS / sizeof *REMARKS; i++)
		if (strncmp(line, REMARKS[i], strlen(REMARKS[i])) == 0)
			return true;
	return line[0] == 0;
}

/* The first line of what tar complained about that tells something, cut to `size`; the rest is read and thrown away. */
static void read_complaint(int fd, char *line, size_t size)
{
	char buffer[512];
	size_t used = 0;
	bool found = false;
	ssize_t n;
	line[0] = 0;
	while ((n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
		for (ssize_t i = 0; i < n && !found; i++) {
			if (buffer[i] != '\n' && used < size - 1)
				line[used++] = buffer[i];
			if (buffer[i] != '\n')
				continue;
			line[used] = 0;
			used = 0;
			found = !tells_nothing(line);
		}
	if (!found)
		line[used] = 0;
}

/*
 * What an image may bring along only when it is asked for: device nodes go, setuid and setgid bits of files
 * are taken away. `dir` is closed. A tar of a thousand nested directories is not followed to its end.
 */
static bool disarm(int dir, int depth)
{
	const struct entry *e;
	struct entries all;
	if (dir < 0 || depth >= DEPTH_MAX) {
		close_fd(&dir);
		return refuse("unpack", "unpack: cannot look through what was unpacked: %s", depth < DEPTH_MAX ? errno_words(errno) : "too many directories in each other");
	}
	bool ok = true;
	entries_of(&all, dir);
	while (ok && (e = next_entry(&all)) != NULL) {
		struct stat s;
		if (fstatat(dir, e->name, &s, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		if (S_ISDIR(s.st_mode))
			ok = disarm(openat(dir, e->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), depth + 1);
		else if (S_ISCHR(s.st_mode) || S_ISBLK(s.st_mode))
			ok = TRACED("unlinkat", unlinkat(dir, e->name, 0), "%d, %s, 0", dir, quoted(e->name)) == 0 || kernel_refused("unlink \"%s\"", e->name);
		else if (S_ISREG(s.st_mode) && s.st_mode & 06000)
			ok = TRACED("fchmodat", fchmodat(dir, e->name, s.st_mode & 01777, 0), "%d, %s, %#o", dir, quoted(e->name), (unsigned)s.st_mode & 01777) == 0 ||
				kernel_refused("chmod \"%s\"", e->name);
	}
	close(dir);
	return ok;
}

bool do_unpack(const struct request *r)
{
	const char *source = text_of(r, "source"), *target = text_of(r, "target");
	char complaint[256];
	int errors[2], status = 0;
	if (access(source, R_OK) < 0)
		return kernel_refused("open \"%s\"", source);
	int checked = open_to_fill(target);
	if (checked < 0)
		return false;
	close(checked);
	if (pipe2(errors, O_CLOEXEC) < 0)
		return kernel_refused("pipe2");
	trace_begin();
	long pid = trace_stop(syscall(SYS_clone, (unsigned long)SIGCHLD, 0, 0, 0, 0));
	if (pid == 0)
		tar_main(source, target, errors[1]);
	trace_record("clone", pid, "child_stack=NULL, flags=SIGCHLD");
	close(errors[1]);
	if (pid < 0) {
		close(errors[0]);
		return kernel_refused("clone");
	}
	read_complaint(errors[0], complaint, sizeof complaint);
	close(errors[0]);
	trace_begin();
	long got;
	while ((got = waitpid((pid_t)pid, &status, 0)) < 0 && errno == EINTR)
		;
	trace_record("wait4", trace_stop(got), "%ld, [status %#x] /* tar -x -f %s -C %s */, 0, NULL", pid, (unsigned)status, quoted(source), quoted(target));
	if (got < 0)
		return kernel_refused("wait4");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return refuse("unpack", "unpack \"%s\": tar failed: %s", source, complaint[0] ? complaint : "without a word");
	return number_of(r, "special", 0) == 1 || disarm(open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0);
}
