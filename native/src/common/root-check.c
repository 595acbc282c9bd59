/* root-check.c: is a root directory still the machine's? No program may start there by mistake. */
#include "common/root-check.h"
#include "wire/errors.h"
#include "wire/ops.h"
#include "wire/trace.h"

static dev_t machines_device;
static ino_t machines_inode;
static bool known;

void remember_machines_root(void)
{
	struct stat s;
	known = stat("/", &s) == 0;
	machines_device = s.st_dev;
	machines_inode = s.st_ino;
}

/* What cannot be told apart from the machine's root counts as it. */
static bool is_machines(const struct stat *s)
{
	return !known || (s->st_dev == machines_device && s->st_ino == machines_inode);
}

static bool wants_host_root(const struct request *r)
{
	return number_of(r, "root", ROOT_OWN) == ROOT_HOST;
}

static bool refuse_place(void)
{
	return fail("order", "%s: the root is still the machine's own: change it first (chroot or pivot_root), or say root=host", current_op);
}

bool root_allows(const struct request *r)
{
	bool in_own_root = r->op == OP_EXEC ? !wants_host_root(r) : (OPS[r->op].need & ROOT_CHANGED) != 0;
	struct stat s;
	if (!in_own_root)
		return true;
	if (TRIED("stat", stat("/", &s), "\"/\", %#lx", (unsigned long)&s) < 0)
		return kernel_refused("stat \"/\"");
	if (!is_machines(&s))
		return true;
	return r->op == OP_EXEC ? refuse_place() : fail("order", "%s: the root is the machine's own again: change it first", current_op);
}

bool may_enter_root(const struct request *r, int root)
{
	struct stat s;
	if (wants_host_root(r))
		return true;
	if (TRIED("fstat", fstat(root, &s), "%d, %#lx", root, (unsigned long)&s) < 0)
		return kernel_refused("stat the subject's root");
	return !is_machines(&s) || refuse_place();
}
