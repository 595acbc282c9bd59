/* subject-io.h: the messages of subjects to the monitor. */
#ifndef SUBJECT_IO_H
#define SUBJECT_IO_H
#include "subjects/subject.h"

/* Whatever it has said is answered. */
void read_subject(struct subject *s);
/* Its end of the socket has been closed by execve: it is the program now. */
void subject_became_program(struct subject *s);

#endif
