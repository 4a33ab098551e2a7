// Finding a short text in many bytes, as fast as memory gives them.
#ifndef CTEXTSEARCH_H
#define CTEXTSEARCH_H

#include <stddef.h>
#include <stdint.h>

// A text to look for. Two of its bytes, as rare as possible, are looked for at once; where both are, the rest is compared.
//
// A byte b of the haystack is the same as needle[i] if (b | mask[i]) == needle[i]. A mask of 0x20 over a small ASCII letter
// takes its capital as well, and nothing else; every other byte has a mask of 0.
struct ctext_needle {
    const uint8_t *bytes;
    const uint8_t *mask;
    size_t length;  // at least 1
    size_t first;   // the places of the two bytes; first <= second < length
    size_t second;
};

// Picks the two places by how common bytes are in logs. Sets `first` and `second`, and reads all else.
void ctext_choose(struct ctext_needle *needle);

// Where the needle begins for the first time, or -1. Uses the best instructions that the processor has.
ptrdiff_t ctext_find(const struct ctext_needle *needle, const uint8_t *haystack, size_t count);

// The ways to find; for tests. -2 where the processor cannot.
ptrdiff_t ctext_find_portable(const struct ctext_needle *needle, const uint8_t *haystack, size_t count);
ptrdiff_t ctext_find_sse2(const struct ctext_needle *needle, const uint8_t *haystack, size_t count);
ptrdiff_t ctext_find_avx2(const struct ctext_needle *needle, const uint8_t *haystack, size_t count);

// How many newlines there are.
size_t ctext_newlines(const uint8_t *bytes, size_t count);

// Where the last newline is, or -1.
ptrdiff_t ctext_last_newline(const uint8_t *bytes, size_t count);

#endif
