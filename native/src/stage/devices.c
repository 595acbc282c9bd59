/* devices.c: the container's own /dev. */
#include "stage/self.h"
#include <sys/mount.h>
#include <sys/sysmacros.h>

static const struct {
	const char *name;
	unsigned major, minor;
} DEVICES[] = {
	{ "null", 1, 3 }, { "zero", 1, 5 }, { "full", 1, 7 }, { "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};
enum { DEVICE_COUNT = sizeof DEVICES / sizeof *DEVICES };

/* Detached bind mounts of the host's nodes: mknod(2) is refused in a user namespace, and after the pivot they cannot be reached by name. */
static int clones[DEVICE_COUNT] = { -1, -1, -1, -1, -1, -1 };

void remember_devices(void)
{
	for (int i = 0; i < DEVICE_COUNT; i++) {
		char path[32];
		lab_snprintf(path, sizeof path, "/dev/%s", DEVICES[i].name);
		if (clones[i] < 0) /* -1 stays where the kernel cannot (before 5.2): make-dev then says so */
			clones[i] = (int)syscall(SYS_open_tree, AT_FDCWD, path, LAB_OPEN_TREE_CLONE | O_CLOEXEC);
	}
}

static bool bind_device(int i, const char *path)
{
	int fd = (int)TRIED("openat", openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0666), "AT_FDCWD, %s, O_WRONLY|O_CREAT|O_NOFOLLOW|O_CLOEXEC, 0666", quoted(path));
	if (fd < 0)
		return kernel_refused("open \"%s\"", path);
	close(fd);
	if (clones[i] < 0) {
		errno = EPERM;
		return kernel_refused("mknod \"%s\"", path);
	}
	if (TRACED("move_mount", syscall(SYS_move_mount, clones[i], "", AT_FDCWD, path, LAB_MOVE_MOUNT_F_EMPTY_PATH),
		"%d, \"\", AT_FDCWD, %s, MOVE_MOUNT_F_EMPTY_PATH", clones[i], quoted(path)) < 0)
		return kernel_refused("move_mount \"%s\"", path);
	close_fd(&clones[i]);
	return true;
}

static bool make_device(int i)
{
	char path[32];
	lab_snprintf(path, sizeof path, "/dev/%s", DEVICES[i].name);
	dev_t number = makedev(DEVICES[i].major, DEVICES[i].minor);
	if (TRACED("mknodat", syscall(SYS_mknodat, AT_FDCWD, path, S_IFCHR | 0666, (unsigned)number), "AT_FDCWD, %s, S_IFCHR|0666, makedev(%#x, %#x)", quoted(path), DEVICES[i].major, DEVICES[i].minor) == 0)
		return true;
	if (errno == EPERM)
		return bind_device(i, path);
	return kernel_refused("mknod \"%s\"", path);
}

static bool make_directory(const char *path, mode_t mode)
{
	if (TRACED_MKDIR(path, mode) < 0)
		return kernel_refused("mkdir \"%s\"", path);
	return true;
}

static bool mount_devpts(void)
{
	/* gid 5 is tty; where it is not mapped (user namespace) the kernel says EINVAL, so it is left out */
	static const char *const OPTIONS[] = { "newinstance,ptmxmode=0666,mode=620,gid=5", "newinstance,ptmxmode=0666,mode=620" };
	for (int i = 0; i < 2; i++) {
		if (TRACED("mount", mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, OPTIONS[i]),
			"\"devpts\", \"/dev/pts\", \"devpts\", MS_NOSUID|MS_NOEXEC, %s", quoted(OPTIONS[i])) == 0)
			return true;
		if (errno != EINVAL)
			break;
	}
	return kernel_refused("mount devpts on /dev/pts");
}

/* shm_open(3) makes its files here: memory of the group, 64 MiB at most as with Docker. */
static bool mount_shm(void)
{
	if (!note_mount_point("/dev/shm"))
		return false;
	if (TRACED("mount", mount("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777,size=65536k"),
		"\"shm\", \"/dev/shm\", \"tmpfs\", MS_NOSUID|MS_NODEV|MS_NOEXEC, \"mode=1777,size=65536k\"") < 0)
		return kernel_refused("mount tmpfs on /dev/shm");
	remember_own();
	return true;
}

static bool make_link(const char *target, const char *path)
{
	if (TRACED_SYMLINK(target, path) < 0)
		return kernel_refused("symlink \"%s\"", path);
	return true;
}

bool do_make_dev(const struct request *r)
{
	(void)r;
	if (access("/dev", F_OK) < 0 && !make_own_directory("/dev"))
		return false;
	if (!note_mount_point("/dev"))
		return false;
	if (TRACED("mount", mount("tmpfs", "/dev", "tmpfs", MS_NOSUID, "mode=755,size=64k"),
		"\"tmpfs\", \"/dev\", \"tmpfs\", MS_NOSUID, \"mode=755,size=64k\"") < 0)
		return kernel_refused("mount tmpfs on /dev");
	remember_own();
	for (int i = 0; i < DEVICE_COUNT; i++)
		if (!make_device(i))
			return false;
	return make_directory("/dev/pts", 0755) && mount_devpts() && make_directory("/dev/shm", 01777) && mount_shm() &&
		make_link("pts/ptmx", "/dev/ptmx") && make_link("/proc/self/fd", "/dev/fd") &&
		make_link("/proc/self/fd/0", "/dev/stdin") && make_link("/proc/self/fd/1", "/dev/stdout") &&
		make_link("/proc/self/fd/2", "/dev/stderr");
}
