/* session.c: this session's name, directories and journal file. */
#include "monitor/session.h"
#include "wire/trace.h"
#include <sys/file.h>

enum { BASE_TRIES = 100 };

static bool make_run_directory(void)
{
	lab_snprintf(session.run, sizeof session.run, "%s/%s", session.base, session.name);
	lab_snprintf(session.layers, sizeof session.layers, "%s/layers", session.run);
	lab_snprintf(session.rootfs, sizeof session.rootfs, "%s/rootfs", session.run);
	if (!undo_add(UNDO_DIRECTORY, NO_OWNER, session.run, ""))
		return false;
	const char *const made[] = { session.run, session.layers, session.rootfs };
	for (int i = 0; i < 3; i++)
		if (TRIED("mkdirat", mkdirat(AT_FDCWD, made[i], i ? 0755 : 0700), "AT_FDCWD, %s, %#o", quoted(made[i]), i ? 0755u : 0700u) < 0)
			return kernel_refused("mkdir \"%s\"", made[i]);
	return true;
}

/* Our journal, locked, in a base that is locked meanwhile: nobody may take it for a dead one. False with errno 0: try again. */
static bool make_journal(int base)
{
	char file[48];
	lab_snprintf(session.name, sizeof session.name, "%d-%06x", (int)getpid(), (unsigned)(now_ns() / 1000) & 0xffffff);
	lab_snprintf(file, sizeof file, "%s.journal", session.name);
	journal_fd = (int)TRIED("openat", openat(base, file, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600),
		"%d<%s>, %s, O_WRONLY|O_CREAT|O_EXCL|O_APPEND|O_CLOEXEC, 0600", base, session.base, quoted(file));
	if (journal_fd >= 0)
		return TRIED("flock", flock(journal_fd, LOCK_EX | LOCK_NB), "%d, LOCK_EX|LOCK_NB", journal_fd) == 0 || kernel_refused("flock \"%s/%s\"", session.base, file);
	if (errno == EEXIST || errno == ENOENT) { /* ENOENT: another session has just removed the empty base */
		errno = 0;
		return false;
	}
	return kernel_refused("open \"%s/%s\"", session.base, file);
}

bool session_open(void)
{
	struct left left = { 0, 0, 0 };
	bool ok = false, first = true;
	for (int tries = 0; !ok && tries < BASE_TRIES; tries++) {
		int base = -1;
		if (!open_base(&base))
			return false;
		if (!lock_directory(base)) {
			kernel_refused("flock \"%s\"", session.base);
			close(base);
			return false;
		}
		sweep(base, session.base, &session.swept, &left);
		if (first)
			sweep_other_bases(&session.swept, &left);
		first = false;
		ok = make_journal(base);
		int number = errno;
		close(base); /* and with it the lock */
		if (!ok && number != 0)
			return false;
	}
	if (!ok)
		return fail("unavailable", "%s: cannot make a journal in it", session.base);
	if (make_run_directory())
		return true;
	session_close(&left);
	return false;
}

void session_close(struct left *left)
{
	char file[256];
	if (journal_fd < 0)
		return;
	if ((rmdir(session.layers) < 0 && errno != ENOENT) || (rmdir(session.rootfs) < 0 && errno != ENOENT) ||
	    (rmdir(session.run) < 0 && errno != ENOENT)) {
		left->files++;
		return; /* the journal stays, so that the next start tries again */
	}
	lab_snprintf(file, sizeof file, "%s/%s.journal", session.base, session.name);
	if (left->cgroups == 0 && unlink(file) < 0)
		left->files++;
	rmdir(session.base); /* refused while others are there */
	close_fd(&journal_fd);
}
