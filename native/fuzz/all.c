/* all.c: everything that is watched for coverage, as one unit. */
#include "../fuzz/fuzz-parser.c"
#include "../fuzz/handlers.c"
#include "../src/wire/format.c"
#include "../src/wire/text.c"
#include "../src/wire/errors.c"
#include "../src/wire/trace.c"
#include "../src/wire/ops.c"
#include "../src/wire/parse.c"
