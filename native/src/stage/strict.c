/*
 * strict.c: what the ops of a strict subject may name. Such a subject carries out a lesson that nobody vouches for,
 * as root: it reads, covers and starts nothing of the machine, however the path leads there (links, mounts, another root).
 * The question is always the same: is what lies there on a tmpfs or an overlay that the subject has mounted itself?
 * Nothing runs beside such a lesson that could change the answer before the call: a program takes the stage's place.
 */
#include "common/beneath.h"
#include "common/session.h"
#include "stage/self.h"
#include <sys/mount.h>
#include <sys/statfs.h>

/* A file or directory, whatever it is called. */
struct identity {
	dev_t dev;
	ino_t ino;
};
/* Of the machine, as they were at birth: the root, the session's two empty directories, and the program that may be copied. */
static struct identity root, layers, rootfs, mnt, programs;

static void identify_path(struct identity *id, const char *path)
{
	struct stat s;
	*id = (struct identity){ 0, 0 };
	if (path && stat(path, &s) == 0)
		*id = (struct identity){ s.st_dev, s.st_ino };
}

void strict_begin(const struct request *spawn)
{
	stage.strict = number_of(spawn, "strict", 0) == 1;
	if (!stage.strict)
		return;
	identify_path(&root, "/");
	identify_path(&mnt, "/mnt");
	identify_path(&layers, session.layers);
	identify_path(&rootfs, session.rootfs);
	identify_path(&programs, text_of(spawn, "programs"));
}

static bool is_it(const struct stat *s, const struct identity *id)
{
	return id->ino != 0 && s->st_dev == id->dev && s->st_ino == id->ino;
}

static bool is_of_session(const struct stat *s)
{
	return owns(&stage.page->own, s->st_dev) || is_it(s, &layers) || is_it(s, &rootfs);
}

/* The same sentence whether it is missing or not ours: what names there are on the machine is nobody's business either. */
static bool untrusted(const char *path)
{
	return fail("untrusted", "%s \"%s\": this is not on a file system that the lesson has mounted itself, and the lesson is not trusted", current_op, path);
}

/* The part of a path below one of the session's directories, or NULL. */
static const char *below(const char *path, const char *directory)
{
	size_t n = strlen(directory);
	return strncmp(path, directory, n) == 0 && (path[n] == '/' || path[n] == 0) ? path + n : NULL;
}

/*
 * A descriptor (O_PATH) of what an op names, and its stat; -1 with `failure`. Magic links are not followed. Below the session's
 * directories no link leads out, so that nothing else is even walked through; elsewhere every failure reads alike.
 */
static int reach(const char *path, struct stat *s)
{
	const char *own = session.layers, *rest = stage.root_changed ? NULL : below(path, session.layers);
	if (!rest && !stage.root_changed && (rest = below(path, session.rootfs)))
		own = session.rootfs;
	const char *begin = rest ? own : path[0] == '/' ? "/" : ".";
	int top = (int)TRIED("openat", openat(AT_FDCWD, begin, O_PATH | O_DIRECTORY | O_CLOEXEC), "AT_FDCWD, %s, O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY", quoted(begin));
	const char *way = rest ? rest + strspn(rest, "/") : path;
	int fd = top < 0 ? -1 : open_beneath(top, way[0] ? way : ".", O_PATH, LAB_RESOLVE_NO_MAGICLINKS | (rest ? LAB_RESOLVE_BENEATH : 0));
	int number = errno;
	close_fd(&top);
	errno = number;
	if (fd >= 0 && fstat(fd, s) == 0)
		return fd;
	number = errno;
	close_fd(&fd);
	errno = number;
	if (rest && number != EXDEV && number != ELOOP)
		kernel_refused("%s \"%s\"", current_op, path);
	else
		untrusted(path);
	return -1;
}

int strict_open(const char *path)
{
	struct stat s;
	int fd = reach(path, &s);
	if (fd >= 0 && !owns(&stage.page->own, s.st_dev)) {
		close_fd(&fd);
		untrusted(path);
	}
	return fd;
}

bool strict_allows_source(const char *path)
{
	int fd = stage.strict ? strict_open(path) : -1;
	bool may = !stage.strict || fd >= 0;
	close_fd(&fd);
	return may;
}

bool strict_allows_root(const char *path)
{
	struct stat s;
	int fd = stage.strict ? reach(path, &s) : -1;
	bool may = !stage.strict || (fd >= 0 && (is_of_session(&s) || is_it(&s, &root) || untrusted(path)));
	close_fd(&fd);
	return may;
}

bool strict_allows_copy(const char *path)
{
	struct stat s;
	int fd = stage.strict ? reach(path, &s) : -1;
	bool may = !stage.strict || (fd >= 0 && (owns(&stage.page->own, s.st_dev) || is_it(&s, &programs) || untrusted(path)));
	close_fd(&fd);
	return may;
}

bool strict_allows_exec(const char *path)
{
	return !stage.strict || fail("untrusted", "exec \"%s\": the lesson is not trusted: it starts no program", path);
}

/* What is covered is hidden from a shell that comes in, or exchanged for what the lesson has written: so only where no program looks by itself. */
bool strict_allows_mount_point(const char *target)
{
	struct stat s;
	struct statfs fs;
	int fd = stage.strict ? reach(target, &s) : -1;
	bool shows_kernel = fd >= 0 && fstatfs(fd, &fs) == 0 && (fs.f_type == PROC_MAGIC_NUMBER || fs.f_type == SYSFS_MAGIC_NUMBER);
	bool may = !stage.strict || (fd >= 0 && (shows_kernel || is_of_session(&s) || is_it(&s, &mnt) || untrusted(target)));
	close_fd(&fd);
	return may;
}

/* ---- mount(2) ---- */

static bool is_among(const char *word, const char *const *names)
{
	for (; *names; names++)
		if (same(word, *names))
			return true;
	return false;
}

/* Each of the directories, separated by colons, that an option of an overlay names. */
static bool owns_each(char *list)
{
	for (char *at = list; at; list = at) {
		at = strchr(list, ':');
		if (at)
			*at++ = 0;
		if (!strict_allows_source(list))
			return false;
	}
	return true;
}

/* The options of an overlay: those that name directories name one's own, the others are known to name none. */
static bool strict_layers(const char *data)
{
	static const char *const PLAIN[] = { "", "userxattr", "volatile", "index=off", "metacopy=off", "xino=off", "redirect_dir=off", "nfs_export=off", NULL };
	static const char *const DIRECTORIES[] = { "lowerdir=", "upperdir=", "workdir=" };
	static OWN_PAGES char options[PATH_MAX];
	if (strlen(data) >= sizeof options || strchr(data, '\\'))
		return fail("untrusted", "mount overlay: the lesson is not trusted: its options may hold no backslash");
	copy_string(options, sizeof options, data);
	for (char *option = options, *next; option; option = next) {
		const char *name = NULL;
		next = strchr(option, ',');
		if (next)
			*next++ = 0;
		for (size_t i = 0; i < sizeof DIRECTORIES / sizeof *DIRECTORIES; i++)
			if (strncmp(option, DIRECTORIES[i], strlen(DIRECTORIES[i])) == 0)
				name = DIRECTORIES[i];
		if (name ? !owns_each(option + strlen(name)) : !is_among(option, PLAIN))
			return name ? false : fail("untrusted", "mount overlay: the lesson is not trusted: the option %.60s is not among those that it may use", option);
	}
	return true;
}

/* A new file system: one that shows nothing of the machine's disks, and of its processes and queues only those of a namespace of its own. */
static bool strict_allows_options(const char *fstype, const char *data)
{
	static const char *const HARMLESS[] = { "tmpfs", "overlay", "proc", "sysfs", "devpts", "mqueue", NULL };
	if (!is_among(fstype, HARMLESS))
		return fail("untrusted", "mount %.60s: the lesson is not trusted: it may not mount this type of file system", fstype);
	if (same(fstype, "proc") && getpid() != 1)
		return fail("untrusted", "mount proc: the lesson is not trusted: it needs a PID namespace of its own first (unshare CLONE_NEWPID, fork)");
	if (same(fstype, "mqueue") && !(stage.left & CLONE_NEWIPC))
		return fail("untrusted", "mount mqueue: the lesson is not trusted: it needs an IPC namespace of its own first (unshare CLONE_NEWIPC)");
	return !same(fstype, "overlay") || strict_layers(data ? data : "");
}

/* In the order in which the kernel looks at the flags: path_mount() in fs/namespace.c. */
bool strict_allows_mount(const char *source, const char *target, const char *fstype, unsigned long flags, const char *data)
{
	if (!stage.strict)
		return true;
	if (flags & MS_REMOUNT)
		return flags & MS_BIND || fail("untrusted", "mount \"%s\": the lesson is not trusted: MS_REMOUNT without MS_BIND changes the file system for everybody", target);
	bool moves = flags & (MS_BIND | MS_MOVE);
	if (!moves && flags & (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE))
		return true;
	if (!strict_allows_mount_point(target))
		return false;
	if (moves)
		return source == NULL || strict_allows_source(source);
	return fstype == NULL || strict_allows_options(fstype, data);
}
