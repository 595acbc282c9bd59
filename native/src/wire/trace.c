/* trace.c: the record of the system calls really made. */
#include "wire/trace.h"
#include "wire/errors.h"

struct text trace; /* nothing is recorded before trace_into() */
static uint64_t started, lasted;
static int call_errno;
static long returned;

/* The last call on the way that failed, until it is known whether anything is refused because of it. */
static int tried_number; /* 0: none */
static OWN_PAGES struct {
	uint64_t ns;
	char name[20], args[2 * PATH_MAX + 512];
} tried;

/* Arguments in the making: two paths of the longest kind, and more. */
enum { QUOTED_MAX = 1024, QUOTED_AT_ONCE = 8 };
static OWN_PAGES struct {
	size_t next;
	char args[3 * PATH_MAX];
	char ring[QUOTED_AT_ONCE * QUOTED_MAX];
} scratch;

void trace_into(char *buffer, size_t size)
{
	trace = (struct text){ buffer, 0, size, false, NULL };
	tried_number = 0;
}

void trace_args(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	if (trace.size > 0 && !trace.cut)
		lab_vsnprintf(scratch.args, sizeof scratch.args, format, ap);
	va_end(ap);
}

void trace_begin(void)
{
	errno = 0;
	started = now_ns();
}

long trace_stop(long ret)
{
	call_errno = errno;
	lasted = now_ns() - started;
	returned = ret;
	return ret;
}

long trace_returned(void)
{
	return returned;
}

void trace_line(struct text *into, const char *name, const char *args, long ret, int number, uint64_t ns)
{
	size_t mark = into->used;
	bool was_cut = into->cut;
	text_format(into, "\"name\":\"%s\",\"args\":", name);
	text_json_string(into, args);
	text_format(into, ",\"ret\":%ld,\"errno\":", ret);
	if (number)
		text_format(into, "\"%s\"", errno_name(number));
	else
		text_add(into, "null");
	text_format(into, ",\"ns\":%llu\n", (unsigned long long)ns);
	if (into->cut && !was_cut)
		into->used = mark; /* never half a record */
}

long trace_record(const char *name)
{
	if (trace.size > 0 && !trace.cut)
		trace_line(&trace, name, scratch.args, returned, returned < 0 ? call_errno : 0, lasted);
	tried_number = 0;
	errno = call_errno;
	return returned;
}

long trace_tried(const char *name, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	lab_vsnprintf(tried.args, sizeof tried.args, format, ap);
	va_end(ap);
	copy_string(tried.name, sizeof tried.name, name);
	tried_number = call_errno;
	tried.ns = lasted;
	errno = call_errno;
	return returned;
}

void trace_refused(int number)
{
	if (tried_number != 0 && tried_number == number && trace.size > 0 && !trace.cut)
		trace_line(&trace, tried.name, tried.args, -1, number, tried.ns);
	tried_number = 0;
}

static const char *quoted_bytes(const char *bytes, size_t n)
{
	if (scratch.next + QUOTED_MAX > sizeof scratch.ring)
		scratch.next = 0;
	char *out = scratch.ring + scratch.next;
	size_t used = 0, room = QUOTED_MAX - 8;
	out[used++] = '"';
	size_t i = 0;
	for (; i < n && used + 4 < room; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c == '"' || c == '\\')
			used += (size_t)lab_snprintf(out + used, 3, "\\%c", c);
		else if (c == '\n')
			used += (size_t)lab_snprintf(out + used, 3, "\\n");
		else if (c < 0x20 || c > 0x7e)
			used += (size_t)lab_snprintf(out + used, 5, "\\%03o", c);
		else
			out[used++] = (char)c;
	}
	strcpy(out + used, i < n ? "\"..." : "\"");
	scratch.next += used + 5;
	return out;
}

const char *quoted(const char *string)
{
	return string ? quoted_bytes(string, strlen(string)) : "NULL";
}
