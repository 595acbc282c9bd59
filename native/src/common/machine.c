/* machine.c: directories of the machine that are held open from the start. */
#include "common/machine.h"

static const char TREES[] = "/sys/fs/cgroup";
static int proc = -1, trees = -1;

void machine_hold(void)
{
	if (proc < 0)
		proc = openat(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (trees < 0)
		trees = openat(AT_FDCWD, TREES, O_PATH | O_DIRECTORY | O_CLOEXEC);
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
