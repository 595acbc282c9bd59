/* deeds.c: the monitor's ops that are done at once and concern no cgroup: hello, signal, channels. */
#include "monitor.h"
#include "pty.h"
#include "rights.h"
#include "trace.h"
#include "wire.h"
#include <sys/utsname.h>

static const char *const OWNER_NAMES[] = { "stage", "aside" };

bool do_hello(const struct request *r)
{
	struct utsname u;
	(void)r;
	if (uname(&u) < 0)
		return kernel_refused("uname");
	in_user_namespace(); /* known from now on, to the subjects too */
	text_format(&extra, ",\"hello\":{\"version\":\"%s\",\"protocol\":%d,\"kernel\":", LAB_VERSION, PROTOCOL);
	text_json_string(&extra, u.release);
	text_add(&extra, ",\"arch\":");
	text_json_string(&extra, u.machine);
	text_format(&extra, ",\"uid\":%u,\"rootless\":%s,\"pid\":%d,\"session\":\"%s\",\"run\":", (unsigned)geteuid(), may_administer() ? "false" : "true", (int)getpid(), session.name);
	text_json_string(&extra, session.run);
	text_add(&extra, ",\"layers\":");
	text_json_string(&extra, session.layers);
	text_add(&extra, ",\"rootfs\":");
	text_json_string(&extra, session.rootfs);
	text_format(&extra, ",\"swept\":{\"sessions\":%d,\"cgroups\":%d,\"processes\":%d,\"directories\":%d}}",
		session.swept.sessions, session.swept.cgroups, session.swept.processes, session.swept.directories);
	return true;
}

bool do_signal(const struct request *r)
{
	struct subject *s = &subjects[number_of(r, "subject", SUBJECT_STAGE)];
	int sig = (int)number_of(r, "sig", 0);
	const char *name = word_name(SIGNALS, (uint64_t)sig);
	int pidfd = subject_pidfd(s);
	if (pidfd < 0)
		return kernel_refused("pidfd_open of the %s", OWNER_NAMES[s->slot]);
	if (TRACED("pidfd_send_signal", syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0u), "%d /* pidfd of %d */, %s, NULL, 0", pidfd, (int)s->pid, name) < 0)
		return kernel_refused("pidfd_send_signal %s to the %s", name, OWNER_NAMES[s->slot]);
	return true;
}

/* ---- channels ---- */

bool do_input(const struct request *r)
{
	struct channel *c = channel_by_number(number_of(r, "channel", 0));
	return c && channel_type(c, text_of(r, "data"), length_of(r, "data")) && (number_of(r, "end", 0) == 0 || channel_type_end(c));
}

bool do_winsize(const struct request *r)
{
	struct channel *c = channel_by_number(number_of(r, "channel", 0));
	unsigned rows = (unsigned)number_of(r, "rows", 24), cols = (unsigned)number_of(r, "cols", 80);
	if (c == NULL)
		return false;
	if (!c->tty)
		return refuse("unavailable", "channel %d is not a terminal: it has no size", c->number);
	return resize_terminal(c->fd[0], rows, cols) || kernel_refused("ioctl TIOCSWINSZ");
}

bool do_hangup(const struct request *r)
{
	struct channel *c = channel_by_number(number_of(r, "channel", 0));
	if (c == NULL)
		return false;
	channel_close(c);
	return true;
}
