/* mounts.c: mount(2), umount2(2), and the parts of /proc that a container must not write to. */
#include "stage/self.h"
#include <sys/mount.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

/* A detached copy of the /proc that the stage was born with; -1 where there is none. */
static int old_proc = -1;

static bool traced_mount(const char *source, const char *target, const char *fstype, unsigned long flags, const char *data)
{
	const char *names = flag_names(MOUNT_FLAGS, flags);
	bool made = (flags & (MS_REMOUNT | MS_BIND | MS_MOVE | MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)) == 0;
	bool own = made && fstype && (same(fstype, "tmpfs") || same(fstype, "overlay")); /* not devtmpfs: there is only one, the host's */
	if (own && !note_mount_point(target))
		return false;
	if (TRACED("mount", mount(source, target, fstype, flags, data), "%s, %s, %s, %s, %s",
		quoted(source), quoted(target), quoted(fstype), names, quoted(data)) < 0)
		return kernel_refused("mount %s on %s", source ? source : "(nothing)", target);
	if (own)
		remember_own();
	return true;
}

/* Without this, a mount made where / is shared (systemd) leaks out into the host: mount_namespaces(7). */
bool make_mounts_private(void)
{
	return traced_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

bool do_mount(const struct request *r)
{
	const char *source = text_of(r, "source"), *target = text_of(r, "target"), *fstype = text_of(r, "fstype"), *data = text_of(r, "data");
	unsigned long flags = (unsigned long)number_of(r, "flags", 0);
	return strict_allows_mount(source, target, fstype, flags, data) && traced_mount(source, target, fstype, flags, data);
}

void remember_proc(void)
{
	if (old_proc < 0) /* with all that lies on it: without that the kernel would not copy it */
		old_proc = (int)syscall(SYS_open_tree, AT_FDCWD, "/proc", LAB_OPEN_TREE_CLONE | AT_RECURSIVE | O_CLOEXEC);
}

/*
 * In a user namespace proc may be mounted only where another proc can be seen in full (the kernel's
 * mount_too_revealing): what an administrator has hidden in the old one must not come into view in
 * the new one. Runtimes therefore mount it before they pivot. Here the old one comes back for the
 * time of one call, at a place that only this mount namespace has.
 */
bool do_mount_proc(const struct request *r)
{
	const char *target = text_of(r, "target"), *beside = text_of(r, "beside");
	if (!strict_allows_mount("proc", target, "proc", 0, NULL) || !strict_allows_mount_point(beside))
		return false;
	if (old_proc < 0) /* nothing was kept: the kernel is asked as it is */
		return traced_mount("proc", target, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	if (TRACED("move_mount", syscall(SYS_move_mount, old_proc, "", AT_FDCWD, beside, LAB_MOVE_MOUNT_F_EMPTY_PATH),
		"%d, \"\", AT_FDCWD, %s, MOVE_MOUNT_F_EMPTY_PATH", old_proc, quoted(beside)) < 0)
		return kernel_refused("move_mount \"%s\"", beside);
	close_fd(&old_proc);
	bool mounted = traced_mount("proc", target, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	struct failure why = failure;
	if (TRACED("umount2", umount2(beside, MNT_DETACH), "%s, MNT_DETACH", quoted(beside)) < 0)
		return kernel_refused("umount2 \"%s\"", beside);
	if (!mounted)
		failure = why;
	return mounted;
}

bool do_umount(const struct request *r)
{
	const char *target = text_of(r, "target");
	int flags = (int)number_of(r, "flags", 0);
	if (stage.strict && flags & MNT_FORCE)
		return fail("untrusted", "umount \"%s\": the lesson is not trusted: MNT_FORCE breaks off what others do there", target);
	if (TRACED("umount2", umount2(target, flags), "%s, %s", quoted(target), flag_names(UMOUNT_FLAGS, (uint64_t)flags)) < 0)
		return kernel_refused("umount2 \"%s\"", target);
	return true;
}

/* Is it the kernel's own file? An image may have a link or a file of its own in these places. */
static bool is_kernels(const char *path)
{
	struct statfs fs;
	int fd = openat(AT_FDCWD, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	bool yes = fd >= 0 && fstatfs(fd, &fs) == 0 && (fs.f_type == PROC_MAGIC_NUMBER || fs.f_type == SYSFS_MAGIC_NUMBER);
	close_fd(&fd);
	return yes;
}

static bool make_read_only(const char *path)
{
	/* the inherited nosuid, nodev, noexec are locked in a user namespace: repeat them */
	return traced_mount(path, path, NULL, MS_BIND | MS_REC, NULL) &&
		traced_mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

/* Over a directory an empty one, over a file the null device: the real one, or what is put there would be open to writing. */
static bool hide(const char *path)
{
	struct stat s;
	if (stat(path, &s) == 0 && S_ISDIR(s.st_mode))
		return traced_mount("tmpfs", path, "tmpfs", MS_RDONLY, "size=0");
	if (lstat("/dev/null", &s) < 0 || !S_ISCHR(s.st_mode) || s.st_rdev != makedev(1, 3))
		return fail("order", "protect-proc: /dev/null is not the null device: make-dev first");
	return traced_mount("/dev/null", path, NULL, MS_BIND, NULL);
}

/*
 * uid 0 needs no capability at all to write /proc/sys/kernel/core_pattern, which names a program
 * that the kernel runs as root on the host. Only a read-only mount stops it. The paths are Docker's.
 */
bool do_protect_proc(const struct request *r)
{
	static const char *const READ_ONLY[] = { "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger" };
	static const char *const HIDDEN[] = {
		"/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
		"/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
	};
	(void)r;
	for (size_t i = 0; i < sizeof READ_ONLY / sizeof *READ_ONLY; i++) /* every proc has a sys: where it is missing the kernel says so */
		if ((is_kernels(READ_ONLY[i]) || (same(READ_ONLY[i], "/proc/sys") && access("/proc/sys", F_OK) < 0)) && !make_read_only(READ_ONLY[i]))
			return false;
	for (size_t i = 0; i < sizeof HIDDEN / sizeof *HIDDEN; i++)
		if (is_kernels(HIDDEN[i]) && !hide(HIDDEN[i]))
			return false;
	return true;
}
