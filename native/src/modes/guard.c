/* guard.c: restores the terminal when the CLI was killed. */
#include "modes/modes.h"
#include "wire/lab.h"
#include <poll.h>
#include <sys/syscall.h>
#include <termios.h>

/* Every mode off that a program may have left on, the margins, and back from the alternate screen: src/helper/terminal-modes.ts. */
static const char SANE[] =
	"\033<\033[?9l\033[?1000l\033[?1001l\033[?1002l\033[?1003l\033[?1005l\033[?1006l\033[?1015l\033[?1016l"
	"\033[?1004l\033[?2004l\033[?2026l\033[?2031l\033[?2048l\033[<99u\033[>4m\033[?1l\033>\033[4l\033[20l\033[?5l\033[?69l"
	"\033[?7h\033[?25h\033[0 q\033%G\033(B\033)B\033[0m\017"
	"\033[?6l\033[r\033[?1049l\033[<99u";

enum { LAST_ACT_MS = 3000 };

static bool restore(const struct termios *settings)
{
	/* nothing is erased: the shell may have printed its prompt already */
	ssize_t written = write(3, SANE, sizeof SANE - 1);
	/* TCSADRAIN would wait for output that a stopped terminal may never take */
	return tcsetattr(3, TCSANOW, settings) == 0 && written == (ssize_t)sizeof SANE - 1;
}

/* What the kernel gives a new terminal of the flags that Node takes away; the rest stays as the user likes it. */
static void make_sane(struct termios *t)
{
	t->c_iflag = (t->c_iflag | ICRNL | IXON) & ~(tcflag_t)(IGNCR | INLCR | ISTRIP);
	t->c_oflag |= OPOST | ONLCR;
	t->c_lflag |= ICANON | ECHO | ECHOE | ECHOK | ISIG | IEXTEN;
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
}

/*
 * The GUARD: an unprivileged process beside the CLI, in a session of its own, which a SIGKILL of the
 * CLI's group does not reach. Descriptor 0 is a pipe from the CLI, 3 the terminal. It exists
 * because a killed CLI leaves the terminal raw and on the alternate screen. What ends it: a byte
 * 'q' (the CLI leaves in good order), or the end of the pipe, after which it restores the terminal.
 * A terminal that it finds raw at the start was left so by a CLI killed together with its guard:
 * it repairs that first, and again at the end. Then it writes a byte to descriptor 1: from now on the CLI may change the terminal.
 */
int guard_main(void)
{
	static const int IGNORED[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTOU, SIGTTIN, SIGPIPE };
	struct termios before;
	char c;
	ssize_t n;
	bool told_to_end = false, found_raw = false;
	struct pollfd cli = { (int)syscall(SYS_pidfd_open, getppid(), 0u), POLLIN, 0 };
	for (size_t i = 0; i < sizeof IGNORED / sizeof *IGNORED; i++)
		signal(IGNORED[i], SIG_IGN);
	if (tcgetattr(3, &before) < 0) {
		lab_dprintf(2, "lab-helper: guard: descriptor 3 is not a terminal\n");
		return 1;
	}
	if (!(before.c_lflag & ICANON)) {
		found_raw = true;
		make_sane(&before);
		restore(&before);
	}
	setsid(); /* refused for a group leader, which is fine */
	if (chdir("/") < 0)
		return 1;
	if (write(1, "r", 1) != 1)
		return 1; /* nobody waits for us */
	while ((n = read(0, &c, 1)) > 0 || (n < 0 && errno == EINTR))
		told_to_end |= n > 0 && c == 'q';
	if (told_to_end && !found_raw)
		return 0;
	if (told_to_end) { /* Node's very last act is to leave the settings as it found them: raw */
		poll(&cli, 1, LAST_ACT_MS);
		return tcsetattr(3, TCSANOW, &before) == 0 ? 0 : 1;
	}
	return restore(&before) ? 0 : 1;
}
