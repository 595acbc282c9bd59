/*
 * format.h: the part of printf(3) that the helper uses; the compiler checks the arguments. The C library's
 * own brings floating point, wide characters and locales along: a tenth of the binary.
 * Known: %s %c %d %u %x %o %%, with #, 0, a width, a precision (also .*), and the lengths l, ll, z.
 */
#ifndef FORMAT_H
#define FORMAT_H
#include <stdarg.h>
#include <stddef.h>

int lab_vsnprintf(char *to, size_t size, const char *format, va_list ap) __attribute__((format(printf, 3, 0)));
int lab_snprintf(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* At most 2 KiB at a time; what cannot be written is lost. */
void lab_dprintf(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
