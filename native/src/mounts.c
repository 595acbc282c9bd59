/* mounts.c: mount(2), umount2(2), and the parts of /proc that a container must not write to. */
#include "stage.h"
#include <sys/mount.h>

static bool traced_mount(const char *source, const char *target, const char *fstype, unsigned long flags, const char *data)
{
	const char *names = flag_names(MOUNT_FLAGS, flags);
	if (TRACED("mount", mount(source, target, fstype, flags, data), "%s, %s, %s, %s, %s",
		quoted(source), quoted(target), quoted(fstype), names, quoted(data)) < 0)
		return kernel_refused("mount %s on %s", source ? source : "(nothing)", target);
	return true;
}

/* Without this, a mount made where / is shared (systemd) leaks out into the host: mount_namespaces(7). */
bool make_mounts_private(void)
{
	return traced_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

bool do_mount(const struct request *r)
{
	return traced_mount(text_of(r, "source"), text_of(r, "target"), text_of(r, "fstype"),
		(unsigned long)number_of(r, "flags", 0), text_of(r, "data"));
}

bool do_umount(const struct request *r)
{
	const char *target = text_of(r, "target");
	int flags = (int)number_of(r, "flags", 0);
	if (TRACED("umount2", umount2(target, flags), "%s, %s", quoted(target), flag_names(UMOUNT_FLAGS, (uint64_t)flags)) < 0)
		return kernel_refused("umount2 \"%s\"", target);
	return true;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/*
 * uid 0 needs no capability at all to write /proc/sys/kernel/core_pattern, which names a program
 * that the kernel runs as root on the host. Only a read-only mount stops it. Paths as in runc.
 */
bool do_protect_proc(const struct request *r)
{
	static const char *const READ_ONLY[] = { "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger" };
	static const char *const HIDDEN[] = { "/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/scsi" };
	(void)r;
	for (size_t i = 0; i < sizeof READ_ONLY / sizeof *READ_ONLY; i++) {
		const char *path = READ_ONLY[i];
		if (!exists(path))
			continue;
		/* the inherited nosuid, nodev, noexec are locked in a user namespace: repeat them */
		if (!traced_mount(path, path, NULL, MS_BIND | MS_REC, NULL) ||
		    !traced_mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
			return false;
	}
	for (size_t i = 0; i < sizeof HIDDEN / sizeof *HIDDEN; i++) {
		struct stat s;
		if (stat(HIDDEN[i], &s) < 0)
			continue;
		if (S_ISDIR(s.st_mode) ? !traced_mount("tmpfs", HIDDEN[i], "tmpfs", MS_RDONLY, "size=0")
		                       : !traced_mount("/dev/null", HIDDEN[i], NULL, MS_BIND, NULL))
			return false;
	}
	return true;
}
