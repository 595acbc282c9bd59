/* handlers.h: what carries out each op of ops.def: in the monitor (monitor/, batch/), or in the stage (stage/). */
#ifndef HANDLERS_H
#define HANDLERS_H
#include "wire/parse.h"

#define OP(id, name, handler, ...) bool handler(const struct request *r);
#include "wire/ops.def"
#undef OP

#endif
