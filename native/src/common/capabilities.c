/* capabilities.c: see capabilities.h. */
#include "common/capabilities.h"
#include "wire/errors.h"
#include "wire/trace.h"
#include <sys/prctl.h>

#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_CLEAR_ALL 4
#endif

bool set_no_new_privs(void)
{
	if (TRACED("prctl", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0") < 0)
		return kernel_refused("prctl PR_SET_NO_NEW_PRIVS");
	return true;
}

/* Numbers of capabilities(7); the fourteen that Docker keeps by default. */
static const struct {
	char name[20];
	uint8_t number;
	bool docker;
} CAPABILITIES[] = {
	{ "CHOWN", 0, true }, { "DAC_OVERRIDE", 1, true }, { "DAC_READ_SEARCH", 2, false }, { "FOWNER", 3, true },
	{ "FSETID", 4, true }, { "KILL", 5, true }, { "SETGID", 6, true }, { "SETUID", 7, true }, { "SETPCAP", 8, true },
	{ "LINUX_IMMUTABLE", 9, false }, { "NET_BIND_SERVICE", 10, true }, { "NET_BROADCAST", 11, false },
	{ "NET_ADMIN", 12, false }, { "NET_RAW", 13, true }, { "IPC_LOCK", 14, false }, { "IPC_OWNER", 15, false },
	{ "SYS_MODULE", 16, false }, { "SYS_RAWIO", 17, false }, { "SYS_CHROOT", 18, true }, { "SYS_PTRACE", 19, false },
	{ "SYS_PACCT", 20, false }, { "SYS_ADMIN", 21, false }, { "SYS_BOOT", 22, false }, { "SYS_NICE", 23, false },
	{ "SYS_RESOURCE", 24, false }, { "SYS_TIME", 25, false }, { "SYS_TTY_CONFIG", 26, false }, { "MKNOD", 27, true },
	{ "LEASE", 28, false }, { "AUDIT_WRITE", 29, true }, { "AUDIT_CONTROL", 30, false }, { "SETFCAP", 31, true },
	{ "MAC_OVERRIDE", 32, false }, { "MAC_ADMIN", 33, false }, { "SYSLOG", 34, false }, { "WAKE_ALARM", 35, false },
	{ "BLOCK_SUSPEND", 36, false }, { "AUDIT_READ", 37, false }, { "PERFMON", 38, false }, { "BPF", 39, false },
	{ "CHECKPOINT_RESTORE", 40, false },
};
enum { NAMED = sizeof CAPABILITIES / sizeof *CAPABILITIES };

struct cap_header {
	uint32_t version;
	int pid;
};
struct cap_data {
	uint32_t effective, permitted, inheritable;
};
enum { CAPABILITY_VERSION_3 = 0x20080522 };

/* The bounding set decides what an execve can give back, so it shrinks first. EINVAL: the kernel knows no higher number. */
static bool shrink_bounding_set(uint64_t kept)
{
	for (int c = 0; c < 64; c++) {
		char unnamed[16];
		lab_snprintf(unnamed, sizeof unnamed, "%d", c);
		int there = prctl(PR_CAPBSET_READ, c, 0, 0, 0);
		if (there < 0)
			break;
		if (there == 0 || kept >> c & 1)
			continue;
		if (TRACED("prctl", prctl(PR_CAPBSET_DROP, c, 0, 0, 0), "PR_CAPBSET_DROP, %s%s",
			c < NAMED ? "CAP_" : "", c < NAMED ? CAPABILITIES[c].name : unnamed) < 0)
			return kernel_refused("prctl PR_CAPBSET_DROP %d", c);
	}
	return true;
}

static bool set_capabilities(uint64_t kept)
{
	struct cap_header header = { CAPABILITY_VERSION_3, 0 };
	struct cap_data data[2];
	for (int i = 0; i < 2; i++) { /* nothing inheritable, as Docker since CVE-2022-24769 */
		data[i].effective = data[i].permitted = (uint32_t)(kept >> 32 * i);
		data[i].inheritable = 0;
	}
	if (TRACED("capset", syscall(SYS_capset, &header, data),
		"{version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=%#llx, permitted=%#llx, inheritable=0}",
		(unsigned long long)kept, (unsigned long long)kept) < 0)
		return kernel_refused("capset");
	return true;
}

uint64_t docker_capabilities(void)
{
	uint64_t kept = 0;
	for (int i = 0; i < NAMED; i++)
		if (CAPABILITIES[i].docker)
			kept |= 1ull << CAPABILITIES[i].number;
	return kept;
}

bool keep_capabilities(uint64_t kept)
{
	struct cap_header header = { CAPABILITY_VERSION_3, 0 };
	struct cap_data data[2];
	memset(data, 0, sizeof data);
	if (TRIED("capget", syscall(SYS_capget, &header, data), "{version=_LINUX_CAPABILITY_VERSION_3, pid=0}, %#lx", (unsigned long)data) < 0)
		return kernel_refused("capget");
	kept &= (uint64_t)data[1].permitted << 32 | data[0].permitted;
	if (!shrink_bounding_set(kept))
		return false;
	TRACED("prctl", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0"); /* unknown before Linux 4.3, where there are none */
	return set_capabilities(kept);
}

static bool status_field(const char *status, const char *name, uint64_t *value, int base)
{
	const char *at = strstr(status, name);
	if (at == NULL)
		return false;
	*value = strtoull(at + strlen(name), NULL, base);
	return true;
}

bool match_privileges(int proc)
{
	static OWN_PAGES char status[8192];
	uint64_t bounding = ~0ull, permitted = ~0ull, no_new_privs = 0;
	int fd = (int)TRIED("openat", openat(proc, "status", O_RDONLY | O_CLOEXEC), "%d, \"status\", O_RDONLY|O_CLOEXEC", proc);
	ssize_t n = fd >= 0 ? TRIED("read", read(fd, status, sizeof status - 1), "%d, %#lx, %zu", fd, (unsigned long)status, sizeof status - 1) : -1;
	close_fd(&fd);
	if (n < 0)
		return kernel_refused("open /proc/<pid>/status");
	status[n] = 0;
	if (!status_field(status, "CapPrm:", &permitted, 16) || !status_field(status, "CapBnd:", &bounding, 16))
		return fail(current_op, "%s: the subject's capabilities cannot be read", current_op);
	status_field(status, "NoNewPrivs:", &no_new_privs, 10);
	struct cap_header header = { CAPABILITY_VERSION_3, 0 };
	struct cap_data data[2];
	memset(data, 0, sizeof data);
	if (TRIED("capget", syscall(SYS_capget, &header, data), "{version=_LINUX_CAPABILITY_VERSION_3, pid=0}, %#lx", (unsigned long)data) < 0)
		return kernel_refused("capget");
	uint64_t have = (uint64_t)data[1].permitted << 32 | data[0].permitted;
	if (!shrink_bounding_set(bounding))
		return false;
	if ((have & permitted) != have && !set_capabilities(have & permitted))
		return false;
	return no_new_privs == 0 || set_no_new_privs();
}
