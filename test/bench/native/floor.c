/*
 * floor: the least that a container costs: the raw system calls, in one program, with no protocol, no
 * journal, no check and no clean-up after a crash around them. Everything else is compared with it.
 *
 *   floor write|into ROOT GROUP… -- PROGRAM [ARGUMENT…]
 *
 * write: the child is moved with a write to cgroup.procs. into: it is born there (CLONE_INTO_CGROUP; one v2 group).
 */
#define _GNU_SOURCE
#include "groups.h"
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#define INTO_CGROUP 0x200000000ull

struct clone3_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

static void become_container(const char *root, char **program)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || mount(root, root, NULL, MS_BIND | MS_REC, NULL) < 0)
		die("mount");
	if (chdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		die("pivot_root");
	if (mount("proc", "/proc", "proc", 0, NULL) < 0)
		die("mount /proc");
	execv(program[0], program);
	die(program[0]);
}

int main(int argc, char **argv)
{
	int at = 3, go[2];
	if (argc < 5 || pipe2(go, O_CLOEXEC) < 0)
		die("floor write|into ROOT GROUP... -- PROGRAM");
	int into = strcmp(argv[1], "into") == 0;
	for (; argv[at] && strcmp(argv[at], "--") != 0; at++)
		make_group(argv[at]);
	if (argv[at] == NULL)
		die("--");
	struct clone3_args a = { .flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET, .exit_signal = SIGCHLD };
	if (into) {
		int group = open(group_path[0], O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (group < 0)
			die(group_path[0]);
		a.flags |= INTO_CGROUP | CLONE_NEWCGROUP;
		a.cgroup = (uint64_t)group;
	}
	long pid = syscall(SYS_clone3, &a, sizeof a);
	if (pid < 0)
		die("clone3");
	if (pid == 0) {
		char one;
		if (!into && (read(go[0], &one, 1) != 1 || unshare(CLONE_NEWCGROUP) < 0))
			die("unshare");
		become_container(argv[2], argv + at + 1);
	}
	if (!into) {
		join_groups((pid_t)pid);
		if (write(go[1], "x", 1) != 1)
			die("write");
	}
	int status;
	if (waitpid((pid_t)pid, &status, 0) < 0)
		die("waitpid");
	remove_groups();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 112;
}
