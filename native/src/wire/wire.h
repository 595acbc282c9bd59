/* wire.h: standard input in lines, standard output in JSON. */
#ifndef WIRE_H
#define WIRE_H
#include "wire/text.h"

/* Everything said on standard output goes through here; wire_send() hands it on. */
extern struct text out;
/* End of file has been seen on standard input. */
extern bool input_ended;
/* The reader has gone, or does not read any more although the end has come: nothing more can be said. */
extern bool output_lost;

/* `end_signals` is a signalfd: once it is readable, output waits for the reader no longer than a second. */
void wire_open(int end_signals);
/* Is there room for more input? */
bool wire_wants_input(void);
/* Read what is there. To be called when poll(2) says that there is something. */
void wire_read(void);
/* The next complete line, without its newline; valid until the next call of wire_read(). An over-long one is cut after LINE_MAX_BYTES + 1 bytes. */
bool wire_line(const char **line, size_t *n);
/* The same without taking it: the line that begins `offset` bytes behind what has been taken; `offset` moves behind it. */
bool wire_peek(size_t *offset, const char **line, size_t *n);
/* Take this many bytes of lines that have been peeked at. */
void wire_skip(size_t bytes);
void wire_send(void);

#endif
