/* schema.c: the op table as JSON, for `--schema`. */
#include "wire/ops.h"
#include "wire/text.h"

static void write_schema(struct text *t)
{
	lab_dprintf(1, "%.*s", (int)t->used, t->at);
	t->used = 0;
}

static OWN_PAGES char schema_bytes[1024];
static struct text schema = { schema_bytes, 0, sizeof schema_bytes, false, write_schema };

static void print_states(const char *key, unsigned bits)
{
	text_format(&schema, ",\"%s\":[", key);
	bool first = true;
	for (int i = 0; i < STATE_COUNT; i++)
		if (bits & STATES[i].bit) {
			text_format(&schema, "%s\"%s\"", first ? "" : ",", STATES[i].name);
			first = false;
		}
	text_format(&schema, "]");
}

static void print_arg(const struct arg *arg)
{
	static const char *const TYPES[] = {
		[ARG_TEXT] = "text", [ARG_BYTES] = "bytes", [ARG_NAME] = "name", [ARG_PATH] = "path", [ARG_PATH_OR_DOT] = "pathOrDot",
		[ARG_NUMBER] = "number", [ARG_CHOICE] = "choice", [ARG_FLAGS] = "flags", [ARG_LIST] = "list", [ARG_PATHS] = "paths",
	};
	text_format(&schema, "\"%s\":{\"type\":\"%s\",\"required\":%s", arg->key, TYPES[arg->type], arg->required ? "true" : "false");
	if (arg->choices) {
		text_format(&schema, ",\"choices\":[");
		for (const struct choice *w = arg->choices; w->name[0]; w++)
			text_format(&schema, "%s\"%s\"", w == arg->choices ? "" : ",", w->name);
		text_format(&schema, "]");
	} else {
		text_format(&schema, ",\"min\":%llu,\"max\":%llu", (unsigned long long)arg->min, (unsigned long long)arg->max);
	}
	text_format(&schema, ",\"help\":\"%s\"}", arg->help);
}

/* Codes of the helper's own refusals; a refusal of the kernel has the op's name. */
static const char *const ERROR_CODES[] = {
	"parse", "unknown-op", "unknown-key", "missing-key", "double-key", "escape", "range", "choice", "path", "too-long",
	"order", "gone", "died", "busy", "unavailable",
};

int print_schema(void)
{
	text_format(&schema, "{\"protocol\":%d,\"lineMaxBytes\":%d,\"ops\":{", PROTOCOL, LINE_MAX_BYTES);
	for (int i = 0; i < OP_COUNT; i++) {
		const struct op *op = &OPS[i];
		text_format(&schema, "%s\n\"%s\":{\"where\":\"%s\",\"help\":\"%s\"", i ? "," : "", op->name, op->where == STAGE ? "stage" : "monitor", op->help);
		print_states("needs", op->need);
		print_states("forbids", op->forbid);
		text_format(&schema, ",\"args\":{");
		for (int a = 0; op->args[a].key[0]; a++) {
			if (a)
				text_format(&schema, ",");
			print_arg(&op->args[a]);
		}
		text_format(&schema, "}}");
	}
	text_format(&schema, "},\n\"errorCodes\":[");
	for (size_t i = 0; i < sizeof ERROR_CODES / sizeof *ERROR_CODES; i++)
		text_format(&schema, "%s\"%s\"", i ? "," : "", ERROR_CODES[i]);
	text_format(&schema, "]}\n");
	write_schema(&schema);
	return 0;
}
