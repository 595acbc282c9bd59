/* parse.h: one request line into a struct request, by the op table. */
#ifndef PARSE_H
#define PARSE_H
#include "wire/ops.h"

struct request {
	uint32_t id;
	int op; /* enum op_id, or -1 */
	uint32_t given;             /* bit i: argument i of the op's table */
	uint64_t number[ARGS_MAX];  /* a number, a choice's value, flags or'ed, or the count of a list */
	uint32_t length[ARGS_MAX];  /* of a text or bytes, without the NUL behind it */
	uint32_t at[ARGS_MAX];      /* where its text begins in `bytes`; items of a list follow each other */
	uint32_t used;
	char bytes[LINE_MAX_BYTES + ARGS_MAX + 1];
};

/* Read one line (without its newline). On refusal `failure` is set; `id` and `op` are set as far as they were read. */
bool parse_request(const char *line, size_t n, struct request *r);

bool has(const struct request *r, const char *key);
/* Text, path or name; NULL when not given. Of a list: its first item (see next_item). */
const char *text_of(const struct request *r, const char *key);
/* Length of a text or bytes; 0 when not given. */
size_t length_of(const struct request *r, const char *key);
/* Number, choice or flags; `otherwise` when not given. Of a list: how many items. */
uint64_t number_of(const struct request *r, const char *key, uint64_t otherwise);

static inline const char *next_item(const char *item)
{
	return item + strlen(item) + 1;
}

#endif
