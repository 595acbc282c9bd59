/*
 * interleave: runs commands in turn, in a new random order each round, and prints how long each took.
 * Interleaving lets whatever else the machine does hit all alike, so that ratios hold where times do not.
 *
 *   interleave ROUNDS WARM-UP GAP-MICROSECONDS FILE
 *
 * FILE: one command a line, parts separated by tabs: NAME, file for standard input, PROGRAM, ARGUMENT…
 * Prints a line for each run: NAME, wall time in ns from vfork to exit, CPU time in µs, exit status.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 32, PARTS = 64, OUTPUT = 1 << 20 };

struct command {
	char *parts[PARTS];
	char line[8192];
};
static struct command commands[COMMANDS];

static void die(const char *what)
{
	perror(what);
	exit(111);
}

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int read_commands(const char *path)
{
	FILE *f = fopen(path, "r");
	int count = 0;
	if (f == NULL)
		die(path);
	while (count < COMMANDS && fgets(commands[count].line, sizeof commands[0].line, f)) {
		int n = 0;
		for (char *part = strtok(commands[count].line, "\t\n"); part && n < PARTS - 1; part = strtok(NULL, "\t\n"))
			commands[count].parts[n++] = part;
		if (n >= 3)
			count++;
	}
	fclose(f);
	return count;
}

static void run(const struct command *c, int output, int counted)
{
	int input = open(c->parts[1], O_RDONLY | O_CLOEXEC);
	if (input < 0)
		die(c->parts[1]);
	struct rusage usage;
	int status;
	uint64_t start = now_ns();
	pid_t pid = vfork();
	if (pid == 0) {
		dup2(input, 0);
		dup2(output, 1);
		dup2(output, 2);
		execv(c->parts[2], c->parts + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		die("vfork");
	uint64_t took = now_ns() - start;
	close(input);
	if (counted)
		printf("%s %llu %ld %d\n", c->parts[0], (unsigned long long)took,
			(long)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec,
			WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int main(int argc, char **argv)
{
	static char said[65536];
	int pipes[2], order[COMMANDS];
	if (argc != 5 || pipe2(pipes, O_CLOEXEC) < 0 || fcntl(pipes[1], F_SETPIPE_SZ, OUTPUT) < 0 || fcntl(pipes[0], F_SETFL, O_NONBLOCK) < 0)
		die("interleave ROUNDS WARM-UP GAP FILE");
	int rounds = atoi(argv[1]), warm_up = atoi(argv[2]), count = read_commands(argv[4]);
	long gap = atol(argv[3]);
	struct timespec pause = { gap / 1000000, gap % 1000000 * 1000 };
	srand(1);
	for (int i = 0; i < count; i++)
		order[i] = i;
	for (int round = -warm_up; round < rounds; round++) {
		for (int i = count - 1; i > 0; i--) {
			int j = rand() % (i + 1), other = order[i];
			order[i] = order[j];
			order[j] = other;
		}
		for (int i = 0; i < count; i++) {
			nanosleep(&pause, NULL);
			run(&commands[order[i]], pipes[1], round >= 0);
			while (read(pipes[0], said, sizeof said) > 0)
				;
		}
	}
	return 0;
}
