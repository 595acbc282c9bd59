/*
 * rooted.c: what lies in a directory that is, or could be, somebody's root. Paths in it are resolved as after a chroot(2) to it: a link
 * to /bin/busybox leads to its own busybox.
 */
#include "common/beneath.h"
#include "look/look.h"
#include "common/machine.h"
#include "wire/wire.h"
#include <sys/statvfs.h>

enum { HEAD = 256, DEPTH_MAX = 5, LOADER = DEPTH_MAX + 1, HEADERS_MAX = 64, CLASS_32 = 1, CLASS_64 = 2, ET_EXEC = 2, ET_DYN = 3, PT_LOAD = 1, PT_INTERP = 3 };

bool split_rooted(const char *path, char root[PATH_MAX], const char **inside)
{
	char *end;
	if (path[0] < '0' || path[0] > '9')
		return false;
	unsigned long length = strtoul(path, &end, 10);
	if (end == path || length >= PATH_MAX || strnlen(end, length) < length)
		return false;
	memcpy(root, end, length);
	root[length] = 0;
	*inside = end + length;
	return (length == 0 || root[0] == '/') && **inside == '/';
}

/* That directory, and the path in it; -1 with errno. */
static int open_root(int proc, const char *path, const char **inside)
{
	char root[PATH_MAX];
	if (!split_rooted(path, root, inside)) {
		errno = EINVAL;
		return -1;
	}
	int own = openat(proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (own < 0 || root[0] == 0)
		return own;
	int fd = open_beneath(own, root, O_PATH | O_DIRECTORY, BENEATH_ROOT), number = errno;
	close(own);
	errno = number;
	return fd;
}

void look_below(int proc, const char *path)
{
	struct stat s;
	const char *inside;
	int root = open_root(proc, path, &inside), fd = root >= 0 ? open_beneath(root, inside, O_PATH, BENEATH_ROOT) : -1;
	if (fd < 0 || fstat(fd, &s) < 0)
		look_reply_error(errno);
	else
		look_reply_id(&s);
	close_fd(&fd);
	close_fd(&root);
}

/* ---- would execve(2) start it there? ---- */

static const char PROGRAM[] = "program";
/* `depth`: so many scripts have led to it; or LOADER */
static const char *check_program(int root, const char *path, int depth);

#if defined __x86_64__
enum { MACHINE = 62, MACHINE_32 = 3 };
#elif defined __aarch64__
enum { MACHINE = 183, MACHINE_32 = 40 };
#else
enum { MACHINE = -1, MACHINE_32 = -1 };
#endif

static uint64_t number(const char *at, size_t bytes)
{
	uint64_t n = 0;
	for (size_t i = bytes; i-- > 0;)
		n = n << 8 | (unsigned char)at[i];
	return n;
}

/* elf(5), little-endian, as both architectures are. The loader must be in this root, too. */
static const char *check_elf(int root, int fd, const char *head, int depth)
{
	bool wide = head[4] == CLASS_64;
	size_t entry = wide ? 56 : 32;
	char headers[HEADERS_MAX * 56], loader[PATH_MAX];
	uint64_t at = wide ? number(head + 32, 8) : number(head + 28, 4), type = number(head + 16, 2), machine = number(head + 18, 2);
	uint64_t size = number(head + (wide ? 54 : 42), 2), count = number(head + (wide ? 56 : 44), 2);
	bool loads = false;
	if ((!wide && head[4] != CLASS_32) || head[5] != 1 || (type != ET_EXEC && type != ET_DYN))
		return "no program";
	if (machine != MACHINE && machine != MACHINE_32)
		return "for another machine";
	if (size != entry || count == 0 || count > HEADERS_MAX || pread(fd, headers, entry * count, (off_t)at) != (ssize_t)(entry * count))
		return "no program";
	for (const char *h = headers; h < headers + entry * count; h += entry) {
		loads |= number(h, 4) == PT_LOAD;
		if (number(h, 4) != PT_INTERP || depth == LOADER) /* the kernel does not ask for a loader of the loader */
			continue;
		uint64_t from = wide ? number(h + 8, 8) : number(h + 4, 4), length = wide ? number(h + 32, 8) : number(h + 16, 4);
		if (length < 2 || length > sizeof loader || pread(fd, loader, length, (off_t)from) != (ssize_t)length || loader[length - 1] != 0)
			return "no program";
		if (check_program(root, loader, LOADER) != PROGRAM) /* nor does it take a script for one */
			return "without its loader";
	}
	return loads ? PROGRAM : "no program";
}

/* execve(2), "Interpreter scripts". */
static const char *check_script(int root, char *head, int depth)
{
	char *path = head + 2 + strspn(head + 2, " \t");
	size_t length = strcspn(path, " \t\n");
	/* a name that is cut off by the end of what the kernel reads does not count; one at the end of the file does */
	if (length == 0 || path + length >= head + HEAD)
		return "no program";
	path[length] = 0;
	return check_program(root, path, depth + 1) == PROGRAM ? PROGRAM : "without its interpreter";
}

static const char *check_file(int root, int fd, int depth)
{
	char head[HEAD + 1];
	ssize_t n = pread(fd, head, HEAD, 0);
	if (n < 0)
		return NULL;
	memset(head + n, 0, sizeof head - (size_t)n);
	if (n >= 64 && memcmp(head, "\177ELF", 4) == 0)
		return check_elf(root, fd, head, depth);
	return n > 2 && head[0] == '#' && head[1] == '!' && depth < DEPTH_MAX ? check_script(root, head, depth) : "no program";
}

/* PROGRAM, or what is wrong with it (native/README.md); NULL with errno when there is nothing to look at. */
static const char *check_program(int root, const char *path, int depth)
{
	struct stat s;
	struct statvfs fs;
	char self[32];
	const char *word = NULL;
	/* only what is a regular file for certain is opened: to open a device may do something */
	int fd = open_beneath(root, path, O_PATH, BENEATH_ROOT);
	if (fd >= 0 && fstat(fd, &s) == 0 && fstatvfs(fd, &fs) == 0) {
		if (!S_ISREG(s.st_mode)) {
			word = S_ISDIR(s.st_mode) ? "a directory" : "no regular file";
		} else if ((s.st_mode & 0111) == 0) {
			word = "not executable";
		} else if (fs.f_flag & ST_NOEXEC) {
			word = "on a mount with noexec";
		} else {
			lab_snprintf(self, sizeof self, "self/fd/%d", fd);
			int file = openat(machine_proc(), self, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
			word = file >= 0 ? check_file(root, file, depth) : NULL;
			int failed = errno;
			close_fd(&file);
			errno = failed;
		}
	}
	int failed = errno;
	close_fd(&fd);
	errno = failed;
	return word;
}

void look_program(int proc, const char *path)
{
	const char *inside, *word = NULL;
	int root = open_root(proc, path, &inside);
	if (root >= 0)
		word = check_program(root, inside, 0);
	if (word != NULL)
		look_reply_value(word, strlen(word), false);
	else
		look_reply_error(errno);
	close_fd(&root);
}
