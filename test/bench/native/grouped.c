/*
 * grouped: gives a program that knows no cgroups (bwrap, unshare) what the others do themselves, as
 * cheaply as it can be done: makes the groups, joins them, runs the program, removes them.
 *
 *   grouped GROUP… -- PROGRAM [ARGUMENT…]
 */
#define _GNU_SOURCE
#include "groups.h"
#include <sys/wait.h>

int main(int argc, char **argv)
{
	int at = 1, status;
	if (argc < 4)
		die("grouped GROUP... -- PROGRAM");
	for (; argv[at] && strcmp(argv[at], "--") != 0; at++)
		make_group(argv[at]);
	if (argv[at] == NULL)
		die("--");
	pid_t pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		join_groups(getpid());
		execv(argv[at + 1], argv + at + 1);
		die(argv[at + 1]);
	}
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	remove_groups();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 112;
}
