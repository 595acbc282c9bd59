/* program.c: argv, environment, the search in PATH, and execve(2). */
#include "common/program.h"
#include "wire/trace.h"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

enum { VARIABLES = 260 };
static OWN_PAGES char *argv[ARGV_MAX + 1];
static char *envp[VARIABLES];

static int collect(const struct request *r, const char *key, char **into)
{
	int n = (int)number_of(r, key, 0);
	const char *item = text_of(r, key);
	for (int i = 0; i < n; i++, item = next_item(item))
		into[i] = (char *)(uintptr_t)item;
	into[n] = NULL;
	return n;
}

static const char *path_variable(void)
{
	for (char **e = envp; *e; e++)
		if (strncmp(*e, "PATH=", 5) == 0)
			return *e + 5;
	return DEFAULT_PATH;
}

/* As strace prints it: "/bin/sh", ["sh", "-c"], then the number of variables. What is too long for the record ends in "...", as there. */
static void describe(struct shared_page *page, const char *file, int env_count)
{
	struct text t = { page->exec_args, 0, sizeof page->exec_args - 64, false, NULL };
	text_add(&t, quoted(file));
	text_add(&t, ", [");
	for (int i = 0; argv[i] && !t.cut; i++) {
		const char *item = quoted(argv[i]);
		size_t n = strlen(item);
		if (t.size - t.used < n + 8) {
			text_add(&t, i ? ", ..." : "...");
			break;
		}
		text_add(&t, i ? ", " : "");
		text_add(&t, item);
	}
	t.size = sizeof page->exec_args - 1;
	text_format(&t, "], /* %d vars */", env_count);
	page->exec_args[t.used] = 0;
}

static int attempt(struct shared_page *page, const char *file, int env_count)
{
	describe(page, file, env_count);
	page_note(&page->parts[page->at]);
	page->exec_started = now_ns();
	return (int)TRACED("execve", execve(file, argv, envp), "%s", page->exec_args);
}

bool become_program(const struct request *r, struct shared_page *page, const char *extra)
{
	collect(r, "argv", argv);
	int count = collect(r, "env", envp);
	if (!has(r, "env"))
		envp[count++] = (char *)(uintptr_t)("PATH=" DEFAULT_PATH);
	if (extra)
		envp[count++] = (char *)(uintptr_t)extra;
	envp[count] = NULL;
	if (strchr(argv[0], '/') || argv[0][0] == 0) {
		attempt(page, argv[0], count);
		return kernel_refused("execve \"%s\"", argv[0]);
	}
	int number = ENOENT;
	for (const char *dir = path_variable(); *dir;) {
		static OWN_PAGES char file[PATH_MAX];
		size_t n = strcspn(dir, ":");
		if (n > 0 && n + strlen(argv[0]) + 2 <= sizeof file) {
			lab_snprintf(file, sizeof file, "%.*s/%s", (int)n, dir, argv[0]);
			attempt(page, file, count);
			if (errno != ENOENT && errno != ENOTDIR)
				number = errno; /* found, and refused: that is worth more than "not found" */
		}
		dir += n + (dir[n] == ':');
	}
	errno = number;
	return kernel_refused("execve \"%s\"", argv[0]);
}
