/* pending.c: see pending.h. */
#include "subjects/pending.h"

struct pending pending;
OWN_PAGES struct request request;
bool reap_again;

void clear_pending(void)
{
	memset(&pending, 0, sizeof pending);
}
