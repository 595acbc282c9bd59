/* exec.c: the stage becomes the app. */
#include "common/program.h"
#include "common/pty.h"
#include "stage/self.h"

/* Descriptors 0, 1, 2 as they were, so that the stage lives on when execve fails. */
static int saved[3] = { -1, -1, -1 };

static bool save_descriptors(void)
{
	for (int i = 0; i < 3; i++) {
		saved[i] = (int)TRIED("fcntl", fcntl(i, F_DUPFD_CLOEXEC, 10), "%d, F_DUPFD_CLOEXEC, 10", i);
		if (saved[i] < 0)
			return false;
	}
	return true;
}

static void restore_descriptors(void)
{
	for (int i = 0; i < 3; i++) {
		if (saved[i] >= 0)
			dup2(saved[i], i);
		close_fd(&saved[i]);
	}
}

/* On a terminal of the container's own devpts if it has one, else on that of the host, which came with the request. */
static bool onto_terminal(const struct request *r)
{
	struct terminal own;
	unsigned rows = (unsigned)number_of(r, "rows", 24), cols = (unsigned)number_of(r, "cols", 80);
	int slave = stage.received[stage.page->parts[stage.page->at].first_fd];
	if (open_terminal(&own, rows, cols)) {
		struct message m = { MESSAGE_TERMINAL, 0, 0 };
		bool sent = send_message(stage.sock, m, &own.master, 1);
		close_fd(&own.master);
		if (!sent)
			return false;
		slave = own.slave;
	}
	return slave >= 0 && adopt_terminal(slave); /* without one: what open_terminal was refused */
}

static bool connect_to(int fd, int as)
{
	return TRIED("dup3", dup3(fd, as, 0), "%d, %d, 0", fd, as) >= 0;
}

static bool connect_output(const struct request *r)
{
	int first = stage.page->parts[stage.page->at].first_fd;
	switch (number_of(r, "io", IO_PIPE)) {
	case IO_TTY:
		return onto_terminal(r);
	case IO_PIPE:
		return connect_to(stage.received[first], 1) && connect_to(stage.received[first + 1], 2);
	default:
		return connect_to(1, 2); /* 0 and 1 are /dev/null since birth */
	}
}

/* A pipe instead of /dev/null, where somebody types into it. */
static bool connect_input(const struct request *r)
{
	if (number_of(r, "io", IO_PIPE) != IO_PIPE || number_of(r, "input", 0) != 1)
		return true;
	return connect_to(stage.received[stage.page->parts[stage.page->at].first_fd + 2], 0);
}

bool do_exec(const struct request *r)
{
	bool tty = number_of(r, "io", IO_PIPE) == IO_TTY;
	if (!strict_allows_exec(text_of(r, "argv")))
		return false;
	if (save_descriptors() && connect_output(r) && connect_input(r)) {
		become_ordinary();
		become_program(r, stage.page, NULL);
	} else {
		kernel_refused(tty ? "open a terminal" : "connect input and output");
	}
	if (tty)
		leave_terminal();
	restore_descriptors();
	return false;
}
