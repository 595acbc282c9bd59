/* sweep.c: finish what sessions killed with SIGKILL could not: cgroups, run directories, processes of entered shells. */
#include "monitor/session.h"
#include "monitor/leftovers.h"
#include "group/cgroup.h"
#include "common/machine.h"
#include "wire/trace.h"
#include "wire/entries.h"
#include "common/throwaway.h"
#include "common/procstat.h"
#include <poll.h>
#include <sys/file.h>
#include <sys/mman.h>

enum { DEATH_MS = 2000 };

/* A number out of a journal, which may be a foreign process's by now: so it is looked at in a throw-away child. */
struct suspect {
	pid_t pid;
	uint64_t ticks; /* when it was alive */
	bool killed, living;
};

/* A process started later has only got its number. */
static bool was_alive_at(const struct suspect *who)
{
	char path[48];
	struct proc_stat s;
	lab_snprintf(path, sizeof path, "%d/stat", (int)who->pid);
	return read_proc_stat(machine_proc(), path, &s) && s.start <= who->ticks && s.state != 'Z' && s.state != 'X';
}

static void kill_suspect(void *with)
{
	struct suspect *who = with;
	int pidfd = was_alive_at(who) ? (int)syscall(SYS_pidfd_open, who->pid, 0u) : -1;
	who->killed = pidfd >= 0 && was_alive_at(who) && syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0u) == 0;
	struct pollfd dead = { pidfd, POLLIN, 0 };
	if (who->killed)
		poll(&dead, 1, DEATH_MS);
}

/* Carry it out on a suspect, in a throw-away child. Whom it does not come back from is not touched. */
static struct suspect asked(void (*what)(void *), pid_t pid, uint64_t ticks)
{
	struct suspect none = { pid, ticks, false, false };
	struct suspect *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return none;
	*shared = none;
	bool lost = throwaway(what, shared, DEATH_MS + 1000) != 0;
	struct suspect found = *shared;
	found.living |= lost;
	munmap(shared, sizeof *shared);
	return found;
}

static int kill_subject(const struct undo *u)
{
	uint64_t ticks = strtoull(u->detail, NULL, 10);
	pid_t pid = (pid_t)strtol(u->path, NULL, 10);
	const char *boot = strchr(u->detail, '.');
	if (boot == NULL || !same(boot + 1, boot_id()))
		return 0;
	return pid > 1 && asked(kill_suspect, pid, ticks).killed;
}

static int remove_run_directory(const char *path, struct left *left)
{
	char inner[GROUP_PATH_MAX + 16];
	static const char *const PARTS[] = { "/layers", "/rootfs", "" };
	int removed = 0;
	for (int i = 0; i < 3; i++) {
		lab_snprintf(inner, sizeof inner, "%s%s", path, PARTS[i]);
		if (rmdir(inner) == 0)
			removed++;
		else if (errno != ENOENT)
			left->files++;
	}
	return removed > 0;
}

/* In every hierarchy, before a group of any is removed: a member that is frozen in one of them dies only when it is thawed there. */
static void kill_members(const struct undo *list, int count)
{
	for (int i = 0; i < count; i++) {
		int dir = list[i].kind == UNDO_GROUP ? open_group(list[i].path) : -1;
		if (dir >= 0)
			kill_group(dir, list[i].path);
		close_fd(&dir);
	}
}

/* True when nothing of the session is left. */
static bool finish(const char *name, int journal, struct swept *swept, struct left *left)
{
	static OWN_PAGES struct undo list[UNDO_MAX];
	struct left before = *left;
	int count = 0;
	swept->processes += kill_leftovers(name);
	journal_read(journal, list, &count);
	kill_members(list, count);
	for (int i = count - 1; i >= 0; i--)
		switch (list[i].kind) {
		case UNDO_GROUP: {
			int killed = 0;
			left->cgroups += remove_group(list[i].path, &swept->cgroups, &killed);
			left->processes += killed;
			break;
		}
		case UNDO_SHARED:
			if (others_mention(name, UNDO_SHARED, list[i].path, NULL, 0))
				break;
			if (group_rmdir(list[i].path) == 0)
				swept->cgroups++;
			else if (errno == ENOENT)
				left->cgroups += group_is_hidden(list[i].path);
			break;
		case UNDO_CONTROLLERS:
			if (!others_mention(name, UNDO_CONTROLLERS, list[i].path, NULL, 0))
				disable_controllers(list[i].path, list[i].detail, list, i);
			break;
		case UNDO_DIRECTORY:
			swept->directories += remove_run_directory(list[i].path, left);
			break;
		case UNDO_SUBJECT:
			swept->processes += kill_subject(&list[i]);
			break;
		case UNDO_FOUND:
		case UNDO_HOME:
			break; /* the monitor that would go back is dead */
		}
	return left->cgroups == before.cgroups && left->files == before.files;
}

/* SIGKILL has been sent to it, and it has not got round to dying: the signal is pending (proc(5), SigPnd). */
static bool is_being_killed(pid_t pid)
{
	char file[40], text[4096];
	lab_snprintf(file, sizeof file, "%d/status", (int)pid);
	int fd = openat(machine_proc(), file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
	close_fd(&fd);
	text[n > 0 ? n : 0] = 0;
	const char *pending = strstr(text, "\nSigPnd:\t"), *shared = strstr(text, "\nShdPnd:\t");
	uint64_t set = (pending ? strtoull(pending + 9, NULL, 16) : 0) | (shared ? strtoull(shared + 9, NULL, 16) : 0);
	return (set & 1u << (SIGKILL - 1)) != 0;
}

/* A killed process keeps its number until it is reaped, and runs on until it next sees its signals. */
static void see_whether_living(void *with)
{
	struct suspect *who = with;
	char file[40];
	struct proc_stat s;
	lab_snprintf(file, sizeof file, "%d/stat", (int)who->pid);
	who->living = read_proc_stat(machine_proc(), file, &s) && s.state != 'Z' && s.state != 'X' && !(s.flags & FLAG_EXITING) &&
		!is_being_killed(who->pid);
}

/*
 * Nobody holds the journal's lock. Of a monitor that is gone (its PID begins the name) a child that
 * was only just born may hold it for a moment: it dies before it has closed what it inherited.
 */
static bool is_dead(int journal, const char *name)
{
	for (int tries = 0; flock(journal, LOCK_EX | LOCK_NB) < 0; tries++) {
		if (tries == 500 || asked(see_whether_living, (pid_t)strtol(name, NULL, 10), 0).living)
			return false;
		nap_us(1000);
	}
	return true;
}

void sweep(int base_fd, const char *base, struct swept *swept, struct left *left)
{
	const struct entry *e;
	struct entries all;
	entries_of(&all, base_fd);
	while ((e = next_entry(&all)) != NULL) {
		char name[64];
		size_t n = strlen(e->name);
		if (n < 9 || n - 8 >= sizeof name || !same(e->name + n - 8, ".journal"))
			continue;
		int fd = openat(base_fd, e->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue;
		memcpy(name, e->name, n - 8);
		name[n - 8] = 0;
		if (is_dead(fd, name)) {
			swept->sessions++;
			if (finish(name, fd, swept, left))
				unlinkat(base_fd, e->name, 0);
			else
				log_line("%s/%s: something is left, the next start tries again", base, name);
		}
		close(fd);
	}
}
