/* stage.h: the process that becomes the container; the monitor clones it. */
#ifndef STAGE_H
#define STAGE_H
#include "batch/shared-page.h"

/* Body of the cloned child. `sock` and `monitor`, its pidfd, stay open, everything else above 2 is closed. */
void stage_main(struct shared_page *page, int sock, int monitor) __attribute__((noreturn));
#endif
