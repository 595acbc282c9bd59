/*
 * base.c: the directory in which a user's sessions keep theirs. Its name in /tmp can be foreseen, and /tmp is sticky: who makes it
 * first, or a link there, cannot be sent away. Then there is another, with a name that nobody can foresee, and it is found again by
 * its owner.
 */
#include "wire/entries.h"
#include "common/rights.h"
#include "monitor/session.h"
#include "wire/trace.h"

#define MAKE_BASE() TRIED("mkdirat", mkdirat(AT_FDCWD, session.base, 0700), "AT_FDCWD, %s, 0700", quoted(session.base))

enum { BASE_TRIES = 100, SUFFIX_BYTES = 4 };

static const char TMP[] = "/tmp";
/* Name of this user's directory in /tmp, which may be followed by `-` and random digits. */
static char plain[48];

static bool is_private(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode) && s.st_uid == geteuid() && (s.st_mode & 022) == 0;
}

/* Where nobody else could have been first; NULL: below /tmp. */
static const char *safe_base(void)
{
	static char path[128];
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	/* uid 0 of a user namespace that somebody made by hand is an ordinary user to /run, and to others */
	if (geteuid() == 0 && (!in_user_namespace() || access("/run", W_OK) == 0))
		return "/run/container-lab";
	if (runtime == NULL || runtime[0] != '/' || strlen(runtime) >= 100 || access(runtime, W_OK) < 0 || !is_private(runtime))
		return NULL;
	lab_snprintf(path, sizeof path, "%s/container-lab", runtime);
	return path;
}

/*
 * A descriptor when it is ours, no link, and nobody else could have written there; those who could read are shut out.
 * -1 with errno: ENOENT when there is none, EPERM when it is not ours alone.
 */
static int open_own(const char *path)
{
	struct stat s;
	int fd = (int)TRIED("openat", openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), "AT_FDCWD, %s, O_RDONLY|O_NONBLOCK|O_NOFOLLOW|O_CLOEXEC|O_DIRECTORY", quoted(path));
	if (fd < 0)
		return -1;
	bool own = fstat(fd, &s) == 0 && s.st_uid == geteuid() && (s.st_mode & 022) == 0;
	if (own && ((s.st_mode & 077) == 0 || fchmod(fd, 0700) == 0))
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

/* Is this a name of ours in /tmp? */
static bool is_named(const char *name)
{
	size_t n = strlen(plain);
	return strncmp(name, plain, n) == 0 && (name[n] == 0 || (name[n] == '-' && strlen(name) == n + 1 + 2 * SUFFIX_BYTES));
}

/* The next directory in /tmp that is ours and not `except`, of those that `all` has not shown yet; its path is in `path`. */
static int next_own(struct entries *all, const char *except, char *path, size_t size)
{
	const struct entry *e;
	while ((e = next_entry(all)) != NULL) {
		if (!is_named(e->name))
			continue;
		lab_snprintf(path, size, "%s/%s", TMP, e->name);
		int fd = same(path, except) ? -1 : open_own(path);
		if (fd >= 0)
			return fd;
	}
	return -1;
}

/* One that is there already, whatever it is called: sessions that run at the same time shall share one. */
static int find_in_tmp(void)
{
	struct entries all;
	int tmp = openat(AT_FDCWD, TMP, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	entries_of(&all, tmp);
	int fd = tmp < 0 ? -1 : next_own(&all, "", session.base, sizeof session.base);
	close_fd(&tmp);
	return fd;
}

/* By the usual name, or by one that cannot be foreseen. Another session that ends may remove it again before it is open. */
static bool make_in_tmp(bool usual)
{
	unsigned char bytes[SUFFIX_BYTES];
	if (usual)
		lab_snprintf(session.base, sizeof session.base, "%s/%s", TMP, plain);
	else if (syscall(SYS_getrandom, bytes, sizeof bytes, 0u) == (long)sizeof bytes)
		lab_snprintf(session.base, sizeof session.base, "%s/%s-%02x%02x%02x%02x", TMP, plain, bytes[0], bytes[1], bytes[2], bytes[3]);
	else
		return false;
	return MAKE_BASE() == 0;
}

static int open_in_tmp(void)
{
	int fd = -1;
	for (int tries = 0; fd < 0 && tries < BASE_TRIES; tries++) {
		lab_snprintf(session.base, sizeof session.base, "%s/%s", TMP, plain);
		fd = open_own(session.base);
		bool free = errno == ENOENT;
		if (fd < 0)
			fd = find_in_tmp();
		if (fd >= 0)
			return fd;
		if (make_in_tmp(free))
			fd = open_own(session.base);
		else if (errno != EEXIST) /* then another session of ours was quicker */
			return kernel_refused("mkdir \"%s\"", session.base), -1;
	}
	return fd >= 0 ? fd : (kernel_refused("open \"%s\"", session.base), -1);
}

/* Make or take it. The last session to end may remove it between our mkdir and our open. */
static int open_safe(void)
{
	for (int tries = 0; tries < BASE_TRIES; tries++) {
		if (MAKE_BASE() < 0 && errno != EEXIST)
			return kernel_refused("mkdir \"%s\"", session.base), -1;
		int fd = open_own(session.base);
		if (fd >= 0)
			return fd;
		if (errno == EPERM)
			return fail("unavailable", "%s is not ours alone: its owner or mode is wrong, remove it", session.base), -1;
		if (errno != ENOENT)
			return kernel_refused("open \"%s\"", session.base), -1;
	}
	return kernel_refused("open \"%s\"", session.base), -1;
}

bool open_base(int *fd)
{
	const char *safe = safe_base();
	lab_snprintf(plain, sizeof plain, "container-lab-%u", (unsigned)geteuid());
	if (safe)
		copy_string(session.base, sizeof session.base, safe);
	*fd = safe ? open_safe() : open_in_tmp();
	return *fd >= 0;
}

void sweep_other_bases(struct swept *swept, struct left *left)
{
	char chosen[sizeof session.base];
	struct entries all;
	int tmp = geteuid() == 0 && !in_user_namespace() ? -1 : openat(AT_FDCWD, TMP, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;
	if (tmp < 0)
		return;
	copy_string(chosen, sizeof chosen, session.base);
	entries_of(&all, tmp);
	while ((fd = next_own(&all, chosen, session.base, sizeof session.base)) >= 0) { /* what sessions share is asked of the base at hand */
		if (lock_directory(fd)) {
			sweep(fd, session.base, swept, left);
			rmdir(session.base);
		}
		close(fd);
	}
	close(tmp);
	copy_string(session.base, sizeof session.base, chosen);
}
