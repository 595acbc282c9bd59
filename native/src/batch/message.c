/* message.c: see message.h. */
#include "batch/message.h"
#include "wire/errors.h"
#include "wire/trace.h"
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

void *map_shared(size_t size)
{
	void *at = MAP_FAILED;
	if (TRIED("mmap", (at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) == MAP_FAILED ? -1 : 0,
		"NULL, %zu, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0", size) < 0)
		return kernel_refused("mmap"), NULL;
	return at;
}

bool make_pair(int pair[2])
{
	return TRIED("socketpair", socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), "AF_UNIX, SOCK_SEQPACKET|SOCK_CLOEXEC, 0, %#lx", (unsigned long)pair) == 0 ||
		kernel_refused("socketpair");
}

bool send_message(int sock, struct message m, const int *fds, int count)
{
	struct iovec io = { &m, sizeof m };
	union {
		char room[CMSG_SPACE(MESSAGE_FDS * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct msghdr h;
	memset(&h, 0, sizeof h);
	memset(&control, 0, sizeof control);
	h.msg_iov = &io;
	h.msg_iovlen = 1;
	if (count > 0) {
		h.msg_control = control.room;
		h.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
		struct cmsghdr *c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
		memcpy(CMSG_DATA(c), fds, (size_t)count * sizeof(int));
	}
	ssize_t n;
	do
		n = TRIED("sendmsg", sendmsg(sock, &h, MSG_NOSIGNAL), "%d, %#lx, MSG_NOSIGNAL", sock, (unsigned long)&h);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof m;
}

int receive_message(int sock, struct message *m, int fds[MESSAGE_FDS], bool wait)
{
	struct iovec io = { m, sizeof *m };
	union {
		char room[CMSG_SPACE(MESSAGE_FDS * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct msghdr h;
	memset(&h, 0, sizeof h);
	h.msg_iov = &io;
	h.msg_iovlen = 1;
	h.msg_control = control.room;
	h.msg_controllen = sizeof control.room;
	for (int i = 0; i < MESSAGE_FDS; i++)
		fds[i] = -1;
	ssize_t n;
	do
		n = recvmsg(sock, &h, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ECONNRESET ? 0 : -1;
	if (n != (ssize_t)sizeof *m)
		return 0;
	struct cmsghdr *c = CMSG_FIRSTHDR(&h);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(c), (count > MESSAGE_FDS ? MESSAGE_FDS : count) * sizeof(int));
	}
	return 1;
}
