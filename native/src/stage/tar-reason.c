/* tar-reason.c: see tar-reason.h. GNU tar goes on after most errors, so that its first remark is rarely the reason why it failed. */
#include "stage/tar-reason.h"
#include "wire/ops.h"
#include <sys/wait.h>

/* How much a line tells about why it failed. */
enum rank { NOTHING_SAID, CLOSING_LINE, REMARK, DECOMPRESSOR, REASON };

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static bool ends(const char *line, const char *with)
{
	size_t n = strlen(line), m = strlen(with);
	return n >= m && same(line + n - m, with);
}

static bool is_device(const char *line)
{
	return ends(line, ": Cannot mknod: Operation not permitted");
}

static enum rank rank_of(const char *line)
{
	static const char *const CLOSING_LINES[] = { "tar: Exiting", "tar: Error is not recoverable", "tar (child): Error is not", "tar: Error exit delayed", "tar: rmtlseek not stopped" };
	static const char *const REMARKS[] = {
		"tar: Removing leading", "tar: Substituting `.'", "tar: Skipping to next header", "tar: Ignoring unknown extended header keyword",
		"tar: A lone zero block", "tar: Record size",
	};
	for (size_t i = 0; i < sizeof CLOSING_LINES / sizeof *CLOSING_LINES; i++)
		if (begins(line, CLOSING_LINES[i]))
			return CLOSING_LINE;
	for (size_t i = 0; i < sizeof REMARKS / sizeof *REMARKS; i++)
		if (begins(line, REMARKS[i]))
			return REMARK;
	if (strstr(line, "implausibly old time stamp") || ends(line, " s in the future"))
		return REMARK;
	if (begins(line, "tar: Child "))
		return DECOMPRESSOR;
	return line[0] ? REASON : NOTHING_SAID;
}

/* The end of a line that is too long tells more than its middle. */
static void keep(struct tar_reason *c, const char *line)
{
	size_t n = strlen(line), half = sizeof c->line / 2;
	if (n < sizeof c->line)
		memcpy(c->line, line, n + 1);
	else
		lab_snprintf(c->line, sizeof c->line, "%.*s...%s", (int)half - 4, line, line + n - half);
}

static void take_line(struct tar_reason *c, const char *line)
{
	int rank = (int)rank_of(line);
	if (is_device(line)) {
		c->devices++;
	} else if (rank != NOTHING_SAID && rank >= c->rank) {
		c->rank = rank;
		keep(c, line);
	}
}

void read_tar_reason(int fd, struct tar_reason *c)
{
	static OWN_PAGES char line[2 * PATH_MAX]; /* a name in an archive may be long, and the reason stands behind it */
	char buffer[512];
	size_t used = 0;
	ssize_t n;
	*c = (struct tar_reason){ .rank = NOTHING_SAID };
	while ((n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
		for (ssize_t i = 0; i < n; i++) {
			if (buffer[i] != '\n' && used < sizeof line - 1)
				line[used++] = buffer[i];
			if (buffer[i] != '\n')
				continue;
			line[used] = 0;
			take_line(c, line);
			used = 0;
		}
	line[used] = 0;
	take_line(c, line);
}

bool only_of_devices(const struct tar_reason *c)
{
	return c->devices > 0 && c->rank < DECOMPRESSOR;
}

const char *tar_reason_text(const struct tar_reason *c, int status)
{
	static char text[400];
	if (WIFSIGNALED(status))
		lab_snprintf(text, sizeof text, "it was killed by %s%s%s", signal_name(WTERMSIG(status)), c->rank == REASON ? ": " : "", c->rank == REASON ? c->line : "");
	else if (c->rank == DECOMPRESSOR)
		lab_snprintf(text, sizeof text, "%s: the program that decompresses it failed and did not say why: the archive is damaged, or cut off", c->line);
	else if (c->rank == REASON)
		lab_snprintf(text, sizeof text, "%s", c->line);
	else if (c->devices > 0)
		lab_snprintf(text, sizeof text, "device nodes cannot be made here: operation not permitted");
	else
		lab_snprintf(text, sizeof text, "it ended with exit code %d and did not say why%s%s", WEXITSTATUS(status), c->rank == REMARK ? "; its last remark: " : "", c->rank == REMARK ? c->line : "");
	return text;
}
