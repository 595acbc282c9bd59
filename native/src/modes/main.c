/* main.c: the first argument says which mode of the helper this is. */
#include "modes/modes.h"
#include "wire/errors.h"
#include "wire/ops.h"
#include <sys/auxv.h>

static int usage(void)
{
	lab_dprintf(2, "usage: lab-helper [sealed|clean|probe|guard|--schema|--version]\n"
			"without an argument: serve requests, see native/README.md\n");
	return 2;
}

/* sudo may have closed or passed on anything: keep 0, 1 and 2 only, and make sure that they exist. */
static bool tidy_descriptors(unsigned first)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && openat(AT_FDCWD, "/dev/null", O_RDWR) != fd)
			return false;
	return syscall(SYS_close_range, first, ~0u, 0u) == 0 || errno == ENOSYS;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	if (getauxval(AT_SECURE) || geteuid() != getuid()) {
		/* whoever starts it may do anything through it: it must never have more rights than they have */
		lab_dprintf(2, "lab-helper: it is installed setuid, or with capabilities: take that away (chmod u-s, setcap -r)\n");
		return 1;
	}
	if (argc > 2)
		return usage();
	if (same(mode, "--version")) {
		lab_dprintf(1, "%s\n", LAB_VERSION);
		return 0;
	}
	if (same(mode, "--schema"))
		return print_schema();
	if (same(mode, "guard"))
		return guard_main();
	if (!tidy_descriptors(3))
		return 1;
	if (same(mode, "sealed"))
		exec_self_copy(argv);
	if (argc < 2 || same(mode, "sealed"))
		_exit(monitor_main());
	if (same(mode, "clean"))
		return clean_main();
	if (same(mode, "probe"))
		return probe_main();
	return usage();
}
