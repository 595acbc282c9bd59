/* pingpong: the least that a question and its answer cost over a pair of pipes: a line in, getppid(2), a line out. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	char in[4096], out[64];
	while (read(0, in, sizeof in) > 0) {
		int n = snprintf(out, sizeof out, "%ld\n", syscall(SYS_getppid));
		if (write(1, out, (size_t)n) != n)
			return 1;
	}
	return 0;
}
