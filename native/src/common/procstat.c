/* procstat.c: the one-line summary of a process. */
#include "common/procstat.h"

/* Field 38 is the signal that a parent gets at the end: -1 of a thread, clone(2) with CLONE_THREAD. */
enum { STATE_FIELD = 3, PPID_FIELD = 4, SESSION_FIELD = 6, TTY_FIELD = 7, FLAGS_FIELD = 9, START_FIELD = 22, SIGNAL_FIELD = 38 };

static bool parse(const char *text, struct proc_stat *s)
{
	/* field 2, the name in brackets, may hold anything, brackets too: only the last one ends it */
	const char *open = strchr(text, '('), *at = strrchr(text, ')');
	if (open == NULL || at == NULL || at < open || at[1] != ' ')
		return false;
	size_t n = (size_t)(at - open - 1);
	if (n >= sizeof s->comm)
		n = sizeof s->comm - 1;
	memcpy(s->comm, open + 1, n);
	s->comm[n] = 0;
	s->state = at[2];
	for (int field = STATE_FIELD; field <= SIGNAL_FIELD; field++) {
		at = strchr(at + 1, ' ');
		if (at == NULL)
			return false;
		if (field == PPID_FIELD)
			s->ppid = (pid_t)strtol(at, NULL, 10);
		else if (field == SESSION_FIELD)
			s->session = (pid_t)strtol(at, NULL, 10);
		else if (field == TTY_FIELD)
			s->tty = (int)strtol(at, NULL, 10);
		else if (field == SIGNAL_FIELD)
			s->thread = strtol(at, NULL, 10) < 0;
		else if (field == FLAGS_FIELD)
			s->flags = strtoul(at, NULL, 10);
		else if (field == START_FIELD)
			s->start = strtoull(at, NULL, 10);
	}
	return true;
}

bool read_proc_stat(int dir, const char *file, struct proc_stat *s)
{
	char text[1024];
	int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, text, sizeof text - 1);
	int number = errno;
	close(fd);
	errno = n < 0 ? number : ESRCH;
	if (n <= 0)
		return false;
	text[n] = 0;
	return parse(text, s);
}
