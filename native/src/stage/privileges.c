/* privileges.c: no_new_privs, capabilities, and the filter of system calls. */
#include "common/capabilities.h"
#include "common/seccomp-filter.h"
#include "stage/self.h"

bool do_no_new_privs(const struct request *r)
{
	(void)r;
	return set_no_new_privs();
}

bool do_capabilities(const struct request *r)
{
	return keep_capabilities(number_of(r, "keep", KEEP_NONE) == KEEP_DOCKER ? docker_capabilities() : 0);
}

bool do_seccomp(const struct request *r)
{
	(void)r;
	return install_filter(false);
}
