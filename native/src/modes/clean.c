/* clean.c: `lab-helper clean`. */
#include "modes/modes.h"
#include "common/machine.h"
#include "monitor/session.h"

/*
 * CLEAN: a short-lived process of its own (`lab-helper clean`), the same sweep as at a monitor's
 * start, with a report. It ends when it is done; exit 1 when something could not be removed.
 */
int clean_main(void)
{
	struct swept swept = { 0, 0, 0, 0 };
	struct left left = { 0, 0, 0 };
	int base = -1;
	current_op = "clean";
	machine_hold();
	if (!open_base(&base) || !(lock_directory(base) || kernel_refused("flock \"%s\"", session.base))) {
		lab_dprintf(2, "lab-helper: %s\n", failure.message);
		return 1;
	}
	sweep(base, session.base, &swept, &left);
	sweep_other_bases(&swept, &left);
	rmdir(session.base); /* refused while other sessions live */
	close(base);
	lab_dprintf(1, "{\"swept\":{\"sessions\":%d,\"cgroups\":%d,\"processes\":%d,\"directories\":%d},\"left\":{\"cgroups\":%d,\"processes\":%d,\"files\":%d}}\n",
		swept.sessions, swept.cgroups, swept.processes, swept.directories, left.cgroups, left.processes, left.files);
	return left.cgroups || left.files ? 1 : 0;
}
