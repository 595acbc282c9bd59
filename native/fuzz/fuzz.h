/* fuzz.h: the entry point, the same for this driver, libFuzzer and AFL++. */
#ifndef FUZZ_H
#define FUZZ_H
#include <stddef.h>
#include <stdint.h>

int fuzz_one(const uint8_t *data, size_t size);

#endif
