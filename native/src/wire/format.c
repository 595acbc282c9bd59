/* format.c: see format.h. */
#include "wire/lab.h"

struct sink {
	char *to;
	size_t size, used;
};

static void put(struct sink *s, const char *bytes, size_t n)
{
	size_t room = s->used + 1 < s->size ? s->size - 1 - s->used : 0;
	memcpy(s->to + s->used, bytes, n < room ? n : room);
	s->used += n;
}

static void put_times(struct sink *s, char c, int times)
{
	while (times-- > 0)
		put(s, &c, 1);
}

/* One conversion: what stands between % and its letter. */
struct spec {
	bool alternate, zeros;
	int width, precision; /* precision -1: none */
	int longs;            /* l: 1, ll: 2, z: 2 */
};

static void put_number(struct sink *s, struct spec spec, uint64_t value, bool negative, unsigned base, bool capital)
{
	char digits[24];
	const char *alphabet = capital ? "0123456789ABCDEF" : "0123456789abcdef", *prefix = "";
	size_t n = sizeof digits;
	if (negative)
		prefix = "-";
	else if (spec.alternate && value != 0)
		prefix = base == 16 ? "0x" : "0";
	do
		digits[--n] = alphabet[value % base];
	while ((value /= base) != 0);
	int length = (int)(sizeof digits - n), missing = spec.width - length - (int)strlen(prefix);
	if (!spec.zeros)
		put_times(s, ' ', missing);
	put(s, prefix, strlen(prefix));
	if (spec.zeros)
		put_times(s, '0', missing);
	put(s, digits + n, (size_t)length);
}

static int read_number(const char **format)
{
	int n = 0;
	while (**format >= '0' && **format <= '9')
		n = n * 10 + *(*format)++ - '0';
	return n;
}

static const char *read_spec(const char *format, struct spec *spec)
{
	*spec = (struct spec){ .precision = -1 };
	for (; *format == '#' || *format == '0'; format++)
		*(*format == '#' ? &spec->alternate : &spec->zeros) = true;
	spec->width = read_number(&format);
	if (*format == '.' && format[1] != '*') {
		format++;
		spec->precision = read_number(&format);
	}
	return format;
}

int lab_vsnprintf(char *to, size_t size, const char *format, va_list ap)
{
	struct sink s = { to, size, 0 };
	while (*format) {
		size_t plain = strcspn(format, "%");
		put(&s, format, plain);
		format += plain;
		if (*format == 0)
			break;
		struct spec spec;
		format = read_spec(format + 1, &spec);
		if (format[0] == '.' && format[1] == '*') {
			spec.precision = va_arg(ap, int);
			format += 2;
		}
		for (; *format == 'l' || *format == 'z'; format++)
			spec.longs += *format == 'z' ? 2 : 1;
		char letter = *format++;
		if (letter == 's') {
			const char *string = va_arg(ap, const char *);
			size_t n = spec.precision < 0 ? strlen(string) : strnlen(string, (size_t)spec.precision);
			put(&s, string, n);
		} else if (letter == 'c') {
			char c = (char)va_arg(ap, int);
			put(&s, &c, 1);
		} else if (letter == 'd') {
			int64_t value = spec.longs ? va_arg(ap, long) : va_arg(ap, int);
			put_number(&s, spec, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0, 10, false);
		} else if (letter == 'u' || letter == 'x' || letter == 'X' || letter == 'o') {
			uint64_t value = spec.longs ? va_arg(ap, unsigned long) : va_arg(ap, unsigned);
			put_number(&s, spec, value, false, letter == 'u' ? 10 : letter == 'o' ? 8 : 16, letter == 'X');
		} else {
			put(&s, &letter, 1);
		}
	}
	if (size > 0)
		to[s.used < size ? s.used : size - 1] = 0;
	return (int)s.used;
}

int lab_snprintf(char *to, size_t size, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int n = lab_vsnprintf(to, size, format, ap);
	va_end(ap);
	return n;
}

void lab_dprintf(int fd, const char *format, ...)
{
	char line[2048];
	va_list ap;
	va_start(ap, format);
	int n = lab_vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	size_t left = n < (int)sizeof line ? (size_t)n : sizeof line - 1;
	for (const char *at = line; left > 0;) {
		ssize_t k = write(fd, at, left);
		if (k < 0 && errno != EINTR)
			return;
		if (k > 0) {
			at += k;
			left -= (size_t)k;
		}
	}
}
