/* modes.h: the modes of the binary; each is described where it begins. */
#ifndef MAIN_H
#define MAIN_H

int monitor_main(void); /* monitor.c */
int clean_main(void);   /* clean.c */
int probe_main(void);   /* probe.c */
int guard_main(void);   /* guard.c */

/* self-copy.c: comes back only when it cannot be done, or need not be. */
void exec_self_copy(char **argv);

#endif
