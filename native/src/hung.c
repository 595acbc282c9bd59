/* hung.c: see hung.h. */
#include "hung.h"
#include "machine.h"
#include "errors.h"
#include "procstat.h"
#include "subject.h"
#include <sys/mman.h>

#define FORGET_NS (30 * 1000000000ull)

struct hung_list *hung;

static ino_t view_of(int proc)
{
	struct stat s;
	return proc >= 0 && fstatat(proc, "ns/mnt", &s, 0) == 0 ? s.st_ino : 0;
}

/* The first number behind "Uid:" in /proc/PID/status: the owner of the directory is root's where a program hides its memory. */
static uint32_t owner_of(int proc)
{
	char text[2048];
	int fd = openat(proc, "status", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
	close_fd(&fd);
	text[n > 0 ? n : 0] = 0;
	const char *line = strstr(text, "\nUid:\t");
	return line ? (uint32_t)strtoul(line + 6, NULL, 10) : 0;
}

/* ---- in the monitor ---- */

bool hung_open(void)
{
	const char *sudo = getenv("SUDO_UID");
	if (hung)
		return true;
	void *at = mmap(NULL, sizeof *hung, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return kernel_refused("mmap");
	hung = at;
	hung->own_view = view_of(monitor_proc);
	hung->own_users[0] = geteuid();
	hung->own_users[1] = sudo ? (uint32_t)strtoul(sudo, NULL, 10) : 0;
	return true;
}

void hung_add(pid_t reader)
{
	char path[32];
	struct proc_stat s;
	struct hung *h = &hung->at[hung->count++];
	snprintf(path, sizeof path, "%d", (int)hung->pid);
	int proc = openat(machine_proc(), path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	*h = (struct hung){ .reader = reader, .since = now_ns(), .pid = hung->pid, .view = view_of(proc), .walked = hung->walks };
	if (proc >= 0 && read_proc_stat(proc, "stat", &s)) {
		h->start = s.start;
		h->owner = owner_of(proc);
	}
	close_fd(&proc);
}

bool hung_review(void)
{
	for (int i = hung->count - 1; i >= 0; i--)
		if (hung->at[i].reader == 0 && now_ns() - hung->at[i].since > FORGET_NS)
			hung->at[i] = hung->at[--hung->count];
	return hung->count < HUNG_MAX;
}

bool hung_died(pid_t reader)
{
	for (int i = 0; hung && i < hung->count; i++)
		if (hung->at[i].reader == reader) {
			hung->at[i].reader = 0;
			return true;
		}
	return false;
}

int hung_readers(void)
{
	int count = 0;
	for (int i = 0; hung && i < hung->count; i++)
		count += hung->at[i].reader != 0;
	return count;
}

/* ---- in the reader ---- */

static bool is_own_user(uint32_t owner)
{
	return owner == 0 || owner == hung->own_users[0] || owner == hung->own_users[1];
}

static bool concerns(const struct hung *h, int proc, pid_t pid)
{
	struct proc_stat s;
	if (h->pid == pid)
		return !read_proc_stat(proc, "stat", &s) || s.start == h->start;
	if (!is_own_user(h->owner) && owner_of(proc) == h->owner)
		return true;
	return h->view != 0 && h->view != hung->own_view && view_of(proc) == h->view;
}

bool reading_of(int proc, pid_t pid, bool walks)
{
	hung->pid = pid;
	hung->walks = walks;
	for (int i = 0; i < hung->count; i++)
		if ((walks || !hung->at[i].walked) && concerns(&hung->at[i], proc, pid))
			return false;
	return true;
}
