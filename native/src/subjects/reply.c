/* reply.c: see reply.h. */
#include "subjects/reply.h"
#include "wire/trace.h"
#include "wire/wire.h"
#include <sys/wait.h>

static OWN_PAGES char extra_bytes[8192];
struct text extra = TEXT(extra_bytes);

static void add_calls(const char *calls, size_t used, const char *by, pid_t pid, bool *first)
{
	for (size_t at = 0; at < used;) {
		const char *end = memchr(calls + at, '\n', used - at);
		size_t n = end ? (size_t)(end - calls) - at : used - at;
		text_format(&out, "%s{\"by\":\"%s\",\"pid\":%d,", *first ? "" : ",", by, (int)pid);
		text_bytes(&out, calls + at, n);
		text_add(&out, "}");
		*first = false;
		at += n + 1;
	}
}

static void finish(const struct matter *m, const struct shared_page *page, const char *by, pid_t by_pid)
{
	bool first = true;
	if (m->subject && m->subject->pid)
		text_format(&out, ",\"subject\":\"%s\",\"pid\":%d", m->subject->name, (int)m->subject->pid);
	text_bytes(&out, extra.at, extra.used);
	text_add(&out, ",\"calls\":[");
	add_calls(trace.at, trace.used, "monitor", getpid(), &first);
	bool cut = trace.cut;
	if (page) {
		const struct part *part = &page->parts[m->part];
		size_t to = part->to < sizeof page->calls ? part->to : sizeof page->calls;
		size_t handed = page->handed_at > 0 && page->handed_at < to ? page->handed_at : to;
		add_calls(page->calls + part->from, handed - part->from, by, by_pid, &first);
		add_calls(page->calls + handed, to - handed, by, page->handed_to, &first);
		cut |= part->cut;
	}
	text_add(&out, cut ? "],\"callsCut\":true}\n" : "]}\n");
	extra.used = 0;
}

void reply_ok(const struct matter *m, const struct shared_page *page, const char *by, pid_t by_pid)
{
	text_format(&out, "{\"id\":%u,\"ok\":true", m->id);
	finish(m, page, by, by_pid);
}

void reply_failed(const struct matter *m, const struct shared_page *page, const char *by, pid_t by_pid)
{
	text_format(&out, "{\"id\":%u,\"ok\":false,\"error\":{\"code\":\"%s\",\"message\":", m->id, failure.code);
	text_json_string(&out, failure.message);
	if (failure.number)
		text_format(&out, ",\"errno\":\"%s\"}", errno_name(failure.number));
	else
		text_add(&out, ",\"errno\":null}");
	extra.used = 0;
	finish(m, page, by, by_pid);
}

void add_exit(struct text *t, const struct subject *s)
{
	const char *signal = WIFSIGNALED(s->status) ? choice_name(SIGNALS, (uint64_t)WTERMSIG(s->status)) : NULL;
	if (WIFEXITED(s->status))
		text_format(t, "\"code\":%d,\"signal\":null", WEXITSTATUS(s->status));
	else if (signal)
		text_format(t, "\"code\":null,\"signal\":\"%s\"", signal);
	else
		text_format(t, "\"code\":null,\"signal\":\"SIGRT%d\"", WTERMSIG(s->status));
	text_format(t, ",\"oomKill\":%llu,\"running\":%s,\"filtered\":%s", (unsigned long long)s->oom_kill, s->ran ? "true" : "false", s->filtered ? "true" : "false");
}

void add_left(const struct left *left, bool files)
{
	text_format(&extra, ",\"left\":{\"cgroups\":%d,\"processes\":%d", left->cgroups, left->processes);
	if (files)
		text_format(&extra, ",\"files\":%d", left->files);
	text_add(&extra, "}");
}
