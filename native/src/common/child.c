/* child.c: see child.h. */
#include "common/child.h"
#include <poll.h>
#include <sys/prctl.h>

int monitor_pidfd = -1, monitor_proc = -1;

void die_with_monitor(int pidfd)
{
	struct pollfd dead = { pidfd, POLLIN, 0 };
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		_exit(125);
	/* It may have died before the line above. getppid() would not tell: it is 0 in a new PID namespace. */
	if (poll(&dead, 1, 0) > 0)
		_exit(125);
}

void become_ordinary(void)
{
	sigset_t none;
	sigemptyset(&none);
	for (int s = 1; s < 32; s++) /* the real-time signals behind them nobody ignores by habit */
		signal(s, SIG_DFL); /* refused for SIGKILL and SIGSTOP, which is fine */
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(022);
	syscall(SYS_close_range, 3u, ~0u, LAB_CLOSE_RANGE_CLOEXEC);
}
