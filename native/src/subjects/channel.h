/* channel.h: the pipes and terminals of programs, numbered: their output and input. */
#ifndef CHANNEL_H
#define CHANNEL_H
#include "wire/lab.h"
#include <poll.h>

enum { CHANNELS_MAX = 16, TYPED_MAX = 64 * 1024, CHANNEL_FDS = 3 };

struct channel {
	int number;        /* 0: free */
	bool announced;    /* the client knows its number: events may be sent */
	int slot;          /* the subject that it belongs to */
	pid_t shell;       /* the entered program on it, or 0: the app's own */
	bool tty;
	int fd[2];         /* standard output and error, or the master and -1 */
	int input;         /* standard input where that is a pipe, or -1 */
	bool input_ends;   /* nothing follows what has been typed */
	size_t typed_used; /* bytes that the terminal, or the pipe, has not taken yet */
	bool shell_ended;
	int shell_status;
};

extern struct channel channels[CHANNELS_MAX];

/* A free place, with the next number; NULL with `failure` (busy). Descriptors become its own. */
struct channel *channel_open(int slot, bool tty, int out, int err);
/* A pipe to type into. Closed when its reader is gone, or with the channel. */
void channel_set_input(struct channel *c, int fd);
/* A terminal in the place of the one given at first. */
void channel_set_terminal(struct channel *c, int master);
struct channel *channel_by_number(uint64_t number);
struct channel *channel_of_shell(pid_t pid);
/* Read what is there and send it as events; closes itself at end of file. */
void channel_drain(struct channel *c);
/* Type; false with `failure` (busy) when the terminal does not take more. */
bool channel_type(struct channel *c, const char *data, size_t n);
/* Nothing more will be typed into its pipe: close it behind what is still to be written. False with `failure` when it has none. */
bool channel_type_end(struct channel *c);
/* Close, and say so if it was announced. */
void channel_close(struct channel *c);
/* Do it to each channel of the subject in this slot. How many there were. */
int channels_of(int slot, void (*each)(struct channel *));
/* Fill in what to poll; how many of them need be looked at. Afterwards hand the same array back. */
int channels_poll(struct pollfd *p);
void channels_polled(const struct pollfd *p);

#endif
