// Finds a short text in many bytes, at about the speed of memory.
#ifndef CTEXTSEARCH_H
#define CTEXTSEARCH_H

#include <stddef.h>
#include <stdint.h>

// A text to find. The search compares the whole text only where two of its bytes match, which are as rare as possible.
//
// A byte b of the haystack matches bytes[i] if (b | mask[i]) == bytes[i]. With a mask of 0x20, a lowercase ASCII letter
// also matches its capital and nothing else. Every other byte has a mask of 0.
struct ctext_needle {
    const uint8_t *bytes;
    const uint8_t *mask;
    size_t length;  // at least 1
    size_t first;   // the places of the two bytes; first <= second < length
    size_t second;
};

// Sets `first` and `second` to the bytes that are rarest in logs.
void ctext_choose(struct ctext_needle *needle);

// Returns the offset of the first occurrence, or -1. Uses the best instructions that the processor has.
ptrdiff_t ctext_find(const struct ctext_needle *needle, const uint8_t *haystack, size_t count);

// The implementations of ctext_find, for tests. They return -2 if the processor lacks the instructions.
ptrdiff_t ctext_find_portable(const struct ctext_needle *needle, const uint8_t *haystack, size_t count);
ptrdiff_t ctext_find_sse2(const struct ctext_needle *needle, const uint8_t *haystack, size_t count);
ptrdiff_t ctext_find_avx2(const struct ctext_needle *needle, const uint8_t *haystack, size_t count);

// Returns the number of newlines.
size_t ctext_newlines(const uint8_t *bytes, size_t count);

// Returns the offset of the last newline, or -1.
ptrdiff_t ctext_last_newline(const uint8_t *bytes, size_t count);

#endif
