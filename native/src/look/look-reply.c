/* look-reply.c: writes the answers of look as JSON. */
#include "look/look.h"
#include "wire/errors.h"
#include "wire/wire.h"
#include <sys/sysmacros.h>

OWN_PAGES char content[READ_MAX];

void look_reply_error(int number)
{
	text_format(&out, "{\"e\":\"%s\"}", errno_name(number));
}

void look_reply_timeout(void)
{
	text_add(&out, "{\"e\":\"timeout\"}");
}

void look_reply_value(const char *bytes, size_t n, bool cut)
{
	text_add(&out, "{\"v\":");
	text_json(&out, bytes, n);
	text_add(&out, cut ? ",\"cut\":true}" : "}");
}

void look_reply_id(const struct stat *s)
{
	text_format(&out, "{\"id\":\"%u:%u/%llu\",\"mode\":\"%o\"}", major(s->st_dev), minor(s->st_dev), (unsigned long long)s->st_ino, (unsigned)s->st_mode);
}

/* The whole file from `fd`, which is closed. */
void look_reply_file(int fd, size_t max)
{
	size_t used = 0;
	ssize_t n = 0;
	if (fd < 0) {
		look_reply_error(errno);
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
		look_reply_error(number);
	else
		look_reply_value(content, used, cut);
}
