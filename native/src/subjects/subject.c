/* subject.c: how the monitor gives birth to subjects, watches them, and ends them. */
#include "subjects/subject.h"
#include "group/cgroup.h"
#include "common/machine.h"
#include "common/procstat.h"
#include "stage/stage.h"
#include "subjects/channel.h"
#include "wire/entries.h"
#include "wire/trace.h"
#include <sys/mman.h>
#include <sys/socket.h>

struct subject subjects[SUBJECTS_MAX];

enum { NOBODY = -2 }; /* a slot that owns nothing */
enum { FIRST_REQUESTS = 4 * 1024, FIRST_CALLS = 8 * 1024 };

bool subjects_open(void)
{
	for (int i = 0; i < SUBJECTS_MAX; i++)
		subjects[i] = (struct subject){ .slot = i, .pidfd = -1, .proc = -1, .sock = -1 };
	monitor_pidfd = (int)TRIED("pidfd_open", syscall(SYS_pidfd_open, getpid(), 0u), "%d, 0", (int)getpid());
	if (monitor_pidfd < 0)
		return kernel_refused("pidfd_open");
	machine_hold();
	monitor_proc = (int)TRIED("openat", openat(machine_proc(), "self", O_PATH | O_DIRECTORY | O_CLOEXEC), "%d</proc>, \"self\", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY", machine_proc());
	if (monitor_proc < 0)
		return kernel_refused("open /proc/self");
	return true;
}

const char *subject_name_of(const struct request *r)
{
	return has(r, "subject") ? text_of(r, "subject") : DEFAULT_SUBJECT;
}

static void ignore_channel(struct channel *c)
{
	(void)c;
}

/* Nothing is left of whoever was in it. */
static bool is_free(const struct subject *s)
{
	for (int i = 0; i < undo_count; i++)
		if (undo_list[i].owner == s->slot)
			return false;
	return s->pid == 0 && !s->ended && channels_of(s->slot, ignore_channel) == 0;
}

struct subject *subject_named(const char *name, bool make)
{
	static struct subject nobody = { .slot = NOBODY, .pidfd = -1, .proc = -1, .sock = -1 };
	struct subject *found = NULL;
	if (!is_subject_name(name)) {
		fail("choice", "subject: %.20s is no name for a subject: a small letter, then at most %d small letters, digits and -, and not monitor, host, app, candidate, shell",
			name, SUBJECT_NAME_MAX - 1);
		return NULL;
	}
	for (int i = 0; i < SUBJECTS_MAX; i++)
		if (same(subjects[i].name, name))
			return &subjects[i];
	for (int i = 0; i < SUBJECTS_MAX && make && !found; i++)
		if (is_free(&subjects[i]))
			found = &subjects[i];
	if (make && !found) {
		fail("busy", "%s: there are %d subjects already, and no more can be: drop one first", current_op, SUBJECTS_MAX);
		return NULL;
	}
	if (!found)
		found = &nobody;
	copy_string(found->name, sizeof found->name, name);
	return found;
}

void subject_adopt(struct subject *s, pid_t pid)
{
	close_fd(&s->pidfd);
	close_fd(&s->proc);
	s->pid = pid;
}

int subject_pidfd(struct subject *s)
{
	if (s->pidfd < 0 && s->pid)
		s->pidfd = (int)TRIED("pidfd_open", syscall(SYS_pidfd_open, s->pid, 0u), "%d, 0", (int)s->pid);
	return s->pidfd;
}

int subject_proc(struct subject *s)
{
	char path[32];
	lab_snprintf(path, sizeof path, "%d", (int)s->pid);
	if (s->proc < 0 && s->pid)
		s->proc = openat(machine_proc(), path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return s->proc;
}

/* The pages that are always used are touched here, so that they are charged to our cgroup and not to the container's. */
bool subject_prepare(struct subject *s)
{
	struct shared_page *b = s->page;
	if (b)
		return true;
	b = map_shared(sizeof *b);
	if (b == NULL)
		return false;
	s->page = b;
	memset(b, 0, offsetof(struct shared_page, calls) + FIRST_CALLS);
	memset(b->requests, 0, FIRST_REQUESTS);
	return true;
}

bool subject_spawn(struct subject *s)
{
	int pair[2];
	if (!make_pair(pair))
		return false;
	long pid = TRACED("clone", syscall(SYS_clone, (unsigned long)SIGCHLD, 0, 0, 0, 0), "child_stack=NULL, flags=SIGCHLD");
	if (pid == 0)
		stage_main(s->page, pair[1], monitor_pidfd);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return kernel_refused("clone");
	}
	s->sock = pair[0];
	s->ended = s->ran = s->born = s->seized = s->held = false;
	s->memory_group[0] = 0;
	s->oom_kill = s->oom_before = 0;
	subject_adopt(s, (pid_t)pid);
	return true;
}

bool has_execed(pid_t pid)
{
	char path[32];
	struct proc_stat s;
	lab_snprintf(path, sizeof path, "%d/stat", (int)pid);
	return read_proc_stat(machine_proc(), path, &s) && (s.flags & FLAG_NOT_EXECED) == 0;
}

uint64_t subject_oom_kills(const struct subject *s)
{
	uint64_t now;
	struct undo *group = s->memory_group[0] ? find_group(s->memory_group) : NULL;
	if (group == NULL || !read_oom_kills(group->dir, &now) || now < s->oom_before)
		return 0;
	return now - s->oom_before;
}

void subject_attached(struct subject *s, const char *group, bool counts, uint64_t oom_before)
{
	s->state |= IN_CGROUP;
	if (!counts)
		return;
	copy_string(s->memory_group, sizeof s->memory_group, group);
	s->oom_before = oom_before;
}

void subject_reaped(struct subject *s, int status)
{
	s->ran = (s->state & RUNNING) != 0;
	s->filtered = (s->state & FILTERED) != 0;
	s->ended = true;
	s->seized = s->held = false;
	s->status = status;
	s->ended_pid = s->pid;
	s->oom_kill = subject_oom_kills(s);
	s->state = 0;
	s->pid = 0;
	close_fd(&s->pidfd);
	close_fd(&s->proc);
	close_fd(&s->sock);
}

void subject_kill(struct subject *s)
{
	for (int i = 0; i < undo_count; i++)
		if (undo_list[i].kind == UNDO_GROUP && undo_list[i].owner == s->slot && undo_list[i].dir >= 0)
			kill_group(undo_list[i].dir, undo_list[i].path);
	int pidfd = subject_pidfd(s);
	if (pidfd >= 0)
		TRACED("pidfd_send_signal", syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0u),
			"%d /* pidfd of %d */, SIGKILL, NULL, 0", pidfd, (int)s->pid);
}

/* ---- orphans: we are a subreaper, so what a shell left behind becomes our child ---- */

enum { ENTERED_MAX = 64 };
static OWN_PAGES struct {
	const struct subject *s;
	ino_t mnt_ns;
} entered_namespaces[ENTERED_MAX];
static int entered_count;

static bool mount_namespace(int proc, ino_t *inode)
{
	struct stat st;
	if (fstatat(proc, "ns/mnt", &st, 0) < 0)
		return false;
	*inode = st.st_ino;
	return true;
}

void subject_note_entered(struct subject *s)
{
	ino_t inode;
	if (!mount_namespace(subject_proc(s), &inode))
		return;
	for (int i = 0; i < entered_count && i < ENTERED_MAX; i++)
		if (entered_namespaces[i].s == s && entered_namespaces[i].mnt_ns == inode)
			return;
	entered_namespaces[entered_count % ENTERED_MAX].s = s;
	entered_namespaces[entered_count++ % ENTERED_MAX].mnt_ns = inode;
}

void subject_forget_entered(const struct subject *s)
{
	for (int i = 0; i < ENTERED_MAX; i++)
		if (entered_namespaces[i].s == s)
			entered_namespaces[i].s = NULL;
}

static bool belongs(pid_t pid, const struct subject *s)
{
	char path[32];
	ino_t inode;
	if (s == NULL)
		return true;
	for (int i = 0; i < SUBJECTS_MAX; i++)
		if (subjects[i].pid == pid)
			return false;
	lab_snprintf(path, sizeof path, "%d", (int)pid);
	int proc = openat(machine_proc(), path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool found = false;
	if (proc >= 0 && mount_namespace(proc, &inode))
		for (int i = 0; i < entered_count && i < ENTERED_MAX && !found; i++)
			found = entered_namespaces[i].s == s && entered_namespaces[i].mnt_ns == inode;
	close_fd(&proc);
	return found;
}

static pid_t parent_of(int proc, const char *pid)
{
	char path[48];
	struct proc_stat s;
	lab_snprintf(path, sizeof path, "%.16s/stat", pid);
	return read_proc_stat(proc, path, &s) ? s.ppid : 0;
}

static int kill_if_belongs(long pid, const struct subject *s)
{
	if (pid <= 1 || !belongs((pid_t)pid, s))
		return 0;
	kill((pid_t)pid, SIGKILL);
	return 1;
}

int kill_children(const struct subject *s)
{
	static OWN_PAGES char text[16 * 1024];
	char path[48];
	int killed = 0;
	lab_snprintf(path, sizeof path, "self/task/%d/children", (int)getpid());
	int fd = openat(machine_proc(), path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t n = read(fd, text, sizeof text - 1);
		close(fd);
		text[n > 0 ? n : 0] = 0;
		for (char *at = text, *end; *at; at = end) {
			long pid = strtol(at, &end, 10);
			if (end == at)
				break;
			killed += kill_if_belongs(pid, s);
		}
		return killed;
	}
	int proc = openat(machine_proc(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* a kernel without CONFIG_PROC_CHILDREN */
	const struct entry *e;
	struct entries all;
	entries_of(&all, proc);
	while (proc >= 0 && (e = next_entry(&all)) != NULL)
		if (e->name[0] >= '1' && e->name[0] <= '9' && parent_of(proc, e->name) == getpid())
			killed += kill_if_belongs(strtol(e->name, NULL, 10), s);
	close_fd(&proc);
	return killed;
}
