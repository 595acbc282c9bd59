/* session.h: begin a session, end it, and what is left when it has ended. */
#ifndef MONITOR_SESSION_H
#define MONITOR_SESSION_H
#include "journal/journal.h"

/* Make base, journal and run directory, after sweeping dead sessions. False with `failure`. */
bool session_open(void);
/* Undo everything of `owner` (NO_OWNER: everything), the last thing first. undo.c */
void undo_all(int owner, struct left *left);
/* Removes the run directory and the journal. */
void session_close(struct left *left);

/* ---- base.c ---- */

/* The directory of this user's sessions, `session.base`: made, or found again. Ours, 0700, no link. False with `failure`. */
bool open_base(int *fd);
/* The same sweep in those that are not `session.base`: somebody had taken the usual name for a while. */
void sweep_other_bases(struct swept *swept, struct left *left);

/* ---- sweep.c ---- */

/* Remove what the dead sessions of `base` have left. The caller holds the lock of `base_fd`. */
void sweep(int base_fd, const char *base, struct swept *swept, struct left *left);

#endif
