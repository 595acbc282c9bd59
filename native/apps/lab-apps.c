/* lab-apps.c: which app is meant, by the name it is called with or by its first argument. */
#include "lab-apps.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *usage;
	int (*run)(int argc, char **argv);
} APPS[] = {
	{ "info", "", app_info },
	{ "hog", "MIB [MIB_PER_SECOND]", app_hog },
	{ "spin", "SECONDS [PROCESSES]", app_spin },
	{ "forks", "MAX", app_forks },
	{ "escape", "", app_escape },
	{ "pause", "", app_pause },
	{ "tries", "", app_tries },
	{ "true", "", app_true },
};
enum { APP_COUNT = sizeof APPS / sizeof *APPS };

long number(int argc, char **argv, int i, long max, long otherwise)
{
	if (i >= argc)
		return otherwise;
	char *end;
	errno = 0;
	long value = strtol(argv[i], &end, 10);
	if (errno || end == argv[i] || *end || value < 0 || value > max) {
		fprintf(stderr, "%s: %s is not a whole number from 0 to %ld\n", argv[0], argv[i], max);
		exit(2);
	}
	return value;
}

static int usage(void)
{
	for (int i = 0; i < APP_COUNT; i++)
		fprintf(stderr, "%s %s %s\n", i ? "      " : "usage:", APPS[i].name, APPS[i].usage);
	return 2;
}

int main(int argc, char **argv)
{
	if (argc < 1)
		return usage();
	for (int shift = 0; shift < 2 && shift < argc; shift++) {
		const char *slash = strrchr(argv[shift], '/');
		const char *name = slash ? slash + 1 : argv[shift];
		for (int i = 0; i < APP_COUNT; i++)
			if (strcmp(name, APPS[i].name) == 0)
				return APPS[i].run(argc - shift, argv + shift);
	}
	return usage();
}
