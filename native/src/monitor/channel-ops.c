/* channel-ops.c: input, winsize, hangup. */
#include "common/pty.h"
#include "subjects/channel.h"
#include "wire/errors.h"
#include "wire/handlers.h"

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
		return fail("unavailable", "channel %d is not a terminal: it has no size", c->number);
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
