// memrchr
#define _GNU_SOURCE
#include "CTextSearch.h"

#include <stdbool.h>
#include <string.h>

// The most common bytes of logs, in descending order of frequency. All others are rare.
static const char common[] = " e0\"t:1a2i,on3rs-54l.d76cm8p9u/gvh=_T{}fbyZw\n\tk";

static size_t rarity(uint8_t byte)
{
    const char *found = byte ? strchr(common, byte) : NULL;
    return found ? (size_t)(found - common) : sizeof common;
}

void ctext_choose(struct ctext_needle *needle)
{
    size_t best = 0, next = needle->length > 1 ? 1 : 0;
    for (size_t i = 1; i < needle->length; i++)
        if (rarity(needle->bytes[i]) > rarity(needle->bytes[best])) best = i;
    if (next == best && needle->length > 1) next = 0;
    for (size_t i = 0; i < needle->length; i++)
        if (i != best && rarity(needle->bytes[i]) > rarity(needle->bytes[next])) next = i;
    needle->first = best < next ? best : next;
    needle->second = best < next ? next : best;
}

static inline bool is_here(const struct ctext_needle *needle, const uint8_t *place)
{
    for (size_t i = 0; i < needle->length; i++)
        if ((place[i] | needle->mask[i]) != needle->bytes[i]) return false;
    return true;
}

// Searches from `start` on. The vectorized functions use it for the rest after their last block.
static ptrdiff_t find_from(const struct ctext_needle *needle, const uint8_t *haystack, size_t count, size_t start)
{
    if (count < needle->length) return -1;
    size_t end = count - needle->length + 1, second = needle->second;
    if (needle->mask[second] == 0) {
        while (start < end) {
            const uint8_t *at = memchr(haystack + start + second, needle->bytes[second], end - start);
            if (!at) return -1;
            start = (size_t)(at - haystack) - second;
            if (is_here(needle, haystack + start)) return (ptrdiff_t)start;
            start++;
        }
        return -1;
    }
    for (; start < end; start++)
        if (is_here(needle, haystack + start)) return (ptrdiff_t)start;
    return -1;
}

ptrdiff_t ctext_find_portable(const struct ctext_needle *needle, const uint8_t *haystack, size_t count)
{
    return find_from(needle, haystack, count, 0);
}

#ifdef __x86_64__
#include <immintrin.h>

// The loop for both vector widths. Each iteration checks 2 * WIDTH places; a bit of `hits` is a place where both bytes
// match.
#define FIND(WIDTH, BITS)                                                                              \
    if (count < needle->length) return -1;                                                             \
    size_t end = count - needle->length + 1, start = 0;                                                \
    const uint8_t *first = haystack + needle->first, *second = haystack + needle->second;              \
    while (start + 2 * WIDTH <= end) {                                                                 \
        BITS low = BOTH(start), high = BOTH(start + WIDTH);                                            \
        uint64_t hits = (uint64_t)low | (uint64_t)high << WIDTH;                                       \
        while (__builtin_expect(hits != 0, 0)) {                                                       \
            size_t place = start + (size_t)__builtin_ctzll(hits);                                      \
            if (is_here(needle, haystack + place)) return (ptrdiff_t)place;                            \
            hits &= hits - 1;                                                                          \
        }                                                                                              \
        start += 2 * WIDTH;                                                                            \
    }                                                                                                  \
    return find_from(needle, haystack, count, start);

ptrdiff_t ctext_find_sse2(const struct ctext_needle *needle, const uint8_t *haystack, size_t count)
{
    if (needle->length == 0) return -1;
    __m128i a = _mm_set1_epi8((char)needle->bytes[needle->first]);
    __m128i b = _mm_set1_epi8((char)needle->bytes[needle->second]);
    __m128i a_mask = _mm_set1_epi8((char)needle->mask[needle->first]);
    __m128i b_mask = _mm_set1_epi8((char)needle->mask[needle->second]);
#define LOAD(from) _mm_loadu_si128((const __m128i *)(from))
#define BOTH(at)                                                                                       \
    (uint32_t) _mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(_mm_or_si128(LOAD(first + (at)), a_mask), a), \
                                               _mm_cmpeq_epi8(_mm_or_si128(LOAD(second + (at)), b_mask), b)))
    FIND(16, uint32_t)
#undef BOTH
#undef LOAD
}

__attribute__((target("avx2"))) static ptrdiff_t find_avx2(
    const struct ctext_needle *needle, const uint8_t *haystack, size_t count)
{
    __m256i a = _mm256_set1_epi8((char)needle->bytes[needle->first]);
    __m256i b = _mm256_set1_epi8((char)needle->bytes[needle->second]);
    __m256i a_mask = _mm256_set1_epi8((char)needle->mask[needle->first]);
    __m256i b_mask = _mm256_set1_epi8((char)needle->mask[needle->second]);
#define LOAD(from) _mm256_loadu_si256((const __m256i *)(from))
#define BOTH(at)                                                                                             \
    (uint32_t) _mm256_movemask_epi8(                                                                         \
        _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_or_si256(LOAD(first + (at)), a_mask), a),                  \
                         _mm256_cmpeq_epi8(_mm256_or_si256(LOAD(second + (at)), b_mask), b)))
    FIND(32, uint32_t)
#undef BOTH
#undef LOAD
}

ptrdiff_t ctext_find_avx2(const struct ctext_needle *needle, const uint8_t *haystack, size_t count)
{
    return __builtin_cpu_supports("avx2") ? find_avx2(needle, haystack, count) : -2;
}

ptrdiff_t ctext_find(const struct ctext_needle *needle, const uint8_t *haystack, size_t count)
{
    if (__builtin_cpu_supports("avx2")) return find_avx2(needle, haystack, count);
    return ctext_find_sse2(needle, haystack, count);
}

#else

ptrdiff_t ctext_find_sse2(const struct ctext_needle *needle, const uint8_t *haystack, size_t count) { return -2; }
ptrdiff_t ctext_find_avx2(const struct ctext_needle *needle, const uint8_t *haystack, size_t count) { return -2; }

ptrdiff_t ctext_find(const struct ctext_needle *needle, const uint8_t *haystack, size_t count)
{
    return ctext_find_portable(needle, haystack, count);
}

#endif

size_t ctext_newlines(const uint8_t *bytes, size_t count)
{
    size_t total = 0;
    while (count) {
        // Counts each block in a byte, so that the compiler can use vector instructions.
        size_t block = count < 255 ? count : 255;
        uint8_t found = 0;
        for (size_t i = 0; i < block; i++) found += bytes[i] == '\n';
        total += found;
        bytes += block;
        count -= block;
    }
    return total;
}

ptrdiff_t ctext_last_newline(const uint8_t *bytes, size_t count)
{
    const uint8_t *found = count ? memrchr(bytes, '\n', count) : NULL;
    return found ? found - bytes : -1;
}
