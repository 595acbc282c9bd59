/* enter.c: the op enter: the monitor clones a shell process, and replies once its execve has succeeded. */
#include "monitor/enter.h"
#include "common/machine.h"
#include "common/procstat.h"
#include "common/pty.h"
#include "subjects/reply.h"
#include "shell/shell.h"
#include "wire/trace.h"

enum { ENTER_MS = 3000 };

struct entering entering = { 0, -1, -1, 0, NULL };

/* Its page, before the first. */
static bool prepare(void)
{
	if (entering.page)
		return true;
	struct shared_page *b = map_shared(sizeof *b);
	if (b == NULL)
		return false;
	entering.page = b;
	return true;
}

static bool enter_start(struct subject *s, const struct request *r)
{
	struct terminal host = { -1, -1 };
	int pair[2];
	if (s->strict && s->state & ROOT_CHANGED)
		return fail("untrusted", "enter: the %s has a root that a lesson has filled, and the lesson is not trusted: a shell would read its files", s->name);
	if (!prepare())
		return false;
	open_terminal(&host, (unsigned)number_of(r, "rows", 24), (unsigned)number_of(r, "cols", 80)); /* only a fallback: may fail */
	if (!make_pair(pair)) {
		close_fd(&host.master);
		close_fd(&host.slave);
		return false;
	}
	subject_note_entered(s);
	struct entered entered = { s->slot, s->state, s->pid, subject_pidfd(s), subject_proc(s) };
	entering.page->parts[0] = (struct part){ 0 };
	entering.page->handed_at = 0;
	long pid = TRACED("clone", syscall(SYS_clone, (unsigned long)SIGCHLD, 0, 0, 0, 0), "child_stack=NULL, flags=SIGCHLD");
	if (pid == 0)
		shell_main(&entered, r, entering.page, pair[1], host.slave);
	close(pair[1]);
	close_fd(&host.slave);
	if (pid < 0) {
		close(pair[0]);
		close_fd(&host.master);
		return kernel_refused("clone");
	}
	entering.pid = (pid_t)pid;
	entering.sock = pair[0];
	entering.master = host.master;
	entering.slot = s->slot;
	return true;
}

static void enter_done(void)
{
	entering.pid = 0;
	close_fd(&entering.sock);
	close_fd(&entering.master);
}

/* ---- what an entering shell says ---- */

static void shell_entered(void)
{
	struct shared_page *page = entering.page;
	struct channel *c = entering.master >= 0 ? channel_open(entering.slot, true, entering.master, -1) : NULL;
	if (c == NULL) {
		if (entering.master < 0)
			fail("unavailable", "enter: the program has no terminal");
		kill(entering.pid, SIGKILL);
		reply_failed(&pending.m, page, "shell", pending.m.by_pid);
	} else {
		page_add_execve(page, 0);
		entering.master = -1;
		c->shell = entering.pid;
		c->announced = true;
		text_format(&extra, ",\"subject\":\"%s\",\"channel\":%d,\"pid\":%d", subjects[c->slot].name, c->number, (int)c->shell);
		reply_ok(&pending.m, page, "shell", pending.m.by_pid);
	}
	enter_done();
	clear_pending();
}

void shell_failed(void)
{
	reply_failed(&pending.m, entering.page, "shell", pending.m.by_pid);
	kill(entering.pid, SIGKILL);
	enter_done();
	clear_pending();
}

/* What runs in the subject has the shell's user, and may send it any signal from when it is seen in there until its execve and after. */
void shell_timeout(void)
{
	char file[32];
	struct proc_stat s;
	lab_snprintf(file, sizeof file, "%d/stat", (int)entering.pid);
	bool stopped = read_proc_stat(machine_proc(), file, &s) && (s.state == 'T' || s.state == 't');
	fail("timeout", "enter: the shell (process %d) %s, and has been killed", (int)entering.pid,
		stopped ? "was stopped from inside before it was through" : "did not get through in time: something that it needs does not answer");
	shell_failed();
}

void read_shell(void)
{
	struct message m;
	int fds[MESSAGE_FDS];
	while (entering.sock >= 0) {
		int got = receive_message(entering.sock, &m, fds, false);
		if (got < 0)
			return;
		if (got == 0) {
			close_fd(&entering.sock);
			if (has_execed(entering.pid))
				shell_entered();
			return;
		}
		if (m.kind == MESSAGE_TERMINAL) {
			close_fd(&entering.master);
			entering.master = fds[0];
		} else if (m.kind == MESSAGE_FORKED) {
			entering.pid = m.pid;
		} else if (m.kind == MESSAGE_FAILED) {
			failure = entering.page->failure;
			shell_failed();
		}
	}
}

bool do_enter(const struct request *r)
{
	if (!enter_start(pending.m.subject, r))
		return false;
	pending.what = ENTERING;
	pending.m.subject = NULL;
	pending.m.by_pid = entering.pid;
	pending.deadline = now_ns() + ENTER_MS * 1000000ull;
	return true;
}
