/*
 * journal.c: the list of what must be undone, kept twice: here, and in <base>/<session>.journal,
 * one line each, written before it is done. Whoever finds a journal without a lock on it finishes the job.
 */
#include "journal/journal.h"
#include "common/machine.h"
#include "wire/trace.h"
#include "wire/entries.h"
#include <sys/file.h>

OWN_PAGES struct undo undo_list[UNDO_MAX];
int undo_count;

int journal_fd = -1;

static const char *const KIND_NAMES[] = {
	[UNDO_DIRECTORY] = "directory", [UNDO_GROUP] = "cgroup", [UNDO_SHARED] = "shared-cgroup", [UNDO_FOUND] = "found-cgroup",
	[UNDO_CONTROLLERS] = "controllers", [UNDO_HOME] = "home", [UNDO_SUBJECT] = "subject",
};
enum { KINDS = sizeof KIND_NAMES / sizeof *KIND_NAMES, LOCK_TRIES = 3000 };

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

/* All of it or nothing: what a full disk has taken of a line would run into the next one. */
static bool append(const char *line, size_t length)
{
	struct stat s;
	ssize_t n = TRIED("write", write(journal_fd, line, length), "%d, \"\"..., %zu", journal_fd, length);
	if (n <= 0 || n == (ssize_t)length)
		return n > 0;
	if (fstat(journal_fd, &s) == 0 && ftruncate(journal_fd, s.st_size - n) < 0)
		log_line("the journal in %s ends in half a line", session.base);
	errno = ENOSPC;
	return false;
}

static bool write_line(const char *prefix, enum undo_kind kind, const char *path, const char *detail)
{
	char line[3 * GROUP_PATH_MAX + 1024];
	struct text t = TEXT(line);
	text_format(&t, "%s%s ", prefix, KIND_NAMES[kind]);
	add_escaped(&t, path);
	text_add(&t, " ");
	add_escaped(&t, detail);
	text_add(&t, "\n");
	return !t.cut && append(line, t.used);
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
		if (same(word, KIND_NAMES[k]))
			return k;
	return -1;
}

bool journal_read(int fd, struct undo *list, int *count)
{
	static OWN_PAGES struct lines journal;
	lines_of(&journal, fd);
	*count = 0;
	for (char *line; (line = next_line(&journal)) != NULL;) {
		char *save = NULL;
		char *word = strtok_r(line, " \n", &save);
		bool undone = word && same(word, "undone");
		if (undone)
			word = strtok_r(NULL, " \n", &save);
		char *path = strtok_r(NULL, " \n", &save), *detail = strtok_r(NULL, " \n", &save);
		int kind = word ? kind_of(word) : -1;
		if (kind < 0 || path == NULL)
			continue; /* the last line of a session that died while writing it: it was not done */
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
		fail("busy", "%s: the journal has no room for another entry", current_op);
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

/* Now, in the unit in which proc_pid_stat(5) says when a process was started. */
static uint64_t now_ticks(void)
{
	struct timespec t;
	clock_gettime(CLOCK_BOOTTIME, &t);
	uint64_t hertz = (uint64_t)sysconf(_SC_CLK_TCK);
	return (uint64_t)t.tv_sec * hertz + (uint64_t)t.tv_nsec * hertz / 1000000000ull;
}

const char *boot_id(void)
{
	static char id[40];
	int fd = id[0] ? -1 : openat(machine_proc(), "sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && read(fd, id, 36) < 0) /* a UUID */
		id[0] = 0;
	close_fd(&fd);
	return id;
}

void undo_subject(int slot, pid_t pid)
{
	char path[16], alive_at[72];
	struct failure kept = failure;
	for (int i = undo_count - 1; i >= 0; i--)
		if (undo_list[i].kind == UNDO_SUBJECT && undo_list[i].owner == slot)
			undo_drop(&undo_list[i]); /* the old half of this fork */
	lab_snprintf(path, sizeof path, "%d", (int)pid);
	lab_snprintf(alive_at, sizeof alive_at, "%llu.%s", (unsigned long long)now_ticks(), boot_id());
	if (!undo_add(UNDO_SUBJECT, slot, path, alive_at))
		log_line("the journal does not know process %d: %s", (int)pid, failure.message);
	failure = kept;
}

void undo_drop(struct undo *u)
{
	if (!write_line("undone ", u->kind, u->path, ""))
		log_line("the journal in %s cannot be written", session.base);
	take_out(undo_list, &undo_count, (int)(u - undo_list));
}

bool lock_directory(int fd)
{
	static int patience = LOCK_TRIES; /* for all that is tried in vain together */
	for (; TRIED("flock", flock(fd, LOCK_EX | LOCK_NB), "%d, LOCK_EX|LOCK_NB", fd) < 0; patience--) {
		if (patience <= 0 || errno != EWOULDBLOCK)
			return false;
		nap_us(1000);
	}
	patience = LOCK_TRIES;
	return true;
}

int lock_base(void)
{
	int fd = openat(AT_FDCWD, session.base, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && !lock_directory(fd))
		close_fd(&fd);
	return fd;
}

/* Does this journal hold it? */
static bool mentions(int fd, enum undo_kind kind, const char *path, char *detail, size_t size)
{
	static OWN_PAGES struct undo list[UNDO_MAX];
	int count = 0;
	journal_read(fd, list, &count);
	close(fd);
	int i = find_last(list, count, (int)kind, path);
	if (i >= 0 && detail)
		copy_string(detail, size, list[i].detail);
	return i >= 0;
}

bool others_mention(const char *except, enum undo_kind kind, const char *path, char *detail, size_t size)
{
	bool found = false;
	int base = openat(AT_FDCWD, session.base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct entry *e;
	struct entries all;
	entries_of(&all, base);
	while (base >= 0 && !found && (e = next_entry(&all)) != NULL) {
		size_t n = strlen(e->name);
		if (n < 9 || !same(e->name + n - 8, ".journal") || (strlen(except) == n - 8 && strncmp(e->name, except, n - 8) == 0))
			continue;
		int fd = openat(base, e->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		found = fd >= 0 && mentions(fd, kind, path, detail, size);
	}
	close_fd(&base);
	return found;
}
