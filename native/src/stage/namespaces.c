/* namespaces.c: unshare(2), the fork into a new PID namespace, id maps, host name, loopback. */
#include "stage/self.h"
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define W(name) { #name, (uint64_t)name }
static const struct choice INTERFACE_FLAGS[] = { W(IFF_UP), W(IFF_LOOPBACK), W(IFF_RUNNING), W(IFF_MULTICAST), W(IFF_NOARP), W(IFF_PROMISC), { "", 0 } };
#undef W

static bool write_proc(const char *path, const char *value)
{
	int fd = (int)TRIED("openat", openat(AT_FDCWD, path, O_WRONLY | O_CLOEXEC), "AT_FDCWD, %s, O_WRONLY|O_CLOEXEC", quoted(path));
	if (fd < 0)
		return kernel_refused("open %s", path);
	long n = TRACED("write", write(fd, value, strlen(value)), "%d<%s>, %s, %zu", fd, path, quoted(value), strlen(value));
	int number = errno;
	close(fd);
	errno = number;
	return n >= 0 || kernel_refused("write \"%s\" to %s", value, path);
}

/* Rootless: become uid 0 of a new user namespace. setgroups must be denied before gid_map may be written: user_namespaces(7). */
bool enter_user_namespace(void)
{
	unsigned uid = geteuid(), gid = getegid();
	char map[32];
	if (TRACED("unshare", unshare(CLONE_NEWUSER), "CLONE_NEWUSER") < 0)
		return kernel_refused("unshare CLONE_NEWUSER");
	if (!write_proc("/proc/self/setgroups", "deny"))
		return false;
	lab_snprintf(map, sizeof map, "0 %u 1", uid);
	if (!write_proc("/proc/self/uid_map", map))
		return false;
	lab_snprintf(map, sizeof map, "0 %u 1", gid);
	return write_proc("/proc/self/gid_map", map);
}

bool do_unshare(const struct request *r)
{
	int flags = (int)number_of(r, "flags", 0);
	const char *names = flag_names(CLONE_FLAGS, (uint64_t)flags);
	if (flags & CLONE_NEWUSER)
		remember_devices(), remember_proc(); /* while binding them is still allowed */
	if (TRACED("unshare", unshare(flags), "%s", names) < 0)
		return kernel_refused("unshare %s", names);
	stage.left |= (unsigned)flags;
	if (flags & CLONE_NEWUSER)
		die_with_monitor(stage.monitor);
	/* A new mount namespace of an already private one is private too; no call needed. */
	return true;
}

/* struct clone_args of clone3(2). */
struct clone3_arguments {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};
#define LAB_CLONE_INTO_CGROUP 0x200000000ull

/*
 * The SUCCESSOR. unshare(CLONE_NEWPID) does not move its caller: the first child born after it is
 * PID 1 of the new PID namespace. CLONE_PARENT makes that child a sibling, so that the monitor is
 * its parent and learns how it ends. It takes over socket and page, is the subject from now on and
 * goes on with the next request; the old half tells the monitor and leaves. What ends it: the same
 * as the stage; and with it every process of its PID namespace dies.
 *
 * Born in a group (`into`), it needs no write to cgroup.procs, for which the kernel may wait until every
 * CPU has passed a quiet moment: 7 to 13 ms when the machine was idle, against 0.1 ms.
 */
bool do_fork(const struct request *r)
{
	int item = stage.page->at;
	struct part *part = &stage.page->parts[item];
	const char *into = text_of(r, "into");
	int group = into ? stage.received[part->first_fd] : -1;
	/* with CLONE_PARENT the exit signal is that of the parent's, clone3(2) */
	struct clone3_arguments a = { .flags = CLONE_PARENT | LAB_CLONE_INTO_CGROUP, .cgroup = (uint64_t)group };
	if (into)
		trace_args("{flags=CLONE_PARENT|CLONE_INTO_CGROUP, exit_signal=0, stack=NULL, stack_size=0, cgroup=%d<%s>}, %zu", group, into, sizeof a);
	else
		trace_args("child_stack=NULL, flags=CLONE_PARENT|SIGCHLD");
	trace_begin();
	long pid = trace_stop(into ? syscall(SYS_clone3, &a, sizeof a) : syscall(SYS_clone, (unsigned long)(CLONE_PARENT | SIGCHLD), 0, 0, 0, 0));
	if (pid == 0) { /* this part of the page still belongs to the old half */
		stage.took_over = true;
		die_with_monitor(stage.monitor);
		return true;
	}
	trace_record(into ? "clone3" : "clone");
	if (pid < 0)
		return into ? kernel_refused("clone3 CLONE_PARENT|CLONE_INTO_CGROUP %s", into) : kernel_refused("clone CLONE_PARENT");
	struct message m = { MESSAGE_FORKED, (int32_t)pid, item };
	page_note(part);
	part->carried = true;
	_exit(send_message(stage.sock, m, NULL, 0) ? 0 : 125);
}

bool traced_wait(long pid, int *status, const char *remark)
{
	long got;
	do {
		trace_begin();
		got = trace_stop(waitpid((pid_t)pid, status, 0));
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		trace_args("%ld, %#lx%s, 0, NULL", pid, (unsigned long)status, remark);
	else if (WIFEXITED(*status))
		trace_args("%ld, [{WIFEXITED(s) && WEXITSTATUS(s) == %d}]%s, 0, NULL", pid, WEXITSTATUS(*status), remark);
	else
		trace_args("%ld, [{WIFSIGNALED(s) && WTERMSIG(s) == %s}]%s, 0, NULL", pid, signal_name(WTERMSIG(*status)), remark);
	trace_record("wait4");
	return got == pid;
}

/*
 * A child that ends at once. After unshare(CLONE_NEWPID) it was PID 1, and without its PID 1 a namespace
 * takes no more processes: the next clone is refused with ENOMEM, pid_namespaces(7).
 */
bool do_fork_exit(const struct request *r)
{
	(void)r;
	trace_args("child_stack=NULL, flags=SIGCHLD");
	trace_begin();
	long pid = trace_stop(syscall(SYS_clone, (unsigned long)SIGCHLD, 0, 0, 0, 0));
	if (pid == 0)
		_exit(0);
	trace_record("clone");
	if (pid < 0)
		return kernel_refused("clone");
	int status;
	return traced_wait(pid, &status, "") || kernel_refused("wait4");
}

bool do_sethostname(const struct request *r)
{
	const char *name = text_of(r, "name");
	size_t n = strlen(name);
	if (TRACED("sethostname", sethostname(name, n), "%s, %zu", quoted(name), n) < 0)
		return kernel_refused("sethostname \"%s\"", name);
	return true;
}

bool do_loopback_up(const struct request *r)
{
	(void)r;
	struct ifreq lo;
	memset(&lo, 0, sizeof lo);
	strcpy(lo.ifr_name, "lo");
	int fd = (int)TRACED("socket", socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP");
	if (fd < 0)
		return kernel_refused("socket AF_INET");
	bool ok = TRIED("ioctl", ioctl(fd, SIOCGIFFLAGS, &lo), "%d, SIOCGIFFLAGS, {ifr_name=\"lo\"}", fd) == 0;
	if (ok) {
		lo.ifr_flags |= IFF_UP;
		ok = TRACED("ioctl", ioctl(fd, SIOCSIFFLAGS, &lo), "%d, SIOCSIFFLAGS, {ifr_name=\"lo\", ifr_flags=%s}", fd, flag_names(INTERFACE_FLAGS, (uint16_t)lo.ifr_flags)) == 0;
	}
	int number = errno;
	close(fd);
	errno = number;
	return ok || kernel_refused("ioctl SIOCSIFFLAGS lo");
}
