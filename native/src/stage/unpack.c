/* unpack.c: a tar file into the rootfs, by the host's own tar(1), which may write nowhere else. */
#include "stage/tar-reason.h"
#include "common/capabilities.h"
#include "common/seccomp-filter.h"
#include "wire/entries.h"
#include "stage/readonly.h"
#include "stage/self.h"
#include <sys/wait.h>

enum { DEPTH_MAX = 200, IDS_OF_IMAGES = 65536 };

/*
 * Can the owners that an archive names be given here? Not in a user namespace with a few ids: there everything becomes its root's,
 * who is the learner, as with `tar --no-same-owner`.
 */
static bool has_ids(const char *map)
{
	static OWN_PAGES struct lines l;
	int fd = (int)openat(AT_FDCWD, map, O_RDONLY | O_CLOEXEC);
	unsigned long long ids = fd < 0 ? IDS_OF_IMAGES : 0; /* a kernel without user namespaces */
	lines_of(&l, fd);
	for (char *line; fd >= 0 && (line = next_line(&l)) != NULL;) /* inside, outside, count */
		ids += strtoull(strrchr(line, ' ') ? strrchr(line, ' ') : line, NULL, 10);
	close_fd(&fd);
	return ids >= IDS_OF_IMAGES;
}

static bool can_give_owners(void)
{
	return has_ids("/proc/self/uid_map") && has_ids("/proc/self/gid_map");
}

/*
 * What a root needs to write files for others, and no more: it cannot make the rest writable again.
 * tar(1) reads what somebody else wrote.
 */
static bool give_up_the_rest(void)
{
	static const int KEPT[] = { 0 /* CHOWN */, 1 /* DAC_OVERRIDE */, 3 /* FOWNER */, 4 /* FSETID */, 27 /* MKNOD */ };
	uint64_t kept = 0;
	for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++)
		kept |= 1ull << KEPT[i];
	return keep_capabilities(kept) && set_no_new_privs() && install_filter(true);
}

/*
 * TAR. A child of the stage in one more mount namespace, where all but the target is read-only.
 * It exists because image tars come from others. What ends it: tar(1) itself, or the stage's death.
 */
static void tar_main(const char *source, const char *target, const char *owners, int errors) __attribute__((noreturn));
static void tar_main(const char *source, const char *target, const char *owners, int errors)
{
	static char *const envp[] = { (char *)(uintptr_t)"PATH=/usr/bin:/bin", NULL };
	char *const args[] = { (char *)(uintptr_t)"tar", (char *)(uintptr_t)"-x", (char *)(uintptr_t)"-p",
		(char *)(uintptr_t)owners, (char *)(uintptr_t)"-f", (char *)(uintptr_t)source,
		(char *)(uintptr_t)"-C", (char *)(uintptr_t)target, NULL };
	static OWN_PAGES char unseen[32 * 1024]; /* the reply tells of the stage's calls, on memory that we share with it */
	trace_into(unseen, sizeof unseen);
	die_with_monitor(stage.monitor);
	dup2(errors, 2);
	if (!everything_read_only_but(target)) {
		lab_dprintf(2, "cannot make the rest read-only: %s", errno_text(errno));
		_exit(126);
	}
	if (!give_up_the_rest()) {
		lab_dprintf(2, "%s", failure.message);
		_exit(126);
	}
	become_ordinary();
	execve("/usr/bin/tar", args, envp);
	execve("/bin/tar", args, envp);
	lab_dprintf(2, "no tar(1) on this machine");
	_exit(127);
}

/*
 * What an image may bring along only when it is asked for: device nodes go, setuid and setgid bits of files
 * are taken away. A tar of a thousand nested directories is not followed to its end.
 */
static bool disarm(int parent, const char *name, int depth)
{
	const struct entry *e;
	struct entries all;
	int dir = (int)TRIED("openat", openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), "%d, %s, O_RDONLY|O_NOFOLLOW|O_CLOEXEC|O_DIRECTORY", parent, quoted(name));
	if (dir < 0)
		return kernel_refused("look through what was unpacked: open \"%s\"", name);
	if (depth >= DEPTH_MAX) {
		close(dir);
		return fail("unpack", "unpack: cannot look through what was unpacked: more than %d directories in each other", DEPTH_MAX);
	}
	bool ok = true;
	entries_of(&all, dir);
	while (ok && (e = next_entry(&all)) != NULL) {
		struct stat s;
		if (fstatat(dir, e->name, &s, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		if (S_ISDIR(s.st_mode))
			ok = disarm(dir, e->name, depth + 1);
		else if (S_ISCHR(s.st_mode) || S_ISBLK(s.st_mode))
			ok = TRACED("unlinkat", unlinkat(dir, e->name, 0), "%d, %s, 0", dir, quoted(e->name)) == 0 || kernel_refused("unlink \"%s\"", e->name);
		else if (S_ISREG(s.st_mode) && s.st_mode & 06000)
			ok = TRACED("fchmodat", fchmodat(dir, e->name, s.st_mode & 01777, 0), "%d, %s, %#o", dir, quoted(e->name), (unsigned)s.st_mode & 01777) == 0 ||
				kernel_refused("chmod \"%s\"", e->name);
	}
	close(dir);
	return ok;
}

static bool disarm_all(const char *target)
{
	int top = open_to_fill(target); /* which follows a link in the target's name, as tar(1) did */
	bool ok = top >= 0 && disarm(top, ".", 0);
	close_fd(&top);
	return ok;
}

/* Is there something to read? Asked by opening it, as tar(1) will. */
static bool is_readable(const char *source)
{
	int fd = (int)TRIED("openat", openat(AT_FDCWD, source, O_RDONLY | O_NONBLOCK | O_CLOEXEC), "AT_FDCWD, %s, O_RDONLY|O_NONBLOCK|O_CLOEXEC", quoted(source));
	if (fd >= 0)
		close(fd);
	return fd >= 0 || kernel_refused("open \"%s\"", source);
}

bool do_unpack(const struct request *r)
{
	static OWN_PAGES char remark[3 * PATH_MAX];
	const char *source = text_of(r, "source"), *target = text_of(r, "target");
	const char *owners = can_give_owners() ? "--numeric-owner" : "--no-same-owner";
	bool special = number_of(r, "special", 0) == 1;
	struct tar_reason said;
	int errors[2], status = 0;
	if (!is_readable(source))
		return false;
	int checked = open_to_fill(target);
	if (checked < 0)
		return false;
	close(checked);
	if (TRIED("pipe2", pipe2(errors, O_CLOEXEC), "%#lx, O_CLOEXEC", (unsigned long)errors) < 0)
		return kernel_refused("pipe2");
	trace_args("child_stack=NULL, flags=SIGCHLD");
	trace_begin();
	long pid = trace_stop(syscall(SYS_clone, (unsigned long)SIGCHLD, 0, 0, 0, 0));
	if (pid == 0)
		tar_main(source, target, owners, errors[1]);
	trace_record("clone");
	close(errors[1]);
	if (pid < 0) {
		close(errors[0]);
		return kernel_refused("clone");
	}
	read_tar_reason(errors[0], &said);
	close(errors[0]);
	char left_out[48] = "";
	if (said.devices > 0)
		lab_snprintf(left_out, sizeof left_out, ": %d device nodes could not be made", said.devices);
	lab_snprintf(remark, sizeof remark, " /* tar -x -p %s -f %s -C %s%s */", owners, quoted(source), quoted(target), left_out);
	if (!traced_wait(pid, &status, remark))
		return kernel_refused("wait4");
	bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	bool good_enough = only_of_devices(&said) && WIFEXITED(status) && (!special || same(owners, "--no-same-owner"));
	if (!done && !good_enough)
		return fail("unpack", "unpack \"%s\": tar failed: %s", source, tar_reason_text(&said, status));
	return special || disarm_all(target);
}
