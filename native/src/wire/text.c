/* text.c: bounded text and JSON strings. */
#include "wire/text.h"

void text_bytes(struct text *t, const char *bytes, size_t n)
{
	while (n > 0) {
		size_t room = t->size - t->used;
		size_t part = n < room ? n : room;
		memcpy(t->at + t->used, bytes, part);
		t->used += part;
		bytes += part;
		n -= part;
		if (n == 0)
			return;
		if (t->flush == NULL) {
			t->cut = true;
			return;
		}
		t->flush(t);
	}
}

void text_add(struct text *t, const char *string)
{
	text_bytes(t, string, strlen(string));
}

void text_format(struct text *t, const char *format, ...)
{
	static OWN_PAGES char line[1024];
	size_t room = t->size - t->used;
	va_list ap, again;
	va_start(ap, format);
	va_copy(again, ap);
	size_t n = (size_t)lab_vsnprintf(t->at + t->used, room, format, ap);
	if (n >= sizeof line) {
		t->cut = true;
	} else if (n < room) {
		t->used += n;
	} else {
		lab_vsnprintf(line, sizeof line, format, again);
		text_bytes(t, line, n);
	}
	va_end(again);
	va_end(ap);
}

void text_json(struct text *t, const char *bytes, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	size_t plain = 0; /* start of the run that needs no escape */
	text_bytes(t, "\"", 1);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c >= 0x20 && c <= 0x7e && c != '"' && c != '\\')
			continue;
		text_bytes(t, bytes + plain, i - plain);
		plain = i + 1;
		if (c == '"' || c == '\\') {
			char two[2] = { '\\', (char)c };
			text_bytes(t, two, 2);
		} else if (c == '\n') {
			text_bytes(t, "\\n", 2);
		} else {
			char six[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
			text_bytes(t, six, 6);
		}
	}
	text_bytes(t, bytes + plain, n - plain);
	text_bytes(t, "\"", 1);
}

void text_json_string(struct text *t, const char *string)
{
	text_json(t, string, strlen(string));
}

void copy_string(char *to, size_t size, const char *from)
{
	size_t n = strlen(from);
	if (n >= size)
		n = size - 1;
	memcpy(to, from, n);
	to[n] = 0;
}

void lines_of(struct lines *l, int fd)
{
	l->fd = fd;
	l->at = l->used = 0;
}

char *next_line(struct lines *l)
{
	for (;;) {
		char *start = l->bytes + l->at, *end = memchr(start, '\n', l->used - l->at);
		if (end) {
			*end = 0;
			l->at = (size_t)(end - l->bytes) + 1;
			return start;
		}
		memmove(l->bytes, start, l->used - l->at);
		l->used -= l->at;
		l->at = 0;
		ssize_t n = read(l->fd, l->bytes + l->used, sizeof l->bytes - l->used);
		if (n <= 0)
			return NULL;
		l->used += (size_t)n;
	}
}
