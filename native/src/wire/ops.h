/*
 * ops.h: the op table, whose rows stand in ops.def. It drives the parser, the order checks and `--schema`, from which
 * src/protocol/ops.gen.ts is generated.
 */
#ifndef OPS_H
#define OPS_H
#include "wire/lab.h"

#define OP(id, ...) OP_##id,
enum op_id {
#include "wire/ops.def"
	OP_COUNT
};
#undef OP

/* Which process carries it out. */
enum where { MONITOR, STAGE };
/* For ops.def: where, need, forbid of most ops of the stage: the subject is alive and has not become a program. */
#define ON_STAGE STAGE, ALIVE, RUNNING

struct request;

enum arg_type {
	ARG_TEXT = 1,    /* any bytes but NUL; max is the length */
	ARG_BYTES,       /* the same with NUL: what is typed into a terminal */
	ARG_NAME,        /* a bare name: letters, digits, '.', '_', '-'; max is the length */
	ARG_PATH,        /* absolute, without ".." */
	ARG_PATH_OR_DOT, /* the same, or "." alone */
	ARG_NUMBER,      /* min … max */
	ARG_CHOICE,      /* one of `choices` */
	ARG_FLAGS,       /* some of `choices`, comma separated */
	ARG_LIST,        /* texts, comma separated; min … max items */
	ARG_PATHS,       /* paths, comma separated; min … max items */
};

/*
 * A name on the wire and the value that it stands for; a table of them ends with an empty name. (Names lie in
 * the tables: a pointer would cost 32 bytes more in a position-independent program.)
 */
struct choice {
	char name[24];
	uint64_t value;
};

struct arg {
	char key[12]; /* empty: the end */
	enum arg_type type;
	bool required;
	uint64_t min, max;
	const struct choice *choices;
	const char *help;
};

/* What the monitor knows about a subject; an op may need, forbid, give or take some of it. */
enum state {
	ALIVE = 1,        /* spawned and not yet ended */
	RUNNING = 2,      /* execve succeeded: the program has taken over */
	NEEDS_FORK = 4,   /* unshare(CLONE_NEWPID) without the fork after it */
	OWN_PID_NS = 8,   /* PID 1 of a new PID namespace */
	IN_CGROUP = 16,   /* joined a group of this session */
	OWN_UTS_NS = 32,
	OWN_NET_NS = 64,
	ROOT_CHANGED = 128,
	ROOT_SAVED = 256, /* open-root without close-root */
	FILTERED = 512,   /* seccomp: what is entered gets the same filter */
	STATE_COUNT = 10
};

/* One row per bit of state: its name in the schema, and what to say when it is missing or in the way. */
struct state_words {
	unsigned bit;
	const char *name, *missing, *present;
};

extern const struct state_words STATES[STATE_COUNT];

struct op {
	char name[20];
	bool (*handler)(const struct request *r); /* false with `failure` */
	enum where where;
	unsigned need, forbid, give, take;
	const char *help;
	const struct arg *args; /* at most ARGS_MAX, the last has an empty key */
};

extern const struct op OPS[OP_COUNT];

/* How many subjects there are at a time, and how long a name one may have. */
enum { SUBJECTS_MAX = 8, SUBJECT_NAME_MAX = 15 };
#define DEFAULT_SUBJECT "stage"
/* A small letter, then small letters, digits and `-`; not a word that means somebody else in a reply or a look. */
bool is_subject_name(const char *name);

enum root_word { ROOT_OWN, ROOT_HOST };
enum exec_io { IO_PIPE, IO_TTY, IO_NULL };
enum keep { KEEP_DOCKER, KEEP_NONE };
enum filter { FILTER_DOCKER };

extern const struct choice MOUNT_FLAGS[], UMOUNT_FLAGS[], CLONE_FLAGS[], SIGNALS[];

/* "MS_NOSUID|MS_NODEV" or "0". Valid until the next call. */
const char *flag_names(const struct choice *choices, uint64_t value);
/* Name of a value of the table, or NULL. */
const char *choice_name(const struct choice *choices, uint64_t value);

/* Name of a signal. Valid until the next call. */
const char *signal_name(int number);

/* Does the subject's state allow the op? If not, `failure` says what to do first. */
bool order_allows(const struct op *op, unsigned state);

/* The table as JSON on standard output. */
int print_schema(void);

#endif
