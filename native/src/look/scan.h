/* scan.h: the op that finds processes whose view is not the monitor's. */
#ifndef SCAN_H
#define SCAN_H
#include "wire/parse.h"

/* Are `pids` numbers and ranges? Else refused. */
bool scan_check(const struct request *r);
/* Write `,"scan":{…}` to `out`; in the reader. Before a process is looked into: reading_of() of hung.h. */
void scan_answer(const struct request *r);

#endif
