/* ops.c: THE op table: every op, where it runs, which state it needs, its arguments. */
#include "ops.h"
#include "errors.h"
#include "text.h"
#include <sys/mount.h>

#define W(name) { #name, (uint64_t)name }
const struct word MOUNT_FLAGS[] = {
	W(MS_BIND), W(MS_REC), W(MS_PRIVATE), W(MS_SLAVE), W(MS_SHARED), W(MS_UNBINDABLE), W(MS_RDONLY),
	W(MS_NOSUID), W(MS_NODEV), W(MS_NOEXEC), W(MS_REMOUNT), W(MS_MOVE), W(MS_NOATIME), W(MS_RELATIME),
	W(MS_STRICTATIME), { "", 0 }
};
#ifndef UMOUNT_NOFOLLOW
#define UMOUNT_NOFOLLOW 8
#endif
const struct word UMOUNT_FLAGS[] = { W(MNT_DETACH), W(MNT_FORCE), W(MNT_EXPIRE), W(UMOUNT_NOFOLLOW), { "", 0 } };
const struct word CLONE_FLAGS[] = {
	W(CLONE_NEWNS), W(CLONE_NEWUTS), W(CLONE_NEWIPC), W(CLONE_NEWNET), W(CLONE_NEWPID),
	W(CLONE_NEWUSER), W(CLONE_NEWCGROUP), W(CLONE_NEWTIME), { "", 0 }
};
const struct word SIGNALS[] = {
	W(SIGHUP), W(SIGINT), W(SIGQUIT), W(SIGABRT), W(SIGKILL), W(SIGUSR1), W(SIGUSR2), W(SIGPIPE), W(SIGALRM),
	W(SIGTERM), W(SIGCHLD), W(SIGCONT), W(SIGSTOP), W(SIGTSTP), W(SIGTTIN), W(SIGTTOU), W(SIGWINCH),
	W(SIGILL), W(SIGTRAP), W(SIGBUS), W(SIGFPE), W(SIGSEGV), W(SIGSYS), W(SIGXCPU), W(SIGXFSZ), W(SIGVTALRM),
	W(SIGPROF), W(SIGIO), W(SIGPWR), W(SIGURG), W(SIGSTKFLT), { "", 0 }
};
#undef W

static const struct word SUBJECTS[] = { { "stage", SUBJECT_STAGE }, { "aside", SUBJECT_ASIDE }, { "", 0 } };
static const struct word SUBJECTS_OR_MONITOR[] = {
	{ "stage", SUBJECT_STAGE }, { "aside", SUBJECT_ASIDE }, { "monitor", SUBJECT_MONITOR }, { "", 0 }
};
static const struct word EXEC_IO[] = { { "pipe", IO_PIPE }, { "tty", IO_TTY }, { "null", IO_NULL }, { "", 0 } };
static const struct word ROOTS[] = { { "own", ROOT_OWN }, { "host", ROOT_HOST }, { "", 0 } };
static const struct word FILTERS[] = { { "docker", FILTER_DOCKER }, { "", 0 } };
static const struct word KEEP[] = { { "docker", KEEP_DOCKER }, { "none", KEEP_NONE }, { "", 0 } };

#define SUBJECT { "subject", ARG_CHOICE, false, 0, 0, SUBJECTS, "the subject; stage when left out" }
#define TEXT_ARG(key, required, max, help) { key, ARG_TEXT, required, 0, max, NULL, help }
#define PATH(key, help) { key, ARG_PATH, true, 0, PATH_MAX - 1, NULL, help }
#define PATH_OR_DOT(key, help) { key, ARG_PATH_OR_DOT, true, 0, PATH_MAX - 1, NULL, help }
#define PATHS(key, help) { key, ARG_PATHS, true, 1, LIST_MAX, NULL, help }
#define NUMBER(key, required, min, max, help) { key, ARG_NUMBER, required, min, max, NULL, help }
#define FLAGS(key, required, words, help) { key, ARG_FLAGS, required, 0, 0, words, help }
#define CHANNEL NUMBER("channel", true, 1, INT32_MAX, "channel number")
#define ROWS(required) NUMBER("rows", required, 1, 1000, "height of the terminal; 24 when left out")
#define COLS(required) NUMBER("cols", required, 1, 1000, "width of the terminal; 80 when left out")
#define MODE(help) NUMBER("mode", false, 0, 07777, help)
#define ARGV { "argv", ARG_LIST, true, 1, WORDS_MAX, NULL, "the program and its arguments; a name without / is looked up in PATH" }
#define ROOT { "root", ARG_CHOICE, false, 0, 0, ROOTS, "own, also when left out: refused while the root is the machine's; host: started there all the same" }
#define ENVIRONMENT { "env", ARG_LIST, false, 0, 256, NULL, "the whole environment, NAME=value; PATH alone when left out" }

#define ARGS(...) (const struct arg[]){ __VA_ARGS__, { .key = "" } }
#define NO_ARGS (const struct arg[]){ { .key = "" } }

/* Ops of the stage are only for a subject that is alive and has not become a program. */
#define ON_STAGE STAGE, ALIVE, RUNNING

const struct op OPS[OP_COUNT] = {
	[OP_HELLO] = { "hello", MONITOR, 0, 0, 0, 0, "who answers, and where the session's directories are", NO_ARGS },
	[OP_SPAWN] = { "spawn", MONITOR, 0, ALIVE, ALIVE, 0,
		"start a subject in a private mount namespace (rootless: in a user namespace)",
		ARGS(SUBJECT, NUMBER("strict", false, 0, 1, "1: it carries out a lesson that is not trusted, and may name nothing of the machine"),
		  { "programs", ARG_PATH, false, 0, PATH_MAX - 1, NULL, "the one program that it may copy when it is strict" }) },
	[OP_DROP] = { "drop", MONITOR, 0, 0, 0, 0, "end a subject and remove its cgroups", ARGS(SUBJECT) },
	[OP_LOOK] = { "look", MONITOR, 0, 0, 0, 0, "read what the kernel says about the subjects",
		ARGS({ "items", ARG_LIST, true, 1, LIST_MAX, NULL, "kind:subject:path" }) },
	[OP_SCAN] = { "scan", MONITOR, 0, 0, 0, 0, "find the processes of this machine whose view differs from the monitor's, or that have a terminal",
		ARGS(NUMBER("from", false, 0, INT32_MAX, "the lowest PID to look at; 0 when left out"),
		  NUMBER("max", false, 1, 4096, "how many processes to look at; 256 when left out"),
		  { "pids", ARG_LIST, false, 1, LIST_MAX, NULL, "only these, and each of them: 12, or 12-40" },
		  NUMBER("who", false, 0, 1, "1: with what tells whose they are")) },
	[OP_MKDIR_CGROUP] = { "mkdir-cgroup", MONITOR, 0, 0, 0, 0, "create a cgroup",
		ARGS(SUBJECT, PATH("path", "the new directory in a cgroup file system"),
		  NUMBER("shared", false, 0, 1, "1: may exist already, and is removed at the end only when empty")) },
	[OP_RMDIR_CGROUP] = { "rmdir-cgroup", MONITOR, 0, 0, 0, 0, "remove a cgroup of this session",
		ARGS(PATH("path", "the group")) },
	[OP_ENABLE_CONTROLLERS] = { "enable-controllers", MONITOR, 0, 0, 0, 0,
		"hand controllers down to the children of a v2 group",
		ARGS(PATH("path", "the parent group"), { "controllers", ARG_LIST, true, 1, 16, NULL, "names, e.g. memory,pids" }) },
	[OP_WRITE_CGROUP] = { "write-cgroup", MONITOR, 0, 0, 0, 0, "write a control file of a cgroup of this session",
		ARGS(PATH("path", "the group"), { "file", ARG_NAME, true, 1, 64, NULL, "the control file" },
		  TEXT_ARG("value", true, 256, "what to write")) },
	[OP_JOIN] = { "join", MONITOR, ALIVE, 0, IN_CGROUP, 0, "write a subject's PID to cgroup.procs of each group",
		ARGS({ "subject", ARG_CHOICE, false, 0, 0, SUBJECTS_OR_MONITOR, "the subject; stage when left out" },
		  PATHS("paths", "groups of this session"),
		  NUMBER("parent", false, 0, 1, "1: with the monitor goes the process that started it; both come back at the end")) },
	[OP_SIGNAL] = { "signal", MONITOR, ALIVE, 0, 0, 0, "send a signal to a subject",
		ARGS(SUBJECT, { "sig", ARG_CHOICE, true, 0, 0, SIGNALS, "the signal's name" }) },
	[OP_RELEASE] = { "release", MONITOR, RUNNING, 0, 0, 0, "let a program run that exec holds at its first instruction", ARGS(SUBJECT) },
	[OP_KILL] = { "kill", MONITOR, 0, 0, 0, 0, "kill a subject and every process of its cgroups", ARGS(SUBJECT) },
	[OP_ENTER] = { "enter", MONITOR, ALIVE, 0, 0, 0, "run one more program in a subject's view, on a terminal of its own",
		ARGS(SUBJECT, ARGV, ENVIRONMENT, ROOT, ROWS(false), COLS(false)) },
	[OP_INPUT] = { "input", MONITOR, 0, 0, 0, 0, "type into a terminal, or into the standard input of an exec with input=1",
		ARGS(CHANNEL, { "data", ARG_BYTES, true, 0, TYPED_AT_ONCE, NULL, "the bytes" },
		  NUMBER("end", false, 0, 1, "1: nothing follows: standard input ends, where it is a pipe")) },
	[OP_WINSIZE] = { "winsize", MONITOR, 0, 0, 0, 0, "tell a terminal its size", ARGS(CHANNEL, ROWS(true), COLS(true)) },
	[OP_HANGUP] = { "hangup", MONITOR, 0, 0, 0, 0, "close a channel; the programs on a terminal get SIGHUP", ARGS(CHANNEL) },
	[OP_WAIT] = { "wait", MONITOR, 0, 0, 0, 0, "reply when the subject has ended",
		ARGS(SUBJECT, NUMBER("timeout", false, 0, 86400000, "milliseconds; for ever when left out")) },
	[OP_QUIT] = { "quit", MONITOR, 0, 0, 0, 0, "tear everything down and end", NO_ARGS },

	[OP_MOUNT] = { "mount", ON_STAGE, 0, 0, "mount(2)",
		ARGS(SUBJECT, TEXT_ARG("source", false, PATH_MAX - 1, "what is mounted; NULL when left out"),
		  PATH_OR_DOT("target", "the mount point"), TEXT_ARG("fstype", false, 64, "file system type"),
		  FLAGS("flags", false, MOUNT_FLAGS, "MS_ flags"), TEXT_ARG("data", false, 4000, "options of the file system")) },
	[OP_UMOUNT] = { "umount", ON_STAGE, 0, 0, "umount2(2)",
		ARGS(SUBJECT, PATH_OR_DOT("target", "the mount point"), FLAGS("flags", false, UMOUNT_FLAGS, "MNT_ flags")) },
	[OP_UNSHARE] = { "unshare", ON_STAGE, 0, 0, "unshare(2)",
		ARGS(SUBJECT, FLAGS("flags", true, CLONE_FLAGS, "which namespaces to leave")) },
	[OP_FORK] = { "fork", STAGE, ALIVE | NEEDS_FORK, RUNNING, OWN_PID_NS, NEEDS_FORK,
		"clone(CLONE_PARENT): the first child in the new PID namespace takes over as the subject",
		ARGS(SUBJECT, { "into", ARG_PATH, false, 0, PATH_MAX - 1, NULL, "a v2 group of this session that the child is born in, instead of a join: clone3(CLONE_INTO_CGROUP)" }) },
	[OP_FORK_EXIT] = { "fork-exit", ON_STAGE, 0, 0, "clone(2) of a child that ends at once, and wait4(2) for it", ARGS(SUBJECT) },
	[OP_SETHOSTNAME] = { "sethostname", STAGE, ALIVE | OWN_UTS_NS, RUNNING, 0, 0, "sethostname(2) in the subject's own UTS namespace",
		ARGS(SUBJECT, TEXT_ARG("name", true, 64, "the host name")) },
	[OP_OPEN_ROOT] = { "open-root", STAGE, ALIVE, RUNNING | ROOT_SAVED, ROOT_SAVED, 0, "keep a descriptor of the present root", ARGS(SUBJECT) },
	[OP_FCHDIR_ROOT] = { "fchdir-root", ON_STAGE, 0, 0, "fchdir(2) to the saved root; EBADF when it is closed", ARGS(SUBJECT) },
	[OP_CLOSE_ROOT] = { "close-root", STAGE, ALIVE | ROOT_SAVED, RUNNING, 0, ROOT_SAVED, "close the saved root", ARGS(SUBJECT) },
	[OP_CHROOT] = { "chroot", ON_STAGE, ROOT_CHANGED, 0, "chroot(2)", ARGS(SUBJECT, PATH_OR_DOT("path", "the new root")) },
	[OP_CHDIR] = { "chdir", ON_STAGE, 0, 0, "chdir(2)", ARGS(SUBJECT, PATH_OR_DOT("path", "the new working directory")) },
	[OP_PIVOT_ROOT] = { "pivot_root", ON_STAGE, ROOT_CHANGED, 0, "pivot_root(2)",
		ARGS(SUBJECT, PATH_OR_DOT("new", "the new root, a mount point"), PATH_OR_DOT("put", "where the old root goes")) },
	[OP_MOUNT_PROC] = { "mount-proc", ON_STAGE, 0, 0,
		"mount proc while the /proc of step 0 stands beside it: a user namespace must see one in full to mount another",
		ARGS(SUBJECT, PATH("target", "the mount point"), PATH("beside", "a directory where the old one stands meanwhile")) },
	[OP_MKDIR] = { "mkdir", ON_STAGE, 0, 0, "mkdir(2), for each path",
		ARGS(SUBJECT, PATHS("paths", "the new directories"), MODE("permission bits; 493 (0755) when left out")) },
	[OP_COPY] = { "copy", ON_STAGE, 0, 0, "copy one regular file",
		ARGS(SUBJECT, PATH("source", "the file"), PATH("target", "the copy"), MODE("permission bits; 420 (0644) when left out"),
		  NUMBER("image", false, 0, 1, "1: a file of the image that the user has chosen: a strict subject copies it from anywhere")) },
	[OP_SYMLINK] = { "symlink", ON_STAGE, 0, 0, "symlink(2), for each path",
		ARGS(SUBJECT, TEXT_ARG("target", true, PATH_MAX - 1, "what the links say"), PATHS("paths", "the new links")) },
	[OP_WRITE_FILE] = { "write-file", ON_STAGE, 0, 0, "create or replace a file",
		ARGS(SUBJECT, PATH("path", "the file"), TEXT_ARG("data", true, LINE_MAX_BYTES, "its content"), MODE("permission bits; 420 (0644) when left out")) },
	[OP_UNPACK] = { "unpack", STAGE, ALIVE, RUNNING | ROOT_CHANGED, 0, 0, "unpack a tar file with tar(1), everything but the target being read-only",
		ARGS(SUBJECT, PATH("source", "the tar file"), PATH("target", "an existing directory"),
		  NUMBER("special", false, 0, 1, "1: keep device nodes, setuid and setgid bits")) },
	[OP_MAKE_DEV] = { "make-dev", STAGE, ALIVE | ROOT_CHANGED, RUNNING, 0, 0, "a minimal /dev: tmpfs, device nodes, devpts, shm, links", ARGS(SUBJECT) },
	[OP_PROTECT_PROC] = { "protect-proc", STAGE, ALIVE | ROOT_CHANGED, RUNNING, 0, 0, "make the dangerous parts of /proc read-only or empty", ARGS(SUBJECT) },
	[OP_NO_NEW_PRIVS] = { "no-new-privs", ON_STAGE, 0, 0, "prctl(PR_SET_NO_NEW_PRIVS)", ARGS(SUBJECT) },
	[OP_CAPABILITIES] = { "capabilities", ON_STAGE, 0, 0, "give up capabilities",
		ARGS(SUBJECT, { "keep", ARG_CHOICE, true, 0, 0, KEEP, "docker: the fourteen that Docker keeps" }) },
	[OP_SECCOMP] = { "seccomp", ON_STAGE, FILTERED, 0, "seccomp(2): refuse system calls from here on",
		ARGS(SUBJECT, { "filter", ARG_CHOICE, true, 0, 0, FILTERS, "docker: what Docker's default profile refuses" }) },
	[OP_LOOPBACK_UP] = { "loopback-up", STAGE, ALIVE | OWN_NET_NS, RUNNING, 0, 0, "bring lo up in the subject's own network namespace", ARGS(SUBJECT) },
	[OP_EXEC] = { "exec", STAGE, ALIVE, RUNNING | NEEDS_FORK, 0, 0, "execve(2): the subject becomes the program",
		ARGS(SUBJECT, ARGV, ENVIRONMENT, ROOT, { "io", ARG_CHOICE, false, 0, 0, EXEC_IO, "where its output goes; pipe when left out" },
		  NUMBER("input", false, 0, 1, "1: with io=pipe its standard input is a pipe, too; else it is /dev/null"),
		  NUMBER("stopped", false, 0, 1, "1: hold the program at its first instruction until release, where ptrace(2) is allowed"),
		  ROWS(false), COLS(false)) },
};

const char *word_name(const struct word *words, uint64_t value)
{
	for (; words->name[0]; words++)
		if (words->value == value)
			return words->name;
	return NULL;
}

const char *signal_name(int number)
{
	static char other[16];
	const char *name = word_name(SIGNALS, (uint64_t)number);
	snprintf(other, sizeof other, "SIGRT_%d", number - 32); /* as strace says it */
	return name ? name : other;
}

const char *flag_names(const struct word *words, uint64_t value)
{
	static char names[512];
	struct text t = { names, 0, sizeof names - 1, false, NULL };
	for (; words->name[0]; words++)
		if (value & words->value)
			text_format(&t, "%s%s", t.used ? "|" : "", words->name);
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
			return refuse(STATES[i].bit == ALIVE ? "gone" : "order", "%s: %s", op->name, STATES[i].missing);
		if (op->forbid & STATES[i].bit & state)
			return refuse("order", "%s: %s", op->name, STATES[i].present);
	}
	return true;
}
