/* message.h: datagrams with descriptors between two of our processes, and memory that they share. */
#ifndef MESSAGE_H
#define MESSAGE_H
#include "wire/ops.h"

/* Memory that is shared with children, empty; NULL with `failure`. */
void *map_shared(size_t size);
/* A pair of connected sockets for messages. False with `failure`. */
bool make_pair(int pair[2]);

/* Descriptors of one message, at most: a look takes one for each subject. */
enum { MESSAGE_FDS = SUBJECTS_MAX };

/* What is said over the socket, one datagram each. */
enum message_kind {
	MESSAGE_GO,        /* monitor → subject: requests are on the page; carries the descriptors that they need */
	MESSAGE_DONE,      /* subject → monitor: the first `item` requests are carried out, and it waits for more */
	MESSAGE_FAILED,    /* request `item` was refused; the failure is on the page */
	MESSAGE_FORKED,    /* request `item` is carried out: `pid` has taken over as the subject and goes on with the next one */
	MESSAGE_TERMINAL,  /* carries the master of the subject's new terminal */
};

struct message {
	int kind;
	int32_t pid;
	int32_t item;
};

/* Send with up to MESSAGE_FDS descriptors (`count` may be 0). False with errno. */
bool send_message(int sock, struct message m, const int *fds, int count);
/* Receive; fds[i] is -1 where none came. 1 message, 0 end of file, -1 with errno (EAGAIN when `wait` is false and nothing is there). */
int receive_message(int sock, struct message *m, int fds[MESSAGE_FDS], bool wait);

#endif
