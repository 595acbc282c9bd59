/* all.c: everything that is watched for coverage, as one unit. */
#include "../fuzz/fuzz-parser.c"
#include "../src/format.c"
#include "../src/text.c"
#include "../src/errors.c"
#include "../src/trace.c"
#include "../src/ops.c"
#include "../src/parse.c"
