/* stage.h: the process that becomes the container, and the rooms its ops live in. */
#ifndef STAGE_H
#define STAGE_H
#include "board.h"
#include "trace.h"

#define LAB_OPEN_TREE_CLONE 1u
#define LAB_MOVE_MOUNT_F_EMPTY_PATH 4u

/* The stage's own end of things. */
struct stage {
	struct board *board;
	int sock;          /* to the monitor */
	int monitor;       /* pidfd of the monitor: readable once it is dead */
	int received[LUGGAGE_MAX]; /* descriptors that came with the request, or -1 */
	bool rootless;     /* began by making a user namespace of its own */
	bool strict;       /* carries out a lesson that is not trusted: strict.c */
	bool root_changed; /* chroot or pivot_root has been granted */
	unsigned left;     /* CLONE_NEW… flags of the namespaces that it has left */
	bool took_over;    /* just born by do_fork: the old half answers for that request */
};
extern struct stage stage;

/* Body of the cloned child. `sock` and `monitor_pidfd` stay open, everything else above 2 is closed. */
void stage_main(struct board *board, int sock, int monitor_pidfd) __attribute__((noreturn));
/* Die with the monitor: PR_SET_PDEATHSIG, and the race against it. Needed again after every fork. */
void die_with_monitor(int monitor_pidfd);
/* Nothing of the monitor's stays in a new program: signals and umask as a fresh login has them, descriptors above 2 closed at execve. */
void become_ordinary(void);

/* namespaces.c */
bool do_unshare(const struct request *r);
bool do_fork(const struct request *r);
bool do_fork_exit(const struct request *r);
bool do_sethostname(const struct request *r);
bool do_loopback_up(const struct request *r);
bool enter_user_namespace(void);
/* waitpid(2), recorded; `remark` follows the status. False with errno. */
bool traced_wait(long pid, int *status, const char *remark);
/* mounts.c */
bool do_mount(const struct request *r);
bool do_umount(const struct request *r);
bool do_protect_proc(const struct request *r);
bool do_mount_proc(const struct request *r);
void remember_proc(void);
bool make_mounts_private(void);
/* devices.c */
bool do_make_dev(const struct request *r);
void remember_devices(void);
/* root.c */
bool do_open_root(const struct request *r);
bool do_fchdir_root(const struct request *r);
bool do_close_root(const struct request *r);
bool do_chroot(const struct request *r);
bool do_chdir(const struct request *r);
bool do_pivot_root(const struct request *r);
/* files.c */
bool do_mkdir(const struct request *r);
bool do_copy(const struct request *r);
bool do_symlink(const struct request *r);
bool do_write_file(const struct request *r);
/* mkdir(2), only where things may be made. */
bool make_own_directory(const char *path);
/* own.c */
/* Around a mount of a tmpfs or an overlay: look at the mount point before, and remember the new file system after it. */
bool note_mount_point(const char *target);
void remember_own(void);
/* The directory, if things may be made in it: on a tmpfs or overlay that the stage has mounted. Else -1, and `failure` says why. */
int open_to_fill(const char *directory);
/* unpack.c */
bool do_unpack(const struct request *r);
/* privileges.c */
bool do_no_new_privs(const struct request *r);
bool do_capabilities(const struct request *r);
/* seccomp.c */
bool do_seccomp(const struct request *r);
/* strict.c: always true of a subject that is not strict; false with `failure`, code "untrusted". */
void strict_begin(const struct request *spawn);
/* A descriptor (O_PATH) of something on a file system of the subject's own, or -1 with `failure`. For a strict subject alone. */
int strict_open(const char *path);
/* May it be bound, moved, used as a layer, or become a root that is turned to? */
bool strict_owns(const char *path);
/* May it be the root or the working directory? */
bool strict_stands(const char *path);
/* May it be copied? */
bool strict_reads(const char *path);
/* May it be executed? */
bool strict_starts(const char *path);
/* May something be mounted there? */
bool strict_covers(const char *target);
bool strict_mounts(const char *source, const char *target, const char *fstype, unsigned long flags, const char *data);
/* exec.c */
bool do_exec(const struct request *r);

#endif
