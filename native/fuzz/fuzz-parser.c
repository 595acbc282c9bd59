/* fuzz-parser.c: what must be true of the parser whatever it is fed. */
#include "fuzz.h"
#include "wire/errors.h"
#include "wire/parse.h"
#include "wire/text.h"
#include "wire/trace.h"

static void check(bool holds, const char *what)
{
	if (holds)
		return;
	lab_dprintf(2, "fuzz: %s\n", what);
	abort();
}

static bool clean_path(const char *path)
{
	size_t n = strlen(path);
	return path[0] == '/' && n < PATH_MAX && strstr(path, "/../") == NULL && !(n >= 3 && same(path + n - 3, "/.."));
}

static void check_argument(const struct request *r, int i, const struct arg *a)
{
	const char *text = r->bytes + r->at[i];
	check(r->at[i] <= r->used && r->used <= sizeof r->bytes, "text lies in the request");
	if (a->type == ARG_NUMBER)
		check(r->number[i] >= a->min && r->number[i] <= a->max, "a number is in its range");
	if (a->type == ARG_TEXT || a->type == ARG_BYTES)
		check(r->length[i] <= a->max && r->at[i] + r->length[i] < r->used && text[r->length[i]] == 0, "a text has its length and its end");
	if (a->type == ARG_PATH)
		check(clean_path(text), "a path is absolute and does not climb");
	if (a->type == ARG_PATH_OR_DOT)
		check(clean_path(text) || same(text, "."), "a path is a dot or absolute");
	if (a->type == ARG_NAME)
		check(strpbrk(text, "/") == NULL && text[0] != '.' && text[0] != 0, "a name is bare");
	if (a->type != ARG_LIST && a->type != ARG_PATHS)
		return;
	check(r->number[i] >= a->min && r->number[i] <= a->max, "a list has its length");
	for (uint64_t n = r->number[i]; n > 0; n--, text = next_item(text)) {
		check(text < r->bytes + r->used, "an item lies in the request");
		if (a->type == ARG_PATHS)
			check(clean_path(text), "a path of a list is absolute and does not climb");
	}
	check(text <= r->bytes + r->used, "a list ends in the request");
}

/* What an op prints of such bytes: as strace would, cut where the room ends, never a control character. */
static void check_formats(const char *line, size_t size)
{
	char string[64], small[24];
	size_t n = size < sizeof string ? size : sizeof string - 1;
	memcpy(string, line, n);
	string[n] = 0;
	const char *shown = quoted(string);
	check(shown[0] == '"', "a quoted string begins with a quote");
	for (const char *p = shown; *p; p++)
		check((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7f, "a quoted string is plain text");
	struct text t = { small, 0, sizeof small - 1, false, NULL };
	text_format(&t, "%s<%.5s> %d %#x %u", string, string, -(int)n, (unsigned)n, (unsigned)n);
	check(t.used < sizeof small, "formatted text stays in its buffer");
}

int fuzz_one(const uint8_t *data, size_t size)
{
	static struct request r;
	char *line = malloc(size ? size : 1); /* of the exact size, so that ASan sees a byte too many */
	if (line == NULL)
		return 0;
	memcpy(line, data, size);
	failure.message[0] = failure.code[0] = 0;
	if (parse_request(line, size, &r)) {
		const struct op *op = &OPS[r.op];
		check(r.op >= 0 && r.op < OP_COUNT && r.id >= 1, "an accepted request has an id and an op");
		for (int i = 0; op->args[i].key[0]; i++) {
			check(r.given >> i & 1 || !op->args[i].required, "required arguments are there");
			if (r.given >> i & 1)
				check_argument(&r, i, &op->args[i]);
		}
		for (unsigned state = 0; state < 1024; state += 7)
			order_allows(op, state);
	} else {
		check(failure.code[0] && failure.message[0], "a refusal has a code and a sentence");
		for (const char *p = failure.message; *p; p++)
			check((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7f, "a sentence is plain text");
	}
	char out[256];
	struct text t = TEXT(out);
	text_json(&t, line, size);
	check(t.used <= sizeof out, "JSON stays in its buffer");
	check_formats(line, size);
	free(line);
	return 0;
}
