/* answer.c: how look says what it has found. */
#include "look.h"
#include "errors.h"
#include "wire.h"
#include <sys/sysmacros.h>

LAB_ROOM char content[READ_MAX];

void answer_error(int number)
{
	text_format(&out, "{\"e\":\"%s\"}", errno_name(number));
}

void answer_timeout(void)
{
	text_add(&out, "{\"e\":\"timeout\"}");
}

void answer_value(const char *bytes, size_t n, bool cut)
{
	text_add(&out, "{\"v\":");
	text_json(&out, bytes, n);
	text_add(&out, cut ? ",\"cut\":true}" : "}");
}

void answer_id(const struct stat *s)
{
	text_format(&out, "{\"id\":\"%u:%u/%llu\",\"mode\":\"%o\"}", major(s->st_dev), minor(s->st_dev), (unsigned long long)s->st_ino, (unsigned)s->st_mode);
}

/* The whole file from `fd`, which is closed. */
void answer_file(int fd, size_t max)
{
	size_t used = 0;
	ssize_t n = 0;
	if (fd < 0) {
		answer_error(errno);
		return;
	}
	while (used < max && (n = read(fd, content + used, max - used)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		used += (size_t)n;
	}
	int number = errno;
	char more[8];
	bool cut = n > 0 && used == max && read(fd, more, sizeof more) > 0;
	close(fd);
	if (n < 0)
		answer_error(number);
	else
		answer_value(content, used, cut);
}
