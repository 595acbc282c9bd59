/*
 * lurker: a hostile app, PID 1 of its container, that waits for shells to enter. Of each newcomer it says, in one line,
 * the first descriptor above 2 that it can follow before execve, or the program of the host's that it can change the
 * mode of afterwards, or `nothing`. SIGSTOP gives it all the time that it needs.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char link_text[256];

static int follows(int pid, const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
	ssize_t n = readlink(path, link_text, sizeof link_text - 1);
	link_text[n > 0 ? n : 0] = 0;
	return n > 0;
}

static int is_entering(int pid)
{
	char path[64], name[16] = "";
	snprintf(path, sizeof path, "/proc/%d/comm", pid);
	int fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, name, sizeof name) < 0)
		name[0] = 0;
	close(fd);
	return strcmp(name, "lab-shell\n") == 0;
}

static int tells_of_descriptor(int pid)
{
	char name[16];
	for (int fd = 3; fd < 40; fd++) {
		snprintf(name, sizeof name, "fd/%d", fd);
		if (is_entering(pid) && follows(pid, name))
			return printf("descriptor %s\n", link_text);
	}
	return 0;
}

static int tells_of_program(int pid, const struct stat *own)
{
	char path[64];
	struct stat s;
	snprintf(path, sizeof path, "/proc/%d/exe", pid);
	int fd = open(path, O_RDONLY);
	int strange = fd >= 0 && fstat(fd, &s) == 0 && s.st_dev != own->st_dev && follows(pid, "exe") && fchmod(fd, 0777) == 0;
	close(fd);
	return strange ? printf("program %s\n", link_text) : 0;
}

int main(void)
{
	struct stat own;
	if (stat("/proc/self/exe", &own) < 0)
		return 1;
	printf("lurking\n");
	for (int pid = 2;; pid++) {
		fflush(stdout);
		while (kill(pid, 0) < 0)
			;
		while (kill(pid, 0) == 0 && !follows(pid, "fd/0"))
			;
		kill(pid, SIGSTOP);
		if (!tells_of_descriptor(pid) && !tells_of_program(pid, &own))
			printf("nothing\n");
		kill(pid, SIGCONT);
	}
}
