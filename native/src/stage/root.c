/* root.c: chroot(2), pivot_root(2), and the root descriptor by which one walks out of a chroot. */
#include "stage/self.h"

/* Keeps its number after close-root: an fchdir-root then shows the kernel's EBADF. */
static int saved_root = -1;

bool do_open_root(const struct request *r)
{
	(void)r;
	saved_root = (int)TRACED("openat", openat(AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC), "AT_FDCWD, \"/\", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY");
	return saved_root >= 0 || kernel_refused("open \"/\"");
}

bool do_fchdir_root(const struct request *r)
{
	(void)r;
	return TRACED("fchdir", fchdir(saved_root), "%d", saved_root) == 0 || kernel_refused("fchdir");
}

bool do_close_root(const struct request *r)
{
	(void)r;
	return TRACED("close", close(saved_root), "%d", saved_root) == 0 || kernel_refused("close");
}

bool do_chroot(const struct request *r)
{
	const char *path = text_of(r, "path");
	if (!strict_allows_root(path))
		return false;
	if (TRACED("chroot", chroot(path), "%s", quoted(path)) < 0)
		return kernel_refused("chroot \"%s\"", path);
	stage.root_changed = true;
	return true;
}

bool do_chdir(const struct request *r)
{
	const char *path = text_of(r, "path");
	return strict_allows_root(path) && (TRACED("chdir", chdir(path), "%s", quoted(path)) == 0 || kernel_refused("chdir \"%s\"", path));
}

bool do_pivot_root(const struct request *r)
{
	const char *new = text_of(r, "new"), *put = text_of(r, "put");
	if (!strict_allows_source(new) || !strict_allows_source(put))
		return false;
	if (TRACED("pivot_root", syscall(SYS_pivot_root, new, put), "%s, %s", quoted(new), quoted(put)) < 0)
		return kernel_refused("pivot_root \"%s\" \"%s\"", new, put);
	stage.root_changed = true;
	return true;
}
