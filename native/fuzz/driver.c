/*
 * driver.c: a small coverage-guided fuzzer for any gcc: inputs that reach new code are kept and
 * mutated again.
 *
 *   fuzz-parser [SECONDS [SEED]]      for so long
 *   fuzz-parser -n RUNS [SEED]        so many inputs: the same ones each time
 *   fuzz-parser -r FILE               this input once
 *
 * Run in native/: fuzz/corpus.txt has an input a line to begin with. The input of a failure is in
 * build/fuzz-input.raw.
 */
#include "fuzz.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MAP = 65536, CORPUS_MAX = 20000, INPUT_MAX = 9000 };

static uint8_t hits[MAP], seen[MAP];
static uint16_t touched[MAP]; /* which of `hits` are not zero */
static size_t touched_count;
static uintptr_t last_place;

/* Called by the instrumented code at each branch; the pair of places is what counts. */
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	uintptr_t place = (uintptr_t)__builtin_return_address(0);
	place = (place >> 1) ^ (place << 3);
	uint16_t at = (uint16_t)((place ^ last_place) % MAP);
	if (hits[at] == 0 && touched_count < MAP)
		touched[touched_count++] = at;
	hits[at] += hits[at] < 255;
	last_place = place >> 1;
}

static uint64_t state = 88172645463325252ull;

static size_t random_below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (size_t)(state >> 11) % n : 0;
}

static struct {
	uint8_t *data;
	size_t size;
} corpus[CORPUS_MAX];
static size_t corpus_size;

static const char *const WORDS[] = {
	"hello", "spawn", "look", "scan", "mount", "unshare", "exec", "join", "input", "pivot_root", " subject=stage", " subject=monitor",
	" target=/", " source=/", " path=/a", " paths=/a,/b", " flags=CLONE_NEWNS", ",CLONE_NEWPID", " argv=", " env=", " channel=1",
	" data=", " items=read:host:status", " items=rstat:12.345:/bin/sh", " from=", " max=", " timeout=", " file=memory.max", " value=", "/../", "/..", "%2e%2e", "%00", "%41", "%", "%4",
	",", "=", " ", "0", "1", "2147483647", "2147483648", "18446744073709551615", "18446744073709551616", "\r", "\t",
};
static uint8_t bucket(uint8_t n)
{
	return (uint8_t)(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n < 4 ? 4 : n < 8 ? 8 : n < 16 ? 16 : n < 32 ? 32 : n < 128 ? 64 : 128);
}

/* The input at work, in a file that outlives us: whatever kills us, it is there. */
static struct {
	size_t size;
	uint8_t data[INPUT_MAX];
} *now;

static void open_current(void)
{
	int fd = open("build/fuzz-input.raw", O_RDWR | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || ftruncate(fd, sizeof *now) < 0 || (now = mmap(NULL, sizeof *now, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) == MAP_FAILED) {
		perror("fuzz-parser: build/fuzz-input.raw");
		exit(1);
	}
}

/* Run one input; true when it reached something new. */
static bool run(const uint8_t *data, size_t size)
{
	bool fresh = false;
	for (size_t i = 0; i < touched_count; i++)
		hits[touched[i]] = 0;
	touched_count = 0;
	last_place = 0;
	now->size = size;
	memcpy(now->data, data, size);
	fuzz_one(data, size);
	for (size_t i = 0; i < touched_count; i++) {
		uint8_t b = bucket(hits[touched[i]]);
		if (b & ~seen[touched[i]]) {
			seen[touched[i]] |= b;
			fresh = true;
		}
	}
	return fresh;
}

static void keep(const uint8_t *data, size_t size)
{
	uint8_t *copy = corpus_size < CORPUS_MAX ? malloc(size + 1) : NULL;
	if (copy == NULL)
		return;
	memcpy(copy, data, size);
	corpus[corpus_size].data = copy;
	corpus[corpus_size++].size = size;
}

static size_t insert(uint8_t *b, size_t n, const void *what, size_t size)
{
	size_t at = random_below(n + 1);
	if (n + size > INPUT_MAX)
		return n;
	memmove(b + at + size, b + at, n - at);
	memcpy(b + at, what, size);
	return n + size;
}

static size_t mutate(uint8_t *b, size_t n)
{
	size_t other, at;
	const char *word;
	switch (random_below(7)) {
	case 0:
		if (n)
			b[random_below(n)] = (uint8_t)random_below(256);
		return n;
	case 1:
		if (n)
			b[random_below(n)] ^= (uint8_t)(1u << random_below(8));
		return n;
	case 2:
		if (n < 2)
			return n;
		at = random_below(n);
		other = 1 + random_below(n - at);
		memmove(b + at, b + at + other, n - at - other);
		return n - other;
	case 3:
		word = WORDS[random_below(sizeof WORDS / sizeof *WORDS)];
		return insert(b, n, word, strlen(word));
	case 4:
		other = random_below(corpus_size);
		return insert(b, n, corpus[other].data, corpus[other].size);
	case 5:
		if (n == 0 || 2 * n > INPUT_MAX)
			return n;
		memcpy(b + n, b, n);
		return 2 * n;
	default:
		return n > 4 ? random_below(n) : n;
	}
}

/* One input a line. */
static size_t read_corpus(const char *file)
{
	static char line[INPUT_MAX];
	FILE *f = fopen(file, "re");
	while (f && fgets(line, sizeof line, f)) {
		size_t n = strcspn(line, "\n");
		run((const uint8_t *)line, n);
		keep((const uint8_t *)line, n);
	}
	if (f)
		fclose(f);
	return corpus_size;
}

static int repeat(const char *file)
{
	static uint8_t b[sizeof *now];
	FILE *f = fopen(file, "re");
	size_t n = f ? fread(b, 1, sizeof b, f) : 0, size = 0;
	if (n < sizeof size) {
		fprintf(stderr, "fuzz-parser: %s holds no input\n", file);
		return 1;
	}
	memcpy(&size, b, sizeof size);
	fuzz_one(b + sizeof size, size < INPUT_MAX ? size : INPUT_MAX);
	printf("no failure\n");
	return 0;
}

int main(int argc, char **argv)
{
	static uint8_t b[INPUT_MAX];
	bool counted = argc > 2 && strcmp(argv[1], "-n") == 0;
	unsigned long long runs = 0, places = 0, wanted = counted ? strtoull(argv[2], NULL, 10) : ~0ull;
	time_t end = time(NULL) + (counted ? 1 << 30 : argc > 1 ? atol(argv[1]) : 10);
	if (argc > 2 && strcmp(argv[1], "-r") == 0)
		return repeat(argv[2]);
	if (argc > 2 + counted)
		state ^= strtoull(argv[2 + counted], NULL, 10) * 0x9e3779b97f4a7c15ull;
	open_current();
	if (read_corpus("fuzz/corpus.txt") == 0) {
		fprintf(stderr, "fuzz-parser: no fuzz/corpus.txt: run it in native/\n");
		return 1;
	}
	for (; runs < wanted && ((runs & 1023) || time(NULL) < end); runs++) {
		size_t i = random_below(corpus_size), n = corpus[i].size;
		memcpy(b, corpus[i].data, n);
		for (size_t turns = 1 + random_below(6); turns > 0; turns--)
			n = mutate(b, n);
		if (run(b, n))
			keep(b, n);
	}
	for (int i = 0; i < MAP; i++)
		places += seen[i] != 0;
	printf("%llu runs, %zu inputs kept, %llu places reached, no failure\n", runs, corpus_size, places);
	unlink("build/fuzz-input.raw");
	return 0;
}
