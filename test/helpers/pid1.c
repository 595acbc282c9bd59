/*
 * pid1: what a first process of a PID namespace may do with signals. Its argument:
 *   waits    blocks SIGTERM, tells so, waits for it, and ends with 7: no handler anywhere
 *   deaf     tells so, and waits: SIGTERM has its default action; SIGWINCH has a handler, which ends it with 3
 *   crashes  writes to an address that is not there
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void leave(int number)
{
	(void)number;
	_exit(3);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	sigset_t term;
	int got = 0;
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	if (strcmp(what, "crashes") == 0)
		*(volatile char *)16 = 1;
	if (strcmp(what, "waits") == 0)
		sigprocmask(SIG_BLOCK, &term, NULL);
	if (strcmp(what, "deaf") == 0)
		signal(SIGWINCH, leave);
	puts("ready");
	fflush(stdout);
	if (strcmp(what, "waits") == 0 && sigwait(&term, &got) == 0 && got == SIGTERM)
		return 7;
	for (;;)
		pause();
}
