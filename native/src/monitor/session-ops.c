/* session-ops.c: hello and quit. */
#include "common/rights.h"
#include "monitor/monitor.h"
#include "subjects/reply.h"
#include "monitor/teardown.h"
#include <sys/utsname.h>

bool do_hello(const struct request *r)
{
	struct utsname u;
	(void)r;
	if (uname(&u) < 0)
		return kernel_refused("uname");
	in_user_namespace(); /* known from now on, to the subjects too */
	text_format(&extra, ",\"hello\":{\"version\":\"%s\",\"protocol\":%d,\"kernel\":", LAB_VERSION, PROTOCOL);
	text_json_string(&extra, u.release);
	text_add(&extra, ",\"arch\":");
	text_json_string(&extra, u.machine);
	text_format(&extra, ",\"uid\":%u,\"rootless\":%s,\"pid\":%d,\"session\":\"%s\",\"run\":", (unsigned)geteuid(), may_administer() ? "false" : "true", (int)getpid(), session.name);
	text_json_string(&extra, session.run);
	text_add(&extra, ",\"layers\":");
	text_json_string(&extra, session.layers);
	text_add(&extra, ",\"rootfs\":");
	text_json_string(&extra, session.rootfs);
	text_format(&extra, ",\"swept\":{\"sessions\":%d,\"cgroups\":%d,\"processes\":%d,\"directories\":%d}}",
		session.swept.sessions, session.swept.cgroups, session.swept.processes, session.swept.directories);
	return true;
}

bool do_quit(const struct request *r)
{
	(void)r;
	struct left left = { 0, 0, 0 };
	tear_down(&left);
	add_left(&left, true);
	quitting = true;
	return true;
}
