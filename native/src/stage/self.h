/* self.h: the state of the stage process, and the functions that its files call of one another. */
#ifndef STAGE_SELF_H
#define STAGE_SELF_H
#include "batch/shared-page.h"
#include "common/child.h"
#include "wire/handlers.h"
#include "wire/trace.h"

#define LAB_OPEN_TREE_CLONE 1u
#define LAB_MOVE_MOUNT_F_EMPTY_PATH 4u

/* The state of the stage process. */
struct stage {
	struct shared_page *page;
	int sock;          /* to the monitor */
	int monitor;       /* pidfd of the monitor: readable once it is dead */
	int received[MESSAGE_FDS]; /* descriptors that came with the request, or -1 */
	bool rootless;     /* began by making a user namespace of its own */
	bool strict;       /* carries out a lesson that is not trusted: strict.c */
	bool root_changed; /* chroot or pivot_root has been granted */
	unsigned left;     /* CLONE_NEW… flags of the namespaces that it has left */
	bool took_over;    /* just born by do_fork: the old half answers for that request */
};
extern struct stage stage;

/* namespaces.c */
bool enter_user_namespace(void);
/* waitpid(2), recorded; `remark` follows the status. False with errno. */
bool traced_wait(long pid, int *status, const char *remark);
/* mounts.c */
void remember_proc(void);
bool make_mounts_private(void);
/* devices.c */
void remember_devices(void);
/* root.c */
/* files.c */
/* mkdir(2), only where things may be made. */
bool make_own_directory(const char *path);
/* own.c */
/* Around a mount of a tmpfs or an overlay: look at the mount point before, and remember the new file system after it. */
bool note_mount_point(const char *target);
void remember_own(void);
/* The directory, if things may be made in it: on a tmpfs or overlay that the stage has mounted. Else -1, and `failure` says why. */
int open_to_fill(const char *directory);
/* unpack.c */
/* privileges.c */
/* seccomp.c */
/* strict.c: always true of a subject that is not strict; false with `failure`, code "untrusted". */
void strict_begin(const struct request *spawn);
/* A descriptor (O_PATH) of something on a file system of the subject's own, or -1 with `failure`. For a strict subject alone. */
int strict_open(const char *path);
/* May it be bound, moved, used as a layer, or become a root that is turned to? */
bool strict_allows_source(const char *path);
/* May it be the root or the working directory? */
bool strict_allows_root(const char *path);
/* May it be copied? */
bool strict_allows_copy(const char *path);
/* May it be executed? */
bool strict_allows_exec(const char *path);
/* May something be mounted there? */
bool strict_allows_mount_point(const char *target);
bool strict_allows_mount(const char *source, const char *target, const char *fstype, unsigned long flags, const char *data);
/* exec.c */

#endif
