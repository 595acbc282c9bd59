/* parse.c: `<id> <op> key=value …` → struct request. No allocation; every refusal has a code and a sentence. */
#include "wire/parse.h"
#include "wire/errors.h"

/* A piece of the line. */
struct piece {
	const char *at;
	size_t n;
};

static bool is_word(struct piece p, const char *word)
{
	return strlen(word) == p.n && memcmp(word, p.at, p.n) == 0;
}

/* For messages: at most 32 printable characters. Valid until the next call. */
static const char *shown(struct piece p)
{
	static char out[33];
	size_t n = p.n < 32 ? p.n : 32;
	for (size_t i = 0; i < n; i++)
		out[i] = p.at[i] > 0x20 && p.at[i] < 0x7f ? p.at[i] : '?';
	out[n] = 0;
	return out;
}

static bool to_number(struct piece p, uint64_t *out)
{
	uint64_t v = 0;
	if (p.n == 0 || p.n > 20)
		return false;
	for (size_t i = 0; i < p.n; i++) {
		if (p.at[i] < '0' || p.at[i] > '9')
			return false;
		unsigned digit = (unsigned)(p.at[i] - '0');
		if (v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Cut off the part before the next `separator`; false when nothing is left. */
static bool next_piece(struct piece *rest, char separator, struct piece *out)
{
	if (rest->at == NULL)
		return false;
	const char *end = rest->n ? memchr(rest->at, separator, rest->n) : NULL;
	out->at = rest->at;
	out->n = end ? (size_t)(end - rest->at) : rest->n;
	rest->n -= end ? out->n + 1 : out->n;
	rest->at = end ? end + 1 : NULL;
	return true;
}

/* Undo percent escapes into r->bytes and end with NUL. The result is never longer than the line. */
static bool unescape(struct request *r, const char *key, struct piece p, bool nul_allowed)
{
	for (size_t i = 0; i < p.n; i++) {
		char c = p.at[i];
		if (c == '%') {
			bool whole = p.n - i > 2;
			int high = whole ? hex_digit(p.at[i + 1]) : -1;
			int low = whole ? hex_digit(p.at[i + 2]) : -1;
			if (high < 0 || low < 0)
				return fail("escape", "%s: %% must be followed by two hexadecimal digits", key);
			c = (char)(high << 4 | low);
			i += 2;
			if (c == 0 && !nul_allowed)
				return fail("escape", "%s: a value must not hold a NUL byte", key);
		}
		r->bytes[r->used++] = c;
	}
	r->bytes[r->used++] = 0;
	return true;
}

static bool good_path(const char *key, const char *path, bool dot_allowed)
{
	if (dot_allowed && same(path, "."))
		return true;
	if (path[0] != '/')
		return fail("path", "%s: the path must be absolute", key);
	if (strlen(path) >= PATH_MAX)
		return fail("too-long", "%s: a path is at most %d bytes", key, PATH_MAX - 1);
	for (const char *p = path; (p = strstr(p, "/..")) != NULL; p += 3)
		if (p[3] == '/' || p[3] == 0)
			return fail("path", "%s: .. is not allowed in a path", key);
	return true;
}

static bool good_name(const char *key, const char *name, const struct arg *arg)
{
	size_t n = strlen(name);
	if (n < arg->min || n > arg->max)
		return fail("range", "%s: a name has %llu to %llu characters", key, (unsigned long long)arg->min, (unsigned long long)arg->max);
	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != n || name[0] == '.')
		return fail("path", "%s: a bare file name is letters, digits, '.', '_' and '-'", key);
	return true;
}

static bool find_choice(const struct arg *arg, struct piece p, uint64_t *value)
{
	for (const struct choice *w = arg->choices; w->name[0]; w++)
		if (is_word(p, w->name)) {
			*value = w->value;
			return true;
		}
	return fail("choice", "%s: %s is not a word that is known here", arg->key, shown(p));
}

static bool read_list(struct request *r, const struct arg *arg, struct piece value, uint64_t *count)
{
	struct piece item;
	*count = 0;
	if (value.n == 0)
		value.at = NULL;
	while (next_piece(&value, ',', &item)) {
		uint32_t start = r->used;
		if (++*count > arg->max)
			return fail("range", "%s: at most %llu items", arg->key, (unsigned long long)arg->max);
		if (!unescape(r, arg->key, item, false))
			return false;
		if (arg->type == ARG_PATHS && !good_path(arg->key, r->bytes + start, false))
			return false;
	}
	if (*count < arg->min)
		return fail("range", "%s: at least %llu items", arg->key, (unsigned long long)arg->min);
	return true;
}

static bool read_value(struct request *r, int index, const struct arg *arg, struct piece value)
{
	struct piece item;
	uint64_t one;
	const char *text = r->bytes + r->used;
	r->at[index] = r->used;
	switch (arg->type) {
	case ARG_NUMBER:
		if (!to_number(value, &r->number[index]))
			return fail("range", "%s: %s is not a whole number", arg->key, shown(value));
		if (r->number[index] < arg->min || r->number[index] > arg->max)
			return fail("range", "%s: must be from %llu to %llu", arg->key, (unsigned long long)arg->min, (unsigned long long)arg->max);
		return true;
	case ARG_CHOICE:
		return find_choice(arg, value, &r->number[index]);
	case ARG_FLAGS:
		if (value.n == 0)
			return fail("choice", "%s: at least one flag is needed", arg->key);
		while (next_piece(&value, ',', &item)) {
			if (!find_choice(arg, item, &one))
				return false;
			r->number[index] |= one;
		}
		return true;
	case ARG_LIST:
	case ARG_PATHS:
		return read_list(r, arg, value, &r->number[index]);
	case ARG_TEXT:
	case ARG_BYTES:
		if (!unescape(r, arg->key, value, arg->type == ARG_BYTES))
			return false;
		r->length[index] = r->used - r->at[index] - 1;
		if (r->length[index] > arg->max)
			return fail("too-long", "%s: at most %llu bytes", arg->key, (unsigned long long)arg->max);
		return true;
	case ARG_NAME:
		return unescape(r, arg->key, value, false) && good_name(arg->key, text, arg);
	case ARG_PATH:
		return unescape(r, arg->key, value, false) && good_path(arg->key, text, false);
	case ARG_PATH_OR_DOT:
		return unescape(r, arg->key, value, false) && good_path(arg->key, text, true);
	}
	return false;
}

static bool read_argument(struct request *r, const struct op *op, struct piece word)
{
	const char *equals = memchr(word.at, '=', word.n);
	if (equals == NULL)
		return fail("parse", "%s: %s is not key=value", op->name, shown(word));
	struct piece key = { word.at, (size_t)(equals - word.at) };
	struct piece value = { equals + 1, word.n - key.n - 1 };
	for (int i = 0; op->args[i].key[0]; i++) {
		if (!is_word(key, op->args[i].key))
			continue;
		if (r->given >> i & 1)
			return fail("double-key", "%s: %s is given twice", op->name, op->args[i].key);
		r->given |= 1u << i;
		return read_value(r, i, &op->args[i], value);
	}
	return fail("unknown-key", "%s has no argument %s", op->name, shown(key));
}

bool parse_request(const char *line, size_t n, struct request *r)
{
	struct piece rest = { line, n }, word;
	uint64_t id;
	memset(r, 0, offsetof(struct request, bytes));
	r->op = -1;
	next_piece(&rest, ' ', &word);
	if (!to_number(word, &id) || id < 1 || id > INT32_MAX)
		return fail("parse", "a request begins with a number from 1 to 2147483647, as in: 1 hello");
	r->id = (uint32_t)id;
	if (n > LINE_MAX_BYTES)
		return fail("too-long", "a request line is at most %d bytes", LINE_MAX_BYTES);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20)
			return fail("parse", "a request must not hold control characters: write them as %%XX");
	do {
		if (!next_piece(&rest, ' ', &word))
			return fail("parse", "a request needs an op, as in: 1 hello");
	} while (word.n == 0);
	for (int i = 0; i < OP_COUNT && r->op < 0; i++)
		if (is_word(word, OPS[i].name))
			r->op = i;
	if (r->op < 0)
		return fail("unknown-op", "there is no op %s", shown(word));
	const struct op *op = &OPS[r->op];
	while (next_piece(&rest, ' ', &word))
		if (word.n > 0 && !read_argument(r, op, word))
			return false;
	for (int i = 0; op->args[i].key[0]; i++)
		if (op->args[i].required && !(r->given >> i & 1))
			return fail("missing-key", "%s needs %s=", op->name, op->args[i].key);
	return true;
}

static int index_of(const struct request *r, const char *key)
{
	const struct arg *args = OPS[r->op].args;
	for (int i = 0; args[i].key[0]; i++)
		if (same(args[i].key, key))
			return r->given >> i & 1 ? i : -1;
	return -1;
}

bool has(const struct request *r, const char *key)
{
	return index_of(r, key) >= 0;
}

const char *text_of(const struct request *r, const char *key)
{
	int i = index_of(r, key);
	return i < 0 ? NULL : r->bytes + r->at[i];
}

size_t length_of(const struct request *r, const char *key)
{
	int i = index_of(r, key);
	return i < 0 ? 0 : r->length[i];
}

uint64_t number_of(const struct request *r, const char *key, uint64_t otherwise)
{
	int i = index_of(r, key);
	return i < 0 ? otherwise : r->number[i];
}
