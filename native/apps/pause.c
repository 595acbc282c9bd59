/* pause: wait for ever. As PID 1 it also reaps orphans, and ends at SIGTERM, for which an init needs a handler. */
#define _GNU_SOURCE
#include "lab-apps.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void end(int signal)
{
	_exit(128 + signal);
}

static void reap(int signal)
{
	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

int app_pause(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	struct sigaction action;
	memset(&action, 0, sizeof action);
	action.sa_handler = end;
	if (sigaction(SIGTERM, &action, NULL) < 0 || sigaction(SIGINT, &action, NULL) < 0)
		return 1;
	action.sa_handler = reap;
	if (sigaction(SIGCHLD, &action, NULL) < 0)
		return 1;
	for (;;)
		pause();
}

int app_true(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}
