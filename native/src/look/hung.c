/* hung.c: see hung.h. */
#include "look/hung.h"
#include "common/throwaway.h"
#include "wire/errors.h"
#include "common/machine.h"
#include "batch/message.h"
#include <sys/mman.h>

enum { IDENTIFY_MS = 200 };
#define FORGET_NS (30 * 1000000000ull)

struct hung_list *hung;

static ino_t view_of(pid_t pid)
{
	char path[40];
	struct stat s;
	lab_snprintf(path, sizeof path, "%d/ns/mnt", (int)pid);
	return fstatat(machine_proc(), path, &s, 0) == 0 ? s.st_ino : 0;
}

/* Whose /proc/PID is, or where that is root's (a program may hide its memory so) the first number behind "Uid:" in its status. */
static uint32_t owner_of(pid_t pid)
{
	char path[40], text[2048];
	struct stat s;
	lab_snprintf(path, sizeof path, "%d", (int)pid);
	if (fstatat(machine_proc(), path, &s, 0) == 0 && s.st_uid != 0)
		return s.st_uid;
	lab_snprintf(path, sizeof path, "%d/status", (int)pid);
	int fd = openat(machine_proc(), path, O_RDONLY | O_CLOEXEC);
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
	hung = map_shared(sizeof *hung);
	if (!hung)
		return false;
	hung->own_view = view_of(getpid());
	hung->own_users[0] = geteuid();
	hung->own_users[1] = sudo ? (uint32_t)strtoul(sudo, NULL, 10) : 0;
	return true;
}

/* In a throw-away child: what holds up the reader may hold up this as well. */
static void identify(void *with)
{
	struct hung *h = with;
	h->view = view_of(h->pid);
	h->owner = owner_of(h->pid);
}

void hung_add(pid_t reader)
{
	struct hung *h = &hung->at[hung->count++];
	*h = (struct hung){ .reader = reader, .since = now_ns(), .pid = hung->pid, .walked = hung->walks };
	pid_t lost = throwaway(identify, h, IDENTIFY_MS);
	h->throwaway = lost > 0 ? lost : 0;
}

bool hung_review(void)
{
	for (int i = hung->count - 1; i >= 0; i--)
		if (hung->at[i].reader == 0 && hung->at[i].throwaway == 0 && now_ns() - hung->at[i].since > FORGET_NS)
			hung->at[i] = hung->at[--hung->count];
	return hung->count < HUNG_MAX;
}

bool hung_died(pid_t reader)
{
	for (int i = 0; hung && i < hung->count; i++) {
		pid_t *lost = hung->at[i].reader == reader ? &hung->at[i].reader : hung->at[i].throwaway == reader ? &hung->at[i].throwaway : NULL;
		if (lost) {
			*lost = 0;
			return true;
		}
	}
	return false;
}

int hung_readers(void)
{
	int count = 0;
	for (int i = 0; hung && i < hung->count; i++)
		count += (hung->at[i].reader != 0) + (hung->at[i].throwaway != 0);
	return count;
}

/* ---- in the reader ---- */

static bool is_own_user(uint32_t owner)
{
	return owner == 0 || owner == hung->own_users[0] || owner == hung->own_users[1];
}

static bool is_affected(const struct hung *h, pid_t pid)
{
	if (h->pid == pid)
		return true;
	if (!is_own_user(h->owner) && owner_of(pid) == h->owner)
		return true;
	return h->view != 0 && h->view != hung->own_view && view_of(pid) == h->view;
}

bool reading_of(pid_t pid, bool walks)
{
	hung->pid = pid;
	hung->walks = walks;
	for (int i = 0; i < hung->count; i++)
		if ((walks || !hung->at[i].walked) && is_affected(&hung->at[i], pid))
			return false;
	return true;
}
