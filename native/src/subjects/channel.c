/* channel.c: relays between terminals or pipes and the wire. */
#include "subjects/channel.h"
#include "wire/errors.h"
#include "wire/ops.h"
#include "wire/wire.h"
#include <sys/wait.h>

struct channel channels[CHANNELS_MAX];
static OWN_PAGES char typed_bytes[CHANNELS_MAX][TYPED_MAX]; /* apart, so that to look at all channels is to touch one page */
static int last_number;

static char *typed(const struct channel *c)
{
	return typed_bytes[c - channels];
}

struct channel *channel_open(int slot, bool tty, int out_fd, int err_fd)
{
	for (int i = 0; i < CHANNELS_MAX; i++) {
		struct channel *c = &channels[i];
		if (c->number)
			continue;
		c->number = ++last_number;
		c->announced = false;
		c->slot = slot;
		c->shell = 0;
		c->tty = tty;
		c->fd[0] = out_fd;
		c->fd[1] = err_fd;
		c->input = -1;
		c->input_ends = false;
		c->typed_used = 0;
		c->shell_ended = false;
		fcntl(out_fd, F_SETFL, O_NONBLOCK | (tty ? O_RDWR : 0));
		if (err_fd >= 0)
			fcntl(err_fd, F_SETFL, O_NONBLOCK);
		return c;
	}
	fail("busy", "at most %d channels at a time: hang up one first", CHANNELS_MAX);
	return NULL;
}

void channel_set_terminal(struct channel *c, int master)
{
	close_fd(&c->fd[0]);
	c->fd[0] = master;
	fcntl(master, F_SETFL, O_NONBLOCK | O_RDWR);
}

void channel_set_input(struct channel *c, int fd)
{
	c->input = fd;
	fcntl(fd, F_SETFL, O_NONBLOCK | O_WRONLY);
}

struct channel *channel_by_number(uint64_t number)
{
	for (int i = 0; i < CHANNELS_MAX; i++)
		if (channels[i].number && channels[i].announced && (uint64_t)channels[i].number == number)
			return &channels[i];
	fail("gone", "%s: there is no channel %llu (any more)", current_op, (unsigned long long)number);
	return NULL;
}

struct channel *channel_of_shell(pid_t pid)
{
	for (int i = 0; i < CHANNELS_MAX; i++)
		if (channels[i].number && channels[i].shell == pid)
			return &channels[i];
	return NULL;
}

void channel_close(struct channel *c)
{
	close_fd(&c->fd[0]);
	close_fd(&c->fd[1]);
	close_fd(&c->input);
	int number = c->number;
	c->number = 0;
	if (!c->announced)
		return;
	text_format(&out, "{\"event\":\"closed\",\"channel\":%d", number);
	if (c->shell_ended) {
		int s = c->shell_status;
		const char *signal = WIFSIGNALED(s) ? choice_name(SIGNALS, (uint64_t)WTERMSIG(s)) : NULL;
		if (WIFEXITED(s))
			text_format(&out, ",\"code\":%d,\"signal\":null", WEXITSTATUS(s));
		else
			text_format(&out, ",\"code\":null,\"signal\":\"%s\"", signal ? signal : "SIGRT");
	}
	text_add(&out, "}\n");
}

/* True while there may be more at once. */
static bool relay(struct channel *c, int i)
{
	static OWN_PAGES char data[16 * 1024];
	ssize_t n = read(c->fd[i], data, sizeof data);
	if (n < 0 && errno == EINTR)
		return true;
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n <= 0) { /* end of file; EIO: nobody has the other end of the terminal open */
		close_fd(&c->fd[i]);
		return false;
	}
	text_format(&out, "{\"event\":\"output\",\"channel\":%d,\"stream\":\"%s\",\"data\":", c->number, c->tty ? "tty" : i ? "stderr" : "stdout");
	text_json(&out, data, (size_t)n);
	text_add(&out, "}\n");
	return true;
}

/* Nothing more can come; of an entered program one also wants to know how it ended. */
static bool is_over(const struct channel *c)
{
	return c->fd[0] < 0 && c->fd[1] < 0 && c->input < 0 && (c->shell == 0 || c->shell_ended);
}

void channel_drain(struct channel *c)
{
	close_fd(&c->input); /* whose it was has ended */
	for (int i = 0; i < 2; i++)
		for (int reads = 0; c->fd[i] >= 0 && reads < 1024 && relay(c, i); reads++)
			;
	if (is_over(c))
		channel_close(c);
}

static void pass_on_typed(struct channel *c)
{
	while (c->typed_used > 0) {
		ssize_t n = write(c->tty ? c->fd[0] : c->input, typed(c), c->typed_used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			c->typed_used = 0; /* the terminal is gone: reading it will say so */
			close_fd(&c->input); /* nobody reads the pipe any more */
			return;
		}
		memmove(typed(c), typed(c) + n, c->typed_used - (size_t)n);
		c->typed_used -= (size_t)n;
	}
	if (c->input_ends)
		close_fd(&c->input);
}

bool channel_type(struct channel *c, const char *data, size_t n)
{
	if (!c->tty && c->input < 0)
		return fail("unavailable", "channel %d is not a terminal, nor a pipe that is read: nothing can be typed", c->number);
	if (n > TYPED_MAX - c->typed_used)
		return fail("busy", "channel %d takes no more input now", c->number);
	memcpy(typed(c) + c->typed_used, data, n);
	c->typed_used += n;
	pass_on_typed(c);
	return true;
}

bool channel_type_end(struct channel *c)
{
	if (c->input < 0)
		return fail("unavailable", "channel %d has no pipe that could end", c->number);
	c->input_ends = true;
	pass_on_typed(c);
	return true;
}

int channels_of(int slot, void (*each)(struct channel *))
{
	int count = 0;
	for (int i = 0; i < CHANNELS_MAX; i++)
		if (channels[i].number && channels[i].slot == slot) {
			count++;
			each(&channels[i]);
		}
	return count;
}

int channels_poll(struct pollfd *p)
{
	int used = 0;
	for (int i = 0; i < CHANNELS_MAX; i++) {
		for (int k = 0; k < 2; k++) {
			int fd = channels[i].number && channels[i].announced ? channels[i].fd[k] : -1;
			short events = (short)(POLLIN | (k == 0 && channels[i].tty && channels[i].typed_used ? POLLOUT : 0));
			p[CHANNEL_FDS * i + k] = (struct pollfd){ fd, events, 0 };
		}
		int input = channels[i].number && channels[i].announced ? channels[i].input : -1;
		p[CHANNEL_FDS * i + 2] = (struct pollfd){ input, (short)(channels[i].typed_used ? POLLOUT : 0), 0 };
		if (channels[i].number)
			used = i + 1;
	}
	return CHANNEL_FDS * used;
}

void channels_polled(const struct pollfd *p)
{
	for (int i = 0; i < CHANNELS_MAX; i++) {
		struct channel *c = &channels[i];
		if (!c->number || !c->announced)
			continue;
		const struct pollfd *own = p + CHANNEL_FDS * i;
		if (c->input >= 0 && own[2].fd == c->input) {
			if (own[2].revents & POLLERR) /* its last reader has gone */
				close_fd(&c->input);
			else if (own[2].revents & POLLOUT)
				pass_on_typed(c);
		}
		for (int k = 0; k < 2; k++) {
			if (c->fd[k] < 0 || own[k].fd != c->fd[k])
				continue;
			if (own[k].revents & POLLOUT)
				pass_on_typed(c);
			if (own[k].revents & (POLLIN | POLLHUP | POLLERR))
				relay(c, k);
		}
		if (is_over(c))
			channel_close(c);
	}
}
