/* wire.c: lines in, JSON out, without ever hanging on a reader that has gone. */
#include "wire/wire.h"
#include "wire/errors.h"
#include <poll.h>
#include <sys/uio.h>

#ifndef POLLRDHUP
#define POLLRDHUP 0x2000
#endif
#ifndef RWF_NOWAIT
#define RWF_NOWAIT 8
#endif

enum { INPUT_BYTES = LINE_MAX_BYTES + 64 * 1024, LAST_WORDS_MS = 1000 };

static OWN_PAGES char output[64 * 1024];
static OWN_PAGES char input[INPUT_BYTES];
static size_t line_start, input_used;
static int end_signals = -1;
static size_t portion;
static uint64_t give_up_at; /* 0: the reader may take its time */

bool input_ended, output_lost;
struct text out;

/* Wait until `portion` bytes can be written without blocking. */
static bool room_for_output(void)
{
	while (!output_lost) {
		struct pollfd p[3] = { { 1, POLLOUT, 0 }, { give_up_at ? -1 : 0, POLLRDHUP, 0 }, { give_up_at ? -1 : end_signals, POLLIN, 0 } };
		int timeout = -1;
		if (give_up_at) {
			uint64_t now = now_ns();
			timeout = now >= give_up_at ? 0 : (int)((give_up_at - now) / 1000000) + 1;
		}
		int n = poll(p, 3, timeout);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || p[0].revents & (POLLERR | POLLHUP | POLLNVAL))
			output_lost = true;
		else if (p[0].revents & POLLOUT)
			return true;
		else if (!give_up_at)
			give_up_at = now_ns() + LAST_WORDS_MS * 1000000ull;
	}
	return false;
}

/* What fits at once; an error where the file or an old kernel knows no such write. */
static ssize_t write_at_once(char *bytes, size_t n)
{
	struct iovec all = { bytes, n };
	return syscall(SYS_pwritev2, 1, &all, 1, -1L, -1L, RWF_NOWAIT);
}

static void send_out(struct text *t)
{
	ssize_t at_once = t->used > 0 && !output_lost ? write_at_once(t->at, t->used) : 0;
	size_t done = at_once > 0 ? (size_t)at_once : 0;
	while (done < t->used && room_for_output()) {
		size_t n = t->used - done;
		ssize_t k = write(1, t->at + done, n < portion ? n : portion);
		if (k > 0)
			done += (size_t)k;
		else if (k < 0 && errno != EINTR && errno != EAGAIN)
			output_lost = true;
	}
	t->used = 0;
}

void wire_open(int signals)
{
	struct stat s;
	end_signals = signals;
	out = (struct text){ output, 0, sizeof output, false, send_out };
	/* POLLOUT promises PIPE_BUF bytes of room in a pipe, and much more in a socket, which is what Node gives us */
	portion = fstat(1, &s) == 0 && S_ISSOCK(s.st_mode) ? 32 * 1024 : 4096;
}

void wire_send(void)
{
	send_out(&out);
}

bool wire_wants_input(void)
{
	return !input_ended && input_used - line_start < sizeof input;
}

void wire_read(void)
{
	if (line_start > 0 && (line_start == input_used || input_used > sizeof input / 2)) {
		memmove(input, input + line_start, input_used - line_start);
		input_used -= line_start;
		line_start = 0;
	}
	ssize_t n = read(0, input + input_used, sizeof input - input_used);
	if (n > 0)
		input_used += (size_t)n;
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		input_ended = true;
}

bool wire_peek(size_t *offset, const char **line, size_t *n)
{
	const char *start = input + line_start + *offset;
	const char *end = memchr(start, '\n', (size_t)(input + input_used - start));
	if (end == NULL)
		return false;
	*line = start;
	*n = (size_t)(end - start);
	*offset += *n + 1;
	return true;
}

void wire_skip(size_t bytes)
{
	line_start += bytes;
}

bool wire_line(const char **line, size_t *n)
{
	size_t offset = 0;
	if (!wire_peek(&offset, line, n)) {
		/* of a line that is too long already, keep only as much as shows that it is */
		if (input_used - line_start > LINE_MAX_BYTES + 1)
			input_used = line_start + LINE_MAX_BYTES + 1;
		return false;
	}
	wire_skip(offset);
	return true;
}
