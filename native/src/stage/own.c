/* own.c: which file systems the stage has mounted itself (tmpfs, overlay): only on those may it write. */
#include "stage/self.h"
#include <sys/statfs.h>

/* Where the next tmpfs or overlay goes, without links, and which file system is there before it. */
static OWN_PAGES char mount_point[PATH_MAX];
static dev_t underneath;

/*
 * The name of a mount point may lead elsewhere once it is covered (by a link that the new file system has, by a link of proc's
 * that leads underneath). Its real path, as getcwd(3) tells it, cannot.
 */
bool note_mount_point(const char *target)
{
	struct stat s;
	int here = (int)TRIED("openat", openat(AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC), "AT_FDCWD, \".\", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY");
	int there = openat(AT_FDCWD, target, O_PATH | O_DIRECTORY | O_CLOEXEC); /* where there is none, mount(2) says so */
	mount_point[0] = 0;
	bool back = here >= 0 && (there < 0 || TRIED("fchdir", fchdir(there), "%d<%s>", there, target) == 0);
	if (back && there >= 0) {
		if (getcwd(mount_point, sizeof mount_point) == NULL || stat(mount_point, &s) < 0)
			mount_point[0] = 0;
		underneath = s.st_dev;
		back = TRIED("fchdir", fchdir(here), "%d", here) == 0;
	}
	int number = errno;
	close_fd(&here);
	close_fd(&there);
	errno = number;
	return back || kernel_refused("fchdir");
}

/*
 * The stage has mounted a new tmpfs or overlay there: each is a file system of its own. (Asking the
 * other way round, what does the host have, would mean to read its whole mount table at each birth.)
 */
void remember_own(void)
{
	struct shared_page *b = stage.page;
	struct stat s;
	if (mount_point[0] && stat(mount_point, &s) == 0 && s.st_dev != underneath)
		b->own.dev[b->own.count++ % OWN_MAX] = s.st_dev;
}

/*
 * May something be created in `directory`? Asked of a descriptor, through which it is then created: a link
 * put in the way between the question and the call leads nowhere.
 */
static bool is_ours(int directory, const char *path)
{
	struct stat s;
	struct statfs fs;
	if (TRIED("fstat", fstat(directory, &s), "%d<%s>, %#lx", directory, path, (unsigned long)&s) < 0 ||
	    TRIED("fstatfs", fstatfs(directory, &fs), "%d<%s>, %#lx", directory, path, (unsigned long)&fs) < 0)
		return kernel_refused("stat \"%s\"", path);
	bool kind = fs.f_type == TMPFS_MAGIC_NUMBER || (unsigned long)fs.f_type == OVERLAY_MAGIC_NUMBER;
	return (kind && owns(&stage.page->own, s.st_dev)) ||
		fail("path", "%s in \"%s\": this file system belongs to the host: mount a tmpfs or an overlay first", current_op, path);
}

int open_to_fill(const char *directory)
{
	if (stage.strict)
		return strict_open(directory);
	int fd = (int)TRIED("openat", openat(AT_FDCWD, directory, O_PATH | O_DIRECTORY | O_CLOEXEC), "AT_FDCWD, %s, O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY", quoted(directory));
	if (fd < 0)
		kernel_refused("%s in \"%s\"", current_op, directory);
	else if (!is_ours(fd, directory))
		close_fd(&fd);
	return fd;
}
