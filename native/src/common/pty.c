/* pty.c: pseudo-terminals: pty(7), ioctl_tty(2). */
#include "common/pty.h"
#include "wire/trace.h"
#include <sys/ioctl.h>
#include <termios.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER 0x5441
#endif

bool resize_terminal(int fd, unsigned rows, unsigned cols)
{
	struct winsize size = { (unsigned short)rows, (unsigned short)cols, 0, 0 };
	return TRIED("ioctl", ioctl(fd, TIOCSWINSZ, &size), "%d, TIOCSWINSZ, {ws_row=%u, ws_col=%u, ws_xpixel=0, ws_ypixel=0}", fd, rows, cols) == 0;
}

bool open_terminal(struct terminal *t, unsigned rows, unsigned cols)
{
	int locked = 0;
	t->slave = -1;
	t->master = (int)TRIED("openat", openat(AT_FDCWD, "/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC), "AT_FDCWD, \"/dev/ptmx\", O_RDWR|O_NOCTTY|O_CLOEXEC");
	if (t->master < 0)
		return false;
	/* TIOCGPTPEER opens the other end without a path: the devpts of another mount namespace is no obstacle */
	if (TRIED("ioctl", ioctl(t->master, TIOCSPTLCK, &locked), "%d, TIOCSPTLCK, [0]", t->master) == 0)
		t->slave = (int)TRIED("ioctl", ioctl(t->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC), "%d, TIOCGPTPEER, O_RDWR|O_NOCTTY|O_CLOEXEC", t->master);
	if (t->slave >= 0 && resize_terminal(t->master, rows, cols))
		return true;
	int number = errno;
	close_fd(&t->slave);
	close_fd(&t->master);
	errno = number;
	return false;
}

bool adopt_terminal(int slave)
{
	if (getsid(0) != getpid() && TRACED("setsid", setsid(), "%s", "") < 0)
		return false;
	if (TRACED("ioctl", ioctl(slave, TIOCSCTTY, 0), "%d, TIOCSCTTY, 0", slave) < 0)
		return false;
	for (int i = 0; i < 3; i++)
		if (TRIED("dup3", dup3(slave, i, 0), "%d, %d, 0", slave, i) < 0)
			return false;
	return true;
}

void leave_terminal(void)
{
	signal(SIGHUP, SIG_IGN); /* a session leader that gives up its terminal gets one */
	ioctl(0, TIOCNOTTY);
}
