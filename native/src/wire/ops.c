/* ops.c: the op table, made of the rows of ops.def, and the names and values that its arguments may have. */
#include "wire/ops.h"
#include "wire/handlers.h"
#include "wire/errors.h"
#include "wire/text.h"
#include <sys/mount.h>

#define W(name) { #name, (uint64_t)name }
const struct choice MOUNT_FLAGS[] = {
	W(MS_BIND), W(MS_REC), W(MS_PRIVATE), W(MS_SLAVE), W(MS_SHARED), W(MS_UNBINDABLE), W(MS_RDONLY),
	W(MS_NOSUID), W(MS_NODEV), W(MS_NOEXEC), W(MS_REMOUNT), W(MS_MOVE), W(MS_NOATIME), W(MS_RELATIME),
	W(MS_STRICTATIME), { "", 0 }
};
#ifndef UMOUNT_NOFOLLOW
#define UMOUNT_NOFOLLOW 8
#endif
const struct choice UMOUNT_FLAGS[] = { W(MNT_DETACH), W(MNT_FORCE), W(MNT_EXPIRE), W(UMOUNT_NOFOLLOW), { "", 0 } };
const struct choice CLONE_FLAGS[] = {
	W(CLONE_NEWNS), W(CLONE_NEWUTS), W(CLONE_NEWIPC), W(CLONE_NEWNET), W(CLONE_NEWPID),
	W(CLONE_NEWUSER), W(CLONE_NEWCGROUP), W(CLONE_NEWTIME), { "", 0 }
};
const struct choice SIGNALS[] = {
	W(SIGHUP), W(SIGINT), W(SIGQUIT), W(SIGABRT), W(SIGKILL), W(SIGUSR1), W(SIGUSR2), W(SIGPIPE), W(SIGALRM),
	W(SIGTERM), W(SIGCHLD), W(SIGCONT), W(SIGSTOP), W(SIGTSTP), W(SIGTTIN), W(SIGTTOU), W(SIGWINCH),
	W(SIGILL), W(SIGTRAP), W(SIGBUS), W(SIGFPE), W(SIGSEGV), W(SIGSYS), W(SIGXCPU), W(SIGXFSZ), W(SIGVTALRM),
	W(SIGPROF), W(SIGIO), W(SIGPWR), W(SIGURG), W(SIGSTKFLT), { "", 0 }
};
#undef W

static const struct choice EXEC_IO[] = { { "pipe", IO_PIPE }, { "tty", IO_TTY }, { "null", IO_NULL }, { "", 0 } };
static const struct choice ROOTS[] = { { "own", ROOT_OWN }, { "host", ROOT_HOST }, { "", 0 } };
static const struct choice FILTERS[] = { { "docker", FILTER_DOCKER }, { "", 0 } };
static const struct choice KEEP[] = { { "docker", KEEP_DOCKER }, { "none", KEEP_NONE }, { "", 0 } };

#define SUBJECT { "subject", ARG_NAME, false, 1, SUBJECT_NAME_MAX, NULL, "the subject; stage when left out" }
#define TEXT_ARG(key, required, max, help) { key, ARG_TEXT, required, 0, max, NULL, help }
#define PATH(key, help) { key, ARG_PATH, true, 0, PATH_MAX - 1, NULL, help }
#define PATH_OR_DOT(key, help) { key, ARG_PATH_OR_DOT, true, 0, PATH_MAX - 1, NULL, help }
#define PATHS(key, help) { key, ARG_PATHS, true, 1, LIST_MAX, NULL, help }
#define NUMBER(key, required, min, max, help) { key, ARG_NUMBER, required, min, max, NULL, help }
#define FLAGS(key, required, choices, help) { key, ARG_FLAGS, required, 0, 0, choices, help }
#define CHANNEL NUMBER("channel", true, 1, INT32_MAX, "channel number")
#define ROWS(required) NUMBER("rows", required, 1, 1000, "height of the terminal; 24 when left out")
#define COLS(required) NUMBER("cols", required, 1, 1000, "width of the terminal; 80 when left out")
#define MODE(help) NUMBER("mode", false, 0, 07777, help)
#define ARGV { "argv", ARG_LIST, true, 1, ARGV_MAX, NULL, "the program and its arguments; a name without / is looked up in PATH" }
#define ROOT { "root", ARG_CHOICE, false, 0, 0, ROOTS, "own, also when left out: refused while the root is the machine's; host: started there all the same" }
#define ENVIRONMENT { "env", ARG_LIST, false, 0, 256, NULL, "the whole environment, NAME=value; PATH alone when left out" }

#define ARGS(...) (const struct arg[]){ __VA_ARGS__, { .key = "" } }
#define NO_ARGS (const struct arg[]){ { .key = "" } }

#define OP(id, name, handler, ...) [OP_##id] = { name, handler, __VA_ARGS__ },
const struct op OPS[OP_COUNT] = {
#include "wire/ops.def"
};
#undef OP

const char *choice_name(const struct choice *choices, uint64_t value)
{
	for (; choices->name[0]; choices++)
		if (choices->value == value)
			return choices->name;
	return NULL;
}

const char *signal_name(int number)
{
	static char other[16];
	const char *name = choice_name(SIGNALS, (uint64_t)number);
	lab_snprintf(other, sizeof other, "SIGRT_%d", number - 32); /* as strace says it */
	return name ? name : other;
}

const char *flag_names(const struct choice *choices, uint64_t value)
{
	static char names[512];
	struct text t = { names, 0, sizeof names - 1, false, NULL };
	for (; choices->name[0]; choices++)
		if (value & choices->value)
			text_format(&t, "%s%s", t.used ? "|" : "", choices->name);
	if (t.used == 0)
		text_add(&t, "0");
	names[t.used] = 0;
	return names;
}

const struct state_words STATES[STATE_COUNT] = {
	{ ALIVE, "alive", "there is no such subject: spawn it first", "it exists already: drop it first" },
	{ RUNNING, "running", "no program runs in it: exec first", "the program has taken over, there is no stage to ask any more" },
	{ NEEDS_FORK, "needsFork", "unshare CLONE_NEWPID first: only then does a child become PID 1",
	  "fork first: a process never enters the PID namespace that it made" },
	{ OWN_PID_NS, "ownPidNs", "fork first", "it is PID 1 already" },
	{ IN_CGROUP, "inCgroup", "join a cgroup first", "it is in a cgroup already" },
	{ OWN_UTS_NS, "ownUtsNs", "unshare CLONE_NEWUTS first: this would rename the host", "" },
	{ OWN_NET_NS, "ownNetNs", "unshare CLONE_NEWNET first: this would touch the host's network", "" },
	{ ROOT_CHANGED, "rootChanged", "change the root first (chroot or pivot_root)", "the root has been changed already" },
	{ ROOT_SAVED, "rootSaved", "open-root first", "a root is saved already: close-root first" },
	{ FILTERED, "filtered", "seccomp first", "" },
};

bool order_allows(const struct op *op, unsigned state)
{
	for (int i = 0; i < STATE_COUNT; i++) {
		if (op->need & STATES[i].bit & ~state)
			return fail(STATES[i].bit == ALIVE ? "gone" : "order", "%s: %s", op->name, STATES[i].missing);
		if (op->forbid & STATES[i].bit & state)
			return fail("order", "%s: %s", op->name, STATES[i].present);
	}
	return true;
}

bool is_subject_name(const char *name)
{
	static const char *const RESERVED[] = { "monitor", "host", "app", "candidate", "shell" };
	size_t n = strlen(name);
	for (size_t i = 0; i < sizeof RESERVED / sizeof *RESERVED; i++)
		if (same(name, RESERVED[i]))
			return false;
	return n <= SUBJECT_NAME_MAX && name[0] >= 'a' && name[0] <= 'z' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}
