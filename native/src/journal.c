/*
 * journal.c: this session's directories, and the list of what must be undone, kept twice: here,
 * and in <base>/<session>.journal, one line each, written before the deed. Whoever finds a journal
 * without a lock on it finishes the job.
 */
#include "cgroup.h"
#include "trace.h"
#include <dirent.h>
#include <sys/file.h>

struct session session;
struct undo undo_list[UNDO_MAX];
int undo_count;

static int journal = -1;

static const char *const KIND_WORDS[] = {
	[UNDO_DIRECTORY] = "directory", [UNDO_GROUP] = "cgroup", [UNDO_SHARED] = "shared-cgroup",
	[UNDO_CONTROLLERS] = "controllers", [UNDO_HOME] = "home",
};
enum { KINDS = sizeof KIND_WORDS / sizeof *KIND_WORDS };

/* ---- lines: `<kind> <path> <detail>`, or `undone <kind> <path>`; blanks and odd bytes as %XX ---- */

static void add_escaped(struct text *t, const char *string)
{
	for (; *string; string++) {
		unsigned char c = (unsigned char)*string;
		if (c <= 0x20 || c >= 0x7f || c == '%')
			text_format(t, "%%%02x", c);
		else
			text_bytes(t, string, 1);
	}
}

static void unescape_word(char *word)
{
	char *to = word;
	for (char *from = word; *from; to++) {
		if (*from == '%' && from[1] && from[2]) {
			char digits[3] = { from[1], from[2], 0 };
			*to = (char)strtoul(digits, NULL, 16);
			from += 3;
		} else {
			*to = *from++;
		}
	}
	*to = 0;
}

static bool write_line(const char *prefix, enum undo_kind kind, const char *path, const char *detail)
{
	char line[3 * GROUP_PATH_MAX + 1024];
	struct text t = TEXT(line);
	text_format(&t, "%s%s ", prefix, KIND_WORDS[kind]);
	add_escaped(&t, path);
	text_add(&t, " ");
	add_escaped(&t, detail);
	text_add(&t, "\n");
	return !t.cut && write(journal, line, t.used) == (ssize_t)t.used;
}

static int find_last(const struct undo *list, int count, int kind, const char *path)
{
	for (int i = count - 1; i >= 0; i--)
		if ((int)list[i].kind == kind && same(list[i].path, path))
			return i;
	return -1;
}

static void take_out(struct undo *list, int *count, int i)
{
	close_fd(&list[i].dir);
	memmove(list + i, list + i + 1, (size_t)(*count - i - 1) * sizeof *list);
	--*count;
}

static int kind_of(const char *word)
{
	for (int k = 0; k < KINDS; k++)
		if (same(word, KIND_WORDS[k]))
			return k;
	return -1;
}

bool journal_read(FILE *f, struct undo *list, int *count)
{
	static char line[3 * GROUP_PATH_MAX + 1024];
	*count = 0;
	while (fgets(line, sizeof line, f)) {
		char *save = NULL;
		char *word = strtok_r(line, " \n", &save);
		bool undone = word && same(word, "undone");
		if (undone)
			word = strtok_r(NULL, " \n", &save);
		char *path = strtok_r(NULL, " \n", &save), *detail = strtok_r(NULL, " \n", &save);
		int kind = word ? kind_of(word) : -1;
		if (kind < 0 || path == NULL)
			continue; /* the last line of a session that died while writing it: the deed was not done */
		unescape_word(path);
		if (undone) {
			int i = find_last(list, *count, kind, path);
			if (i >= 0)
				take_out(list, count, i);
			continue;
		}
		if (*count == UNDO_MAX)
			return false;
		struct undo *u = &list[(*count)++];
		u->kind = (enum undo_kind)kind;
		u->owner = NO_OWNER;
		u->dir = -1;
		copy_string(u->path, sizeof u->path, path);
		if (detail)
			unescape_word(detail);
		copy_string(u->detail, sizeof u->detail, detail ? detail : "");
	}
	return true;
}

/* ---- the list ---- */

struct undo *undo_add(enum undo_kind kind, int owner, const char *path, const char *detail)
{
	struct undo *u = &undo_list[undo_count];
	if (undo_count == UNDO_MAX || strlen(path) >= sizeof u->path || strlen(detail) >= sizeof u->detail) {
		refuse("busy", "%s: the journal has no room for another entry", current_op);
		return NULL;
	}
	if (!write_line("", kind, path, detail)) {
		kernel_refused("write to the journal in %s", session.base);
		return NULL;
	}
	u->kind = kind;
	u->owner = owner;
	u->dir = -1;
	strcpy(u->path, path);
	strcpy(u->detail, detail);
	undo_count++;
	return u;
}

void undo_drop(struct undo *u)
{
	if (!write_line("undone ", u->kind, u->path, ""))
		log_line("the journal in %s cannot be written", session.base);
	take_out(undo_list, &undo_count, (int)(u - undo_list));
}

static void undo_one(struct undo *u, struct left *left)
{
	int removed = 0;
	switch (u->kind) {
	case UNDO_GROUP:
		left->cgroups += remove_group(u->path, &removed, &left->processes);
		break;
	case UNDO_SHARED: /* EBUSY: somebody else's groups are in it, and he will remove it */
		if (TRACED("rmdir", rmdir(u->path), "%s", quoted(u->path)) < 0 && errno != ENOENT && errno != EBUSY)
			left->cgroups++;
		break;
	case UNDO_CONTROLLERS:
		if (!disable_controllers(u->path, u->detail, undo_list, undo_count))
			log_line("%s: controllers stay enabled: %s", u->path, errno_words(errno));
		break;
	case UNDO_HOME: {
		char self[16];
		int dir = open_group(u->path);
		snprintf(self, sizeof self, "%d", (int)getpid());
		if (dir >= 0 && !write_group_file(dir, u->path, "cgroup.procs", self))
			log_line("%s: cannot go back: %s", u->path, errno_words(errno));
		close_fd(&dir);
		break;
	}
	case UNDO_DIRECTORY:
		break; /* in session_close(), last of all */
	}
}

void undo_all(int owner, struct left *left)
{
	for (int i = undo_count - 1; i >= 0; i--) {
		struct undo *u = &undo_list[i];
		if (u->kind == UNDO_DIRECTORY || (owner != NO_OWNER && u->owner != owner))
			continue;
		undo_one(u, left);
		undo_drop(u);
	}
}

/* ---- the directories ---- */

static bool choose_base(char *base, size_t size)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	if (geteuid() == 0)
		copy_string(base, size, "/run/container-lab");
	else if (runtime && runtime[0] == '/' && strlen(runtime) < 100 && access(runtime, W_OK) == 0)
		snprintf(base, size, "%s/container-lab", runtime);
	else
		snprintf(base, size, "/tmp/container-lab-%u", (unsigned)geteuid());
	return true;
}

/* Make or take the base directory: ours, 0700, no symbolic link. In /tmp a stranger may have been first. */
bool open_base(int *fd)
{
	struct stat s;
	choose_base(session.base, sizeof session.base);
	if (mkdir(session.base, 0700) < 0 && errno != EEXIST)
		return kernel_refused("mkdir \"%s\"", session.base);
	*fd = open(session.base, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return kernel_refused("open \"%s\"", session.base);
	if (fstat(*fd, &s) < 0 || s.st_uid != geteuid() || (s.st_mode & 077) != 0) {
		close_fd(fd);
		return refuse("unavailable", "%s is not ours alone: its owner or mode is wrong, remove it", session.base);
	}
	return true;
}

static bool make_run_directory(void)
{
	snprintf(session.run, sizeof session.run, "%s/%s", session.base, session.name);
	snprintf(session.layers, sizeof session.layers, "%s/layers", session.run);
	snprintf(session.rootfs, sizeof session.rootfs, "%s/rootfs", session.run);
	if (!undo_add(UNDO_DIRECTORY, NO_OWNER, session.run, ""))
		return false;
	if (mkdir(session.run, 0700) < 0 || mkdir(session.layers, 0755) < 0 || mkdir(session.rootfs, 0755) < 0)
		return kernel_refused("mkdir \"%s\"", session.run);
	return true;
}

/* Our journal, locked, in a base that is locked meanwhile: nobody may take it for a dead one. False with errno 0: try again. */
static bool make_journal(int base)
{
	char file[48];
	snprintf(session.name, sizeof session.name, "%d-%06x", (int)getpid(), (unsigned)(now_ns() / 1000) & 0xffffff);
	snprintf(file, sizeof file, "%s.journal", session.name);
	journal = openat(base, file, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (journal >= 0)
		return flock(journal, LOCK_EX | LOCK_NB) == 0 || kernel_refused("flock \"%s/%s\"", session.base, file);
	if (errno == EEXIST || errno == ENOENT) { /* ENOENT: another session has just removed the empty base */
		errno = 0;
		return false;
	}
	return kernel_refused("open \"%s/%s\"", session.base, file);
}

bool session_open(void)
{
	struct left left = { 0, 0, 0 };
	bool ok = false;
	for (int tries = 0; !ok && tries < 100; tries++) {
		int base = -1;
		if (!open_base(&base))
			return false;
		if (flock(base, LOCK_EX) < 0) {
			close(base);
			return kernel_refused("flock \"%s\"", session.base);
		}
		sweep(base, session.base, &session.swept, &left);
		ok = make_journal(base);
		int number = errno;
		close(base); /* and with it the lock */
		if (!ok && number != 0)
			return false;
	}
	if (!ok)
		return refuse("unavailable", "%s: cannot make a journal in it", session.base);
	if (make_run_directory())
		return true;
	session_close(&left);
	return false;
}

void session_close(struct left *left)
{
	char file[256];
	if (journal < 0)
		return;
	if ((rmdir(session.layers) < 0 && errno != ENOENT) || (rmdir(session.rootfs) < 0 && errno != ENOENT) ||
	    (rmdir(session.run) < 0 && errno != ENOENT)) {
		left->files++;
		return; /* the journal stays, so that the next start tries again */
	}
	snprintf(file, sizeof file, "%s/%s.journal", session.base, session.name);
	if (left->cgroups == 0 && unlink(file) < 0)
		left->files++;
	rmdir(session.base); /* refused while others are there */
	close_fd(&journal);
}

bool others_need_controllers(const char *path, char *names, size_t size)
{
	static struct undo list[UNDO_MAX];
	bool found = false;
	DIR *d = opendir(session.base);
	struct dirent *e;
	while (d && !found && (e = readdir(d)) != NULL) {
		int count = 0;
		size_t n = strlen(e->d_name);
		if (n < 9 || !same(e->d_name + n - 8, ".journal") || strncmp(e->d_name, session.name, n - 8) == 0)
			continue;
		int fd = openat(dirfd(d), e->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		FILE *f = fd >= 0 ? fdopen(fd, "r") : NULL;
		if (f == NULL) {
			close_fd(&fd);
			continue;
		}
		journal_read(f, list, &count);
		fclose(f);
		int i = find_last(list, count, UNDO_CONTROLLERS, path);
		if (i >= 0) {
			copy_string(names, size, list[i].detail);
			found = true;
		}
	}
	if (d)
		closedir(d);
	return found;
}
