/*
 * board.h: how the monitor and a subject talk: a board of shared memory for what is said, and a
 * socket pair for "look at the board", file descriptors, and noticing death or execve (end of file).
 */
#ifndef BOARD_H
#define BOARD_H
#include "errors.h"
#include "parse.h"

enum { BOARD_CALLS = 256 * 1024 };

/*
 * MAP_SHARED memory made by the monitor before the clone, so that even a subject that dies in the
 * middle of an op leaves the record of the calls that it made. execve takes it away by itself.
 */
struct board {
	struct request request;   /* monitor → subject */
	struct failure failure;   /* subject → monitor, with MESSAGE_FAILED */
	size_t calls_used;        /* fragments of trace.h */
	uint64_t exec_started;    /* now_ns() just before execve, which cannot report its own success */
	char exec_args[2048];
	bool calls_cut;
	size_t handed_at;         /* from here on the calls are those of the child `handed_to` (enter) */
	int32_t handed_to;
	char calls[BOARD_CALLS];
};

/* What is said over the socket, one datagram each. */
enum message_kind {
	MESSAGE_GO,        /* monitor → subject: the request is on the board; may carry a terminal */
	MESSAGE_DONE,      /* subject → monitor: carried out */
	MESSAGE_FAILED,    /* refused; the failure is on the board */
	MESSAGE_FORKED,    /* `pid` has taken over as the subject */
	MESSAGE_TERMINAL,  /* carries the master of the subject's new terminal */
};

struct message {
	int kind;
	int32_t pid;
};

/* Send with up to three descriptors (`count` may be 0). False with errno. */
bool send_message(int sock, struct message m, const int *fds, int count);
/* Receive; fds[i] is -1 where none came. 1 message, 0 end of file, -1 with errno (EAGAIN when `wait` is false and nothing is there). */
int receive_message(int sock, struct message *m, int fds[3], bool wait);

#endif
