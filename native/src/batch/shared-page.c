/* shared-page.c: see shared-page.h. */
#include "batch/shared-page.h"
#include "wire/trace.h"

void page_trace(struct shared_page *b, int i, size_t from)
{
	b->at = i;
	b->parts[i].from = b->parts[i].to = (uint32_t)from;
	trace_into(b->calls + from, PAGE_CALLS);
}

void page_note(struct part *part)
{
	part->to = part->from + (uint32_t)trace.used;
	part->cut = trace.cut;
}

bool owns(const struct owned *own, dev_t dev)
{
	for (int i = 0; i < own->count && i < OWN_MAX; i++)
		if (own->dev[i] == dev)
			return true;
	return false;
}

void page_add_execve(struct shared_page *page, int i)
{
	struct part *part = &page->parts[i];
	struct text calls = { page->calls + part->from, part->to - part->from, PAGE_CALLS, false, NULL };
	trace_line(&calls, "execve", page->exec_args, 0, 0, now_ns() - page->exec_started);
	part->to = part->from + (uint32_t)calls.used;
}
