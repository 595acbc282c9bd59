/* machine.c: directories of the machine that are held open from the start. */
#include "machine.h"
#include "cgroup.h"
#include "trace.h"

static const char TREES[] = "/sys/fs/cgroup";
static int proc = -1, trees = -1;

void machine_hold(void)
{
	if (proc < 0)
		proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (trees < 0)
		trees = open(TREES, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int machine_proc(void)
{
	if (proc < 0)
		errno = ENOENT;
	return proc;
}

bool machine_keep(int fd)
{
	if (proc == fd)
		return true;
	proc = dup3(proc, fd, O_CLOEXEC);
	trees = -1;
	return proc >= 0;
}

int machine_groups(const char **path)
{
	size_t n = sizeof TREES - 1;
	if (trees < 0 || strncmp(*path, TREES, n) != 0 || ((*path)[n] != '/' && (*path)[n] != 0))
		return AT_FDCWD;
	*path += n + strspn(*path + n, "/");
	if (**path == 0)
		*path = ".";
	return trees;
}

int group_rmdir(const char *path)
{
	const char *rest = path;
	int from = machine_groups(&rest), ret = (int)TRACED_RMDIR(path);
	if (ret < 0 && errno == ENOENT && from != AT_FDCWD)
		ret = (int)TRACED_WHEN_DONE("unlinkat", unlinkat(from, rest, AT_REMOVEDIR), "%d</sys/fs/cgroup>, %s, AT_REMOVEDIR", from, quoted(rest));
	return ret;
}

bool group_is_hidden(const char *path)
{
	char above[GROUP_PATH_MAX];
	copy_string(above, sizeof above, path);
	for (char *slash; (slash = strrchr(above, '/')) != NULL && slash != above;) {
		*slash = 0;
		int dir = open_group(above);
		bool hidden = dir < 0 && errno == EMEDIUMTYPE, further = dir < 0 && errno == ENOENT;
		close_fd(&dir);
		if (!further)
			return hidden;
	}
	return true;
}
