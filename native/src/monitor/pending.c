/* pending.c: see pending.h. */
#include "monitor/pending.h"

struct pending pending;
OWN_PAGES struct request request;

void clear_pending(void)
{
	memset(&pending, 0, sizeof pending);
}
