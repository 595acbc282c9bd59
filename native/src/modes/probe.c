/* probe.c: `lab-helper probe`: may this user do here what the six steps need? Everything is tried, nothing guessed. */
#include "modes/modes.h"
#include "wire/errors.h"
#include "common/rights.h"
#include "wire/text.h"
#include <sys/mount.h>
#include <sys/utsname.h>
#include <sys/wait.h>

/* Mounts of a stage beside the machine's, then those of its container; devices are six mounts where none can be made. Counted in a run of the course. */
enum { STAGE_MOUNTS = 4, CONTAINER_MOUNTS = 13, DEVICE_MOUNTS = 6 };

/* The result of a trial: which call failed; the child writes it to the parent. */
struct trial {
	int number; /* errno, or 0 */
	char call[48];
};
static struct trial trial;

static bool tried(const char *call, long ret)
{
	if (ret >= 0)
		return true;
	trial.number = errno ? errno : EIO;
	copy_string(trial.call, sizeof trial.call, call);
	return false;
}

static bool write_to(const char *path, const char *text)
{
	int fd = openat(AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
	if (!tried(path + (strrchr(path, '/') - path) + 1, fd))
		return false;
	bool ok = tried(path + (strrchr(path, '/') - path) + 1, write(fd, text, strlen(text)));
	close(fd);
	return ok;
}

static bool user_namespace(void)
{
	char map[32];
	unsigned uid = geteuid(), gid = getegid();
	if (!tried("unshare CLONE_NEWUSER", unshare(CLONE_NEWUSER)) || !write_to("/proc/self/setgroups", "deny"))
		return false;
	lab_snprintf(map, sizeof map, "0 %u 1", uid);
	if (!write_to("/proc/self/uid_map", map))
		return false;
	lab_snprintf(map, sizeof map, "0 %u 1", gid);
	return write_to("/proc/self/gid_map", map);
}

/* Through the mount: AppArmor lets unshare succeed and refuses later (Ubuntu 24.04). */
static bool mount_namespace(void)
{
	return tried("unshare CLONE_NEWNS", unshare(CLONE_NEWNS)) && tried("mount", mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) &&
		tried("mount", mount("tmpfs", "/tmp", "tmpfs", 0, NULL));
}

/* As the stage does: a user namespace first where we lack the right. */
static bool private_mount(void)
{
	return (may_administer() || user_namespace()) && mount_namespace();
}

static bool try_user_ns(void)
{
	return user_namespace() && mount_namespace();
}

static bool try_uts_ipc(void)
{
	struct utsname u;
	return private_mount() && tried("unshare CLONE_NEWUTS|CLONE_NEWIPC", unshare(CLONE_NEWUTS | CLONE_NEWIPC)) && tried("uname", uname(&u)) &&
		tried("sethostname", sethostname(u.nodename, strlen(u.nodename))); /* engines' filters let the one pass and not the other */
}

static bool try_pid_and_proc(void)
{
	int status = 0;
	if (!private_mount() || !tried("unshare CLONE_NEWPID", unshare(CLONE_NEWPID)) || !tried("mkdir", mkdir("/tmp/p", 0755)))
		return false;
	pid_t pid = plain_fork();
	if (pid == 0)
		_exit(mount("proc", "/tmp/p", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0 ? errno : 0);
	if (!tried("fork", pid) || !tried("wait4", waitpid(pid, &status, 0)))
		return false;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
	return errno == 0 || tried("mount", -1);
}

static bool try_net(void)
{
	return private_mount() && tried("unshare CLONE_NEWNET", unshare(CLONE_NEWNET));
}

static bool try_cgroup(void)
{
	return private_mount() && tried("unshare CLONE_NEWCGROUP", unshare(CLONE_NEWCGROUP));
}

static bool try_time(void)
{
	return private_mount() && tried("unshare CLONE_NEWTIME", unshare(CLONE_NEWTIME));
}

static bool try_pivot(void)
{
	return private_mount() && tried("chdir", chdir("/tmp")) && tried("pivot_root", syscall(SYS_pivot_root, ".", "."));
}

static bool try_overlay(void)
{
	static const char *const DIRS[] = { "/tmp/l", "/tmp/u", "/tmp/w", "/tmp/m" };
	if (!private_mount())
		return false;
	for (int i = 0; i < 4; i++)
		if (!tried("mkdir", mkdir(DIRS[i], 0755)))
			return false;
	return tried("mount", mount("overlay", "/tmp/m", "overlay", 0, "lowerdir=/tmp/l,upperdir=/tmp/u,workdir=/tmp/w"));
}

static bool try_clone3(void)
{
	uint64_t args[11] = { 0, 0, 0, 0, SIGCHLD, 0, 0, 0, 0, 0, 0 }; /* struct clone_args, clone3(2) */
	long pid = syscall(SYS_clone3, args, sizeof args);
	if (pid == 0)
		_exit(0);
	return tried("clone3", pid) && tried("wait4", waitpid((pid_t)pid, NULL, 0));
}

static bool try_pidfd(void)
{
	int fd = (int)syscall(SYS_pidfd_open, getpid(), 0u);
	return tried("pidfd_open", fd) && tried("pidfd_send_signal", syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0u));
}

static bool try_openat2(void)
{
	struct lab_open_how how = { O_PATH | O_CLOEXEC, 0, LAB_RESOLVE_NO_SYMLINKS };
	return tried("openat2", syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how));
}

static bool try_close_range(void)
{
	return tried("close_range", syscall(SYS_close_range, ~0u - 1, ~0u, 0u));
}

static bool try_setns(void)
{
	return private_mount() && tried("unshare CLONE_NEWUTS", unshare(CLONE_NEWUTS)) &&
		tried("setns", setns((int)syscall(SYS_pidfd_open, getpid(), 0u), CLONE_NEWUTS));
}

static bool mount_often(const char *where, int times)
{
	while (times-- > 0)
		if (!tried("mount", mount("tmpfs", where, "tmpfs", 0, NULL)))
			return false;
	return true;
}

/* As many as the course has at once, before its pivot_root and after it: fs.mount-max may leave room for the first few alone. */
static bool try_mounts(void)
{
	int devices = may_administer() ? 0 : DEVICE_MOUNTS;
	return private_mount() && mount_often("/tmp", STAGE_MOUNTS - 1) && tried("chdir", chdir("/tmp")) &&
		tried("pivot_root", syscall(SYS_pivot_root, ".", ".")) && tried("umount2", umount2(".", MNT_DETACH)) &&
		tried("chdir", chdir("/")) && tried("mkdir", mkdir("/tmp", 0755)) && mount_often("/tmp", CONTAINER_MOUNTS - 1 + devices);
}

static const struct {
	const char *name;
	bool (*try)(void);
} TRIALS[] = {
	{ "mountNs", private_mount }, { "userNs", try_user_ns }, { "utsIpcNs", try_uts_ipc }, { "pidNsAndProc", try_pid_and_proc },
	{ "netNs", try_net }, { "cgroupNs", try_cgroup }, { "timeNs", try_time }, { "pivotRoot", try_pivot },
	{ "overlay", try_overlay }, { "tmpfs", private_mount }, { "clone3", try_clone3 }, { "pidfd", try_pidfd },
	{ "openat2", try_openat2 }, { "closeRange", try_close_range }, { "setnsPidfd", try_setns },
	{ "mounts", try_mounts },
};

/* In a throw-away child: whatever it changes is gone with it. */
static struct trial try_in_child(bool (*try)(void))
{
	struct trial v = { EIO, "crashed" };
	int answer[2];
	if (pipe2(answer, O_CLOEXEC) < 0)
		return v;
	pid_t pid = plain_fork();
	if (pid == 0) {
		trial.number = 0;
		try();
		_exit(write(answer[1], &trial, sizeof trial) == (ssize_t)sizeof trial ? 0 : 1);
	}
	close(answer[1]);
	if (pid < 0 || read(answer[0], &v, sizeof v) != (ssize_t)sizeof v)
		v = (struct trial){ EIO, "crashed" };
	close(answer[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return v;
}

static void add_fact(struct text *t, const char *key, const char *path, bool first)
{
	char value[256];
	int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, value, sizeof value) : -1;
	close_fd(&fd);
	while (n > 0 && (value[n - 1] == '\n' || value[n - 1] == 0))
		n--;
	text_format(t, "%s\"%s\":", first ? "" : ",", key);
	if (n < 0)
		text_add(t, "null");
	else
		text_json(t, value, (size_t)n);
}

/* PROBE: a short-lived process of its own that changes nothing for others; it ends when it has printed what it found. */
int probe_main(void)
{
	static OWN_PAGES char bytes[8192];
	struct text t = TEXT(bytes);
	struct utsname u;
	if (uname(&u) < 0)
		return 1;
	text_add(&t, "{\"kernel\":");
	text_json_string(&t, u.release);
	text_add(&t, ",\"arch\":");
	text_json_string(&t, u.machine);
	text_format(&t, ",\"uid\":%u,\"can\":{", (unsigned)geteuid());
	for (size_t i = 0; i < sizeof TRIALS / sizeof *TRIALS; i++) {
		struct trial v = try_in_child(TRIALS[i].try);
		text_format(&t, "%s\"%s\":", i ? "," : "", TRIALS[i].name);
		if (v.number)
			text_format(&t, "{\"call\":\"%s\",\"errno\":\"%s\"}", v.call, errno_name(v.number));
		else
			text_add(&t, "true");
	}
	text_add(&t, "},\"facts\":{");
	add_fact(&t, "max_user_namespaces", "/proc/sys/user/max_user_namespaces", true);
	add_fact(&t, "unprivileged_userns_clone", "/proc/sys/kernel/unprivileged_userns_clone", false);
	add_fact(&t, "apparmor_restrict_unprivileged_userns", "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", false);
	add_fact(&t, "lsm", "/sys/kernel/security/lsm", false);
	add_fact(&t, "pid1", "/proc/1/comm", false);
	text_add(&t, "}}\n");
	return write(1, bytes, t.used) == (ssize_t)t.used ? 0 : 1;
}
