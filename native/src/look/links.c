/* links.c: the network devices of the namespace that a process is in: what tells one from another is in no file. rtnetlink(7). */
#include "look/look.h"
#include "common/machine.h"
#include "wire/text.h"
#include "wire/wire.h"
#include <sys/socket.h>
#include <sys/wait.h>

enum {
	RTM_NEWLINK = 16, RTM_GETLINK = 18, NLMSG_ERROR = 2, NLMSG_DONE = 3, NLM_F_REQUEST_DUMP = 0x301,
	IFLA_ADDRESS = 1, IFLA_IFNAME = 3, IFLA_LINKINFO = 18, IFLA_INFO_KIND = 1, IFLA_PERM_ADDRESS = 54, TYPE_MASK = 0x3fff,
	DUMP_BYTES = 32 * 1024, WORD = 64,
};

struct message_head {
	uint32_t length;
	uint16_t type, flags;
	uint32_t sequence, port;
};
struct link_info {
	uint8_t family, pad;
	uint16_t type;
	int32_t index;
	uint32_t flags, change;
};
struct attribute {
	uint16_t length, type;
};

/* ---- one device ---- */

struct device {
	char kind[WORD], address[3 * 32], permanent[3 * 32], name[WORD];
};

static size_t padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

static void hexadecimal(char *to, size_t size, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n && 3 * i + 4 <= size; i++)
		lab_snprintf(to + 3 * i, 4, i + 1 < n ? "%02x:" : "%02x", bytes[i]);
}

static void copy_name(char *to, size_t size, const char *bytes, size_t n)
{
	size_t length = strnlen(bytes, n < size - 1 ? n : size - 1);
	memcpy(to, bytes, length);
	to[length] = 0;
}

static void read_attributes(struct device *d, const char *at, size_t n, bool nested)
{
	struct attribute a;
	for (; n >= sizeof a; at += padded(a.length), n -= padded(a.length)) {
		memcpy(&a, at, sizeof a);
		if (a.length < sizeof a || a.length > n)
			return;
		const char *value = at + sizeof a;
		size_t length = a.length - sizeof a;
		int type = a.type & TYPE_MASK;
		if (nested && type == IFLA_INFO_KIND)
			copy_name(d->kind, sizeof d->kind, value, length);
		else if (!nested && type == IFLA_LINKINFO)
			read_attributes(d, value, length, true);
		else if (!nested && type == IFLA_IFNAME)
			copy_name(d->name, sizeof d->name, value, length);
		else if (!nested && type == IFLA_ADDRESS)
			hexadecimal(d->address, sizeof d->address, (const unsigned char *)value, length);
		else if (!nested && type == IFLA_PERM_ADDRESS)
			hexadecimal(d->permanent, sizeof d->permanent, (const unsigned char *)value, length);
		if (padded(a.length) > n)
			return;
	}
}

/* "INDEX TYPE KIND ADDRESS PERMANENT NAME": - where the kernel tells none. A name holds neither blanks nor slashes. */
static void say_device(struct text *t, const char *body, size_t n)
{
	struct link_info info;
	struct device d = { "-", "-", "-", "-" };
	if (n < sizeof info)
		return;
	memcpy(&info, body, sizeof info);
	read_attributes(&d, body + padded(sizeof info), n - padded(sizeof info), false);
	text_format(t, "%d %d %s %s %s %s\n", (int)info.index, (int)info.type, d.kind, d.address, d.permanent, d.name);
}

/* ---- all of them ---- */

/* All devices of the namespace in which this socket was made, to `t`; false with errno. */
static bool dump(int sock, struct text *t)
{
	static OWN_PAGES char bytes[DUMP_BYTES];
	struct {
		struct message_head head;
		struct link_info info;
	} ask = { { sizeof ask, RTM_GETLINK, NLM_F_REQUEST_DUMP, 1, 0 }, { 0, 0, 0, 0, 0, 0 } };
	if (send(sock, &ask, sizeof ask, 0) < 0)
		return false;
	for (;;) {
		ssize_t n = recv(sock, bytes, sizeof bytes, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		struct message_head head;
		for (size_t at = 0; (size_t)n - at >= sizeof head; at += padded(head.length)) {
			memcpy(&head, bytes + at, sizeof head);
			if (head.length < sizeof head || head.length > (size_t)n - at) {
				errno = EBADMSG;
				return false;
			}
			if (head.type == NLMSG_DONE)
				return true;
			if (head.type == NLMSG_ERROR) {
				int32_t number = 0;
				if (head.length >= sizeof head + sizeof number)
					memcpy(&number, bytes + at + sizeof head, sizeof number);
				errno = number < 0 ? -number : EIO;
				return false;
			}
			if (head.type == RTM_NEWLINK)
				say_device(t, bytes + at + sizeof head, head.length - sizeof head);
			if (at + padded(head.length) > (size_t)n)
				break;
		}
	}
}

static int netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
}

static bool dump_here(int sock, struct text *t)
{
	bool ok = sock >= 0 && dump(sock, t);
	int number = errno;
	close_fd(&sock);
	errno = number;
	return ok;
}

/* A socket stays in the namespace in which it was made; only this process goes there and back. */
static int netlink_inside(int proc)
{
	int net = openat(proc, "ns/net", O_RDONLY | O_CLOEXEC), sock = -1;
	if (net >= 0 && setns(net, CLONE_NEWNET) == 0) {
		sock = netlink();
		int number = errno;
		if (setns(own_namespace(OWN_NET), CLONE_NEWNET) < 0)
			_exit(125); /* it was allowed before: whatever this reader would say next might be another machine's */
		errno = number;
	}
	int number = errno;
	close_fd(&net);
	errno = number;
	return sock;
}

/*
 * The MESSENGER goes where there is no way back: a child, which asks and writes the answer to a pipe. Where the subject has a user
 * namespace of its own (rootless), that is joined first. What ends it: itself, also when nobody reads the pipe any more.
 */
static void send_links(int proc, int to, struct text *t) __attribute__((noreturn));
static void send_links(int proc, int to, struct text *t)
{
	if (!go_inside(proc, "ns/net", CLONE_NEWNET) || !dump_here(netlink(), t))
		_exit(errno);
	for (size_t at = 0; at < t->used;) {
		ssize_t n = write(to, t->at + at, t->used - at);
		if (n <= 0)
			_exit(EIO);
		at += (size_t)n;
	}
	_exit(0);
}

static bool dump_by_child(int proc, struct text *t)
{
	int answer[2], status;
	if (pipe2(answer, O_CLOEXEC) < 0)
		return false;
	pid_t pid = plain_fork();
	if (pid == 0)
		send_links(proc, answer[1], t);
	close(answer[1]);
	for (ssize_t n; pid > 0 && t->used < t->size && (n = read(answer[0], t->at + t->used, t->size - t->used)) > 0;)
		t->used += (size_t)n;
	close(answer[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return false;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
	return errno == 0;
}

void look_links(int proc)
{
	struct text t = { content, 0, READ_MAX, false, NULL };
	bool ok = is_in_ours(proc, "ns/net") ? dump_here(netlink(), &t)
		: own_namespace(OWN_NET) >= 0 ? dump_here(netlink_inside(proc), &t)
		: dump_by_child(proc, &t);
	if (ok)
		look_reply_value(content, t.used, t.cut);
	else
		look_reply_error(errno);
}
