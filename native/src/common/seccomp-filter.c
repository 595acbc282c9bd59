/*
 * seccomp-filter.c: which system calls the app may make at all. A classic BPF program, seccomp(2), written
 * here instruction by instruction: no library, no compiler at run time.
 *
 * It refuses what Docker's default profile refuses to a container with Docker's default capabilities,
 * and to make device nodes; programs for x86 of 32 bits, and the x32 calls, are not supported at all.
 * Docker lists what is allowed; we list what is refused, and every number that has not been given out is unknown (ENOSYS).
 */
#include "common/seccomp-filter.h"
#include "wire/errors.h"
#include "wire/trace.h"

/* linux/filter.h, linux/seccomp.h, linux/audit.h: musl-gcc cannot see them. */
struct instruction {
	uint16_t code;
	uint8_t jump_true, jump_false;
	uint32_t k;
};
struct program {
	unsigned short length;
	const struct instruction *filter;
};
enum { LOAD = 0x20, IS_EQUAL = 0x15, IS_ABOVE = 0x25, HAS_BITS = 0x45, RETURN = 0x06 };
/* Offsets in struct seccomp_data; both machines are little-endian, so the low half of an argument comes first. */
enum { AT_NUMBER = 0, AT_ARCHITECTURE = 4, AT_FIRST_ARGUMENT = 16 };
#define ALLOW 0x7fff0000u
#define KILL_PROCESS 0x80000000u
#define REFUSE(number) (0x00050000u | (number))
#define SET_MODE_FILTER 1u

#if defined __x86_64__
#define ARCHITECTURE 0xc000003eu
#define ARCHITECTURE_NAME "AUDIT_ARCH_X86_64"
#define LAST_OF_OLD 336u /* uprobe: those of one machine alone; the gap behind them is where new ones of that kind are put */
#elif defined __aarch64__
#define ARCHITECTURE 0xc00000b7u
#define ARCHITECTURE_NAME "AUDIT_ARCH_AARCH64"
#define LAST_OF_OLD 294u /* kexec_file_load */
#else
#error "seccomp-filter.c knows x86_64 and aarch64"
#endif
/* The last call of Linux 6.18 (file_setattr). From 424 on the numbers are the same on every machine. */
#define NEWEST_CALL 469u
#define FIRST_OF_NEW 424u
#define CLONE_NAMESPACES 0x7e020000u
enum { FAMILY_ALG = 38, FAMILY_VSOCK = 40 };

/* EPERM, whatever the arguments. */
static const uint16_t REFUSED[] = {
	/* mounts and namespaces: CAP_SYS_ADMIN */
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_setns, SYS_unshare, SYS_sethostname, SYS_setdomainname,
	428 /* open_tree */, 429 /* move_mount */, 430 /* fsopen */, 431 /* fsconfig */, 432 /* fsmount */, 433 /* fspick */,
	442 /* mount_setattr */, 467 /* open_tree_attr */,
	/* what the whole kernel shares: programs in it, modules, another kernel, swap, clock, log, accounting */
	SYS_bpf, SYS_perf_event_open, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot,
#ifdef SYS_kexec_file_load
	SYS_kexec_file_load,
#endif
	SYS_swapon, SYS_swapoff, SYS_settimeofday, SYS_clock_settime, SYS_syslog, SYS_acct, SYS_vhangup,
	SYS_quotactl, 443 /* quotactl_fd */, SYS_fanotify_init,
#ifdef SYS_lookup_dcookie
	SYS_lookup_dcookie,
#endif
#ifdef SYS_nfsservctl
	SYS_nfsservctl,
#endif
	/* keys are not namespaced: those of the host would be seen */
	SYS_add_key, SYS_request_key, SYS_keyctl,
	/* files by handle lead out of a root */
	SYS_open_by_handle_at,
	/* what the machine's security modules say and take; attributes that no other file call sets */
	459 /* lsm_get_self_attr */, 460 /* lsm_set_self_attr */, 461 /* lsm_list_modules */, 468 /* file_getattr */, 469 /* file_setattr */,
	/* other processes, their memory and where it lies */
	SYS_kcmp, 438 /* pidfd_getfd */, 440 /* process_madvise */, SYS_move_pages, SYS_migrate_pages,
	SYS_mbind, SYS_get_mempolicy, SYS_set_mempolicy, 450 /* set_mempolicy_home_node */,
	/* much used by exploits, little by programs */
	SYS_userfaultfd, 425 /* io_uring_setup */, 426 /* io_uring_enter */, 427 /* io_uring_register */,
#ifdef __x86_64__
	SYS_iopl, SYS_ioperm, SYS_create_module, SYS_get_kernel_syms, SYS_query_module,
	SYS_sysfs, SYS__sysctl, SYS_uselib, SYS_ustat, 336 /* uprobe */,
	/* numbers that nothing stands behind */
	SYS_getpmsg, SYS_putpmsg, SYS_afs_syscall, SYS_tuxcall, SYS_security, SYS_vserver,
#endif
};
enum { REFUSED_COUNT = sizeof REFUSED / sizeof *REFUSED };

/* What personality(2) may be asked for: Linux, 32 bits, an old version number, both, and "what is it now?". */
static const uint32_t PERSONALITIES[] = { 0x0, 0x8, 0x20000, 0x20008, 0xffffffff };

static OWN_PAGES struct instruction filter[160];
static unsigned short length;

static void add(uint16_t code, uint8_t jump_true, uint8_t jump_false, uint32_t k)
{
	filter[length++] = (struct instruction){ code, jump_true, jump_false, k };
}

static void load(uint32_t offset)
{
	add(LOAD, 0, 0, offset);
}

/* If the loaded word is `k`: give this verdict. */
static void return_if(uint32_t k, uint32_t verdict)
{
	add(IS_EQUAL, 0, 1, k);
	add(RETURN, 0, 0, verdict);
}

/* clone(2) as long as it makes no namespace; clone3(2) has its flags where a filter cannot look, so libc is told to use clone. */
static void filter_clone(void)
{
	return_if(435, REFUSE(ENOSYS));
	add(IS_EQUAL, 0, 4, SYS_clone);
	load(AT_FIRST_ARGUMENT);
	add(HAS_BITS, 0, 1, CLONE_NAMESPACES);
	add(RETURN, 0, 0, REFUSE(EPERM));
	add(RETURN, 0, 0, ALLOW);
}

static void filter_personality(void)
{
	uint8_t n = sizeof PERSONALITIES / sizeof *PERSONALITIES;
	add(IS_EQUAL, 0, (uint8_t)(2 + 2 * n), SYS_personality);
	load(AT_FIRST_ARGUMENT);
	for (uint8_t i = 0; i < n; i++)
		return_if(PERSONALITIES[i], ALLOW);
	add(RETURN, 0, 0, REFUSE(EPERM));
}

/* Sockets of virtual machines and of the kernel's ciphers know no namespaces. */
static void filter_socket(void)
{
	add(IS_EQUAL, 0, 6, SYS_socket);
	load(AT_FIRST_ARGUMENT);
	return_if(FAMILY_VSOCK, REFUSE(EPERM));
	return_if(FAMILY_ALG, REFUSE(EPERM));
	add(RETURN, 0, 0, ALLOW);
}

/*
 * Docker lets a container make device nodes, and forbids to open them by a device cgroup, which we do not
 * set up: so they cannot be made. S_IFCHR and S_IFBLK share a bit that no other kind of file has.
 */
static void filter_mknod(uint32_t number, uint32_t at_mode)
{
	add(IS_EQUAL, 0, 4, number);
	load(at_mode);
	add(HAS_BITS, 0, 1, S_IFCHR);
	add(RETURN, 0, 0, REFUSE(EPERM));
	add(RETURN, 0, 0, ALLOW);
}

static void write_filter(bool devices)
{
	length = 0;
	load(AT_ARCHITECTURE);
	add(IS_EQUAL, 1, 0, ARCHITECTURE);
	add(RETURN, 0, 0, KILL_PROCESS); /* the same numbers mean other calls there: nothing below would hold */
	load(AT_NUMBER);
	add(IS_ABOVE, 0, 1, NEWEST_CALL); /* the numbers of x32 too: they begin at 0x40000000 */
	add(RETURN, 0, 0, REFUSE(ENOSYS));
	add(IS_ABOVE, 2, 0, FIRST_OF_NEW - 1);
	add(IS_ABOVE, 0, 1, LAST_OF_OLD);
	add(RETURN, 0, 0, REFUSE(ENOSYS));
	filter_clone();
	filter_personality();
	filter_socket();
	if (!devices) {
#ifdef SYS_mknod
		filter_mknod(SYS_mknod, AT_FIRST_ARGUMENT + 8);
#endif
		filter_mknod(SYS_mknodat, AT_FIRST_ARGUMENT + 16);
	}
	for (int i = 0; i < REFUSED_COUNT; i++)
		add(IS_EQUAL, (uint8_t)(REFUSED_COUNT - i), 0, REFUSED[i]);
	add(RETURN, 0, 0, ALLOW);
	add(RETURN, 0, 0, REFUSE(EPERM));
}

bool install_filter(bool devices)
{
	write_filter(devices);
	struct program program = { length, filter };
	if (TRACED("seccomp", syscall(SYS_seccomp, SET_MODE_FILTER, 0u, &program),
		"SECCOMP_SET_MODE_FILTER, 0, {len=%d, filter=[...]} /* %s: %d calls EPERM, clone3 and numbers not given out by Linux 6.18 ENOSYS */",
		length, ARCHITECTURE_NAME, REFUSED_COUNT) < 0)
		return kernel_refused("seccomp SECCOMP_SET_MODE_FILTER");
	return true;
}
