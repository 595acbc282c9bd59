/* errors.c: the name and text of each errno, hints for learners, and the failure of the op at hand. */
#include "wire/errors.h"
#include "wire/text.h"
#include "wire/trace.h"

struct failure failure;
const char *current_op;

static const struct {
	uint8_t number;
	char name[15];
	char text[40];
} ERRNOS[] = {
#define E(name, text) { name, #name, text }
	E(EPERM, "operation not permitted"),
	E(ENOENT, "no such file or directory"),
	E(ESRCH, "no such process"),
	E(EINTR, "interrupted system call"),
	E(EIO, "input/output error"),
	E(ENXIO, "no such device or address"),
	E(E2BIG, "argument list too long"),
	E(ENOEXEC, "exec format error"),
	E(EBADF, "bad file descriptor"),
	E(ECHILD, "no child processes"),
	E(EAGAIN, "resource temporarily unavailable"),
	E(ENOMEM, "cannot allocate memory"),
	E(EACCES, "permission denied"),
	E(EFAULT, "bad address"),
	E(ENOTBLK, "block device required"),
	E(EBUSY, "device or resource busy"),
	E(EEXIST, "file exists"),
	E(EXDEV, "invalid cross-device link"),
	E(ENODEV, "no such device"),
	E(ENOTDIR, "not a directory"),
	E(EISDIR, "is a directory"),
	E(EINVAL, "invalid argument"),
	E(ENFILE, "too many open files in system"),
	E(EMFILE, "too many open files"),
	E(ENOTTY, "inappropriate ioctl for device"),
	E(ETXTBSY, "text file busy"),
	E(EFBIG, "file too large"),
	E(ENOSPC, "no space left on device"),
	E(ESPIPE, "illegal seek"),
	E(EROFS, "read-only file system"),
	E(EMLINK, "too many links"),
	E(EPIPE, "broken pipe"),
	E(ERANGE, "numerical result out of range"),
	E(ENAMETOOLONG, "file name too long"),
	E(ENOSYS, "function not implemented"),
	E(ENOTEMPTY, "directory not empty"),
	E(ELOOP, "too many levels of symbolic links"),
	E(ENODATA, "no data available"),
	E(EOVERFLOW, "value too large for defined data type"),
	E(ELIBBAD, "accessing a corrupted shared library"),
	E(EUSERS, "too many users"),
	E(EMSGSIZE, "message too long"),
	E(EOPNOTSUPP, "operation not supported"),
	E(EADDRINUSE, "address already in use"),
	E(ENETUNREACH, "network is unreachable"),
	E(ETIMEDOUT, "connection timed out"),
	E(ESTALE, "stale file handle"),
	E(ECANCELED, "operation canceled"),
#undef E
};

/* What the kernel meant: one sentence for the refusals that learners meet. */
static const struct {
	const char *call;
	int number;
	const char *hint;
} HINTS[] = {
	{ "mount", EPERM, "root, or a user namespace, is needed, and a locked mount may not be changed" },
	{ "mount", ENODEV, "this kernel does not know the file system type" },
	{ "mount", ENOENT, "the source or the mount point does not exist" },
	{ "mount", EBUSY, "it is mounted there already, or a file is still open for writing" },
	{ "mount", EINVAL, "not a mount point, a wrong option, or a source from another mount namespace" },
	{ "umount2", EBUSY, "something still uses it: MNT_DETACH takes it away lazily" },
	{ "umount2", EINVAL, "not a mount point of this mount namespace" },
	{ "unshare CLONE_NEWUSER", EPERM, "this machine, a filter (seccomp) or a chroot lets nobody without rights make a user namespace" },
	{ "unshare CLONE_NEWUSER", EACCES, "a security module (AppArmor) does not allow a user namespace" },
	{ "unshare", EPERM, "root, or CLONE_NEWUSER first, is needed" },
	{ "unshare", ENOSPC, "the limit in /proc/sys/user/max_*_namespaces is reached" },
	{ "unshare", EINVAL, "unknown flag, or CLONE_NEWPID was asked for twice" },
	{ "clone", ENOMEM, "the PID namespace has lost its PID 1: nothing can be born in it" },
	{ "clone", EAGAIN, "a limit on the number of processes is reached" },
	{ "chroot", EPERM, "CAP_SYS_CHROOT is needed" },
	{ "pivot_root", EINVAL, "the new root must be a mount point, and no mount on the way may be shared" },
	{ "pivot_root", EBUSY, "the new root must be a mount point other than the current root" },
	{ "mkdir", EEXIST, "it exists already" },
	{ "mkdir in", ENOENT, "the directory in which it should be made does not exist" },
	{ "symlink in", ENOENT, "the directory in which it should be made does not exist" },
	{ "write-file in", ENOENT, "the directory in which it should be made does not exist" },
	{ "copy in", ENOENT, "the directory in which it should be made does not exist" },
	{ "execve", ENOENT, "the program is not in this root, or its interpreter (loader) is missing" },
	{ "execve", ENOEXEC, "built for another architecture, or a script without a #! line" },
	{ "execve", E2BIG, "an argument is longer than 128 KiB, or all of them and the environment take more than a quarter of the stack" },
	{ "execve", EACCES, "it is not executable, or its file system is mounted noexec" },
	{ "write", EBUSY, "the value is below what is in use, or the group holds processes itself" },
	{ "write", EINVAL, "the kernel does not accept this value here" },
	{ "pidfd_open", ENOSYS, "this kernel is older than Linux 5.9, and container-lab needs that at least" },
	{ "close_range", ENOSYS, "this kernel is older than Linux 5.9, and container-lab needs that at least" },
	{ "flock", EAGAIN, "another container-lab holds it: has one been stopped?" },
	{ "rmdir", EBUSY, "it still holds processes or groups" },
};

static const char *hint_for(const char *what, int number)
{
	for (size_t i = 0; i < sizeof HINTS / sizeof *HINTS; i++) {
		size_t n = strlen(HINTS[i].call);
		if (HINTS[i].number == number && strncmp(what, HINTS[i].call, n) == 0 && (what[n] == ' ' || what[n] == 0))
			return HINTS[i].hint;
	}
	return NULL;
}

const char *errno_name(int number)
{
	static char other[16];
	for (size_t i = 0; i < sizeof ERRNOS / sizeof *ERRNOS; i++)
		if (ERRNOS[i].number == number)
			return ERRNOS[i].name;
	lab_snprintf(other, sizeof other, "E%d", number);
	return other;
}

const char *errno_text(int number)
{
	static char other[32];
	for (size_t i = 0; i < sizeof ERRNOS / sizeof *ERRNOS; i++)
		if (ERRNOS[i].number == number)
			return ERRNOS[i].text;
	lab_snprintf(other, sizeof other, "error number %d", number);
	return other;
}

bool fail(const char *code, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	lab_vsnprintf(failure.message, sizeof failure.message, format, ap);
	va_end(ap);
	copy_string(failure.code, sizeof failure.code, code);
	failure.number = 0;
	return false;
}

bool kernel_refused(const char *format, ...)
{
	int number = errno;
	char what[480];
	va_list ap;
	va_start(ap, format);
	lab_vsnprintf(what, sizeof what, format, ap);
	va_end(ap);
	const char *hint = hint_for(what, number);
	fail(current_op, "%s: %s%s%s", what, errno_text(number), hint ? ": " : "", hint ? hint : "");
	failure.number = number;
	trace_refused(number);
	errno = number;
	return false;
}

void log_line(const char *format, ...)
{
	static int wanted = -1;
	if (wanted < 0)
		wanted = getenv("LAB_LOG") != NULL;
	if (!wanted)
		return;
	char line[512];
	va_list ap;
	va_start(ap, format);
	lab_vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	lab_dprintf(2, "lab-helper[%d]: %s\n", (int)getpid(), line);
}
