/* undo.c: undo what the journal's list says, the last thing first. */
#include "monitor/session.h"
#include "group/cgroup.h"
#include "wire/trace.h"

/* The monitor goes back to its old group, and with it whoever came along: our parent, and what that has started. */
static void move_monitor_back(const struct undo *u)
{
	char pids[4096], pid[24];
	int home = open_group(u->path), here = open_group(u->detail);
	if (home >= 0 && here >= 0 && read_group_file(here, "cgroup.procs", pids, sizeof pids) > 0)
		for (char *at = pids, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
			lab_snprintf(pid, sizeof pid, "%.*s", (int)(end - at), at);
			if (!write_group_file(home, u->path, "cgroup.procs", pid))
				log_line("%s: %s cannot go back: %s", u->path, pid, errno_text(errno));
		}
	close_fd(&home);
	close_fd(&here);
}

/* False: it is not undone, and stays in the list, whose it was: the end of the session tries again, and so does a sweep. */
static bool undo_one(struct undo *u, struct left *left)
{
	int removed = 0, stayed;
	switch (u->kind) {
	case UNDO_GROUP:
		if (remove_empty_group(u->path))
			break;
		stayed = remove_group(u->path, &removed, &left->processes);
		left->cgroups += stayed;
		return stayed == 0;
	case UNDO_SHARED: /* EBUSY: a group that is not ours is in it; EACCES, EPERM, EROFS: another has made it */
		if (!others_mention(session.name, u->kind, u->path, NULL, 0) &&
		    group_rmdir(u->path) < 0) {
			int number = errno;
			trace_refused(number);
			left->cgroups += number != ENOENT && number != EBUSY && number != EACCES && number != EPERM && number != EROFS;
		}
		break;
	case UNDO_CONTROLLERS:
		if (!others_mention(session.name, u->kind, u->path, NULL, 0) && !disable_controllers(u->path, u->detail, undo_list, undo_count))
			log_line("%s: controllers stay enabled: %s", u->path, errno_text(errno));
		break;
	case UNDO_HOME:
		move_monitor_back(u);
		break;
	case UNDO_FOUND:
	case UNDO_SUBJECT: /* is dead and reaped: teardown.c */
	case UNDO_DIRECTORY:
		break; /* in session_close(), last of all */
	}
	return true;
}

void undo_all(int owner, struct left *left)
{
	for (int i = undo_count - 1; i >= 0; i--) {
		struct undo *u = &undo_list[i];
		if (u->kind == UNDO_DIRECTORY || (owner != NO_OWNER && u->owner != owner))
			continue;
		int lock = u->kind == UNDO_SHARED || u->kind == UNDO_CONTROLLERS ? lock_base() : -1;
		if (undo_one(u, left))
			undo_drop(u);
		close_fd(&lock);
	}
}
