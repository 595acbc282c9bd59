/* text.h: a bounded piece of text being written, and JSON strings. */
#ifndef TEXT_H
#define TEXT_H
#include "wire/lab.h"

/*
 * Text under construction in a buffer of `size` bytes. Without `flush`, whatever does not fit is
 * left out and `cut` is set; with it, a full buffer is handed on and writing continues.
 */
struct text {
	char *at;
	size_t used, size;
	bool cut;
	void (*flush)(struct text *);
};

#define TEXT(buffer) { (buffer), 0, sizeof(buffer), false, NULL }

void text_bytes(struct text *t, const char *bytes, size_t n);
void text_add(struct text *t, const char *string);
void text_format(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "…" in JSON. Bytes outside 0x20…0x7e are written as \u00XX: the reader turns bytes into text. */
void text_json(struct text *t, const char *bytes, size_t n);
void text_json_string(struct text *t, const char *string);

/* The lines of an open file, one after the other. */
struct lines {
	int fd; /* stays the caller's */
	size_t at, used;
	char bytes[8192];
};
void lines_of(struct lines *l, int fd);
/* Without its newline, valid until the next call; NULL at the end. A last line without a newline, or one longer than 8 KiB, ends it too. */
char *next_line(struct lines *l);

/* Copy of a bounded text as a C string; the result is always terminated. */
void copy_string(char *to, size_t size, const char *from);

#endif
