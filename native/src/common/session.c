/* session.c: see session.h. */
#include "common/session.h"

struct session session;
