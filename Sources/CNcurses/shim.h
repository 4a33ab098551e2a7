// ncurses with wide characters. Inline functions replace macros, which Swift does not import, and global variables,
// which Swift considers unsafe.
#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static inline WINDOW *cpadev_stdscr(void) { return stdscr; }

static inline int cpadev_columns(void) { return COLS; }

static inline int cpadev_rows(void) { return LINES; }

static inline int cpadev_colors(void) { return COLORS; }

/* Converts attributes: 1 bold, 2 dim, 4 italic, 8 underline, 16 reverse. */
static inline attr_t cpadev_attributes(unsigned bits) {
    attr_t attributes = A_NORMAL;
    if (bits & 1) attributes |= A_BOLD;
    if (bits & 2) attributes |= A_DIM;
    if (bits & 4) attributes |= A_ITALIC;
    if (bits & 8) attributes |= A_UNDERLINE;
    if (bits & 16) attributes |= A_REVERSE;
    return attributes;
}

/* Makes a cell of a spacing character and its combining marks. Fails if the C library has another width for it than
   `width`, because curses would then misplace the rest of the row. */
static inline int cpadev_set_cell(
    cchar_t *cell, const uint32_t *scalars, int count, int width, unsigned attributes, int pair) {
    wchar_t text[CCHARW_MAX + 1];
    if (count < 1 || wcwidth((wchar_t)scalars[0]) != width) return ERR;
    int length = 0;
    text[length++] = (wchar_t)scalars[0];
    for (int index = 1; index < count && length < CCHARW_MAX; index++) {
        if (wcwidth((wchar_t)scalars[index]) == 0) text[length++] = (wchar_t)scalars[index];
    }
    text[length] = L'\0';
    /* Since ncurses 6.1 the last argument points to the pair number, which may exceed a short. */
    return setcchar(cell, text, cpadev_attributes(attributes), 0, &pair);
}

/* Like cpadev_set_cell for an ASCII character, which is always one column wide. */
static inline int cpadev_set_ascii(cchar_t *cell, unsigned char character, unsigned attributes, int pair) {
    wchar_t text[2] = {(wchar_t)character, L'\0'};
    return setcchar(cell, text, cpadev_attributes(attributes), 0, &pair);
}

/* Writes cells from a position on. The cursor does not move. */
static inline int cpadev_write_cells(int row, int column, const cchar_t *cells, int count) {
    return mvwadd_wchnstr(stdscr, row, column, cells, count);
}

/* Makes the next refresh repaint everything. */
static inline int cpadev_forget_screen(void) { return clearok(curscr, TRUE); }

/* Returns a string capability of the terminal, or NULL if it has none. */
static inline const char *cpadev_capability(const char *name) {
    const char *value = tigetstr(name);
    return value == (const char *)-1 ? NULL : value;
}

/* Returns the encoding of a locale: 1 for UTF-8, 0 for another, -1 if the system lacks the locale. Sets no locale. */
static inline int cpadev_locale_encoding(const char *name) {
    locale_t locale = newlocale(LC_CTYPE_MASK, name, (locale_t)0);
    if (!locale) return -1;
    int is_utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return is_utf8;
}

/* Returns 1 if a terminal can place text anywhere on the screen, 0 if not, -1 if it has no terminfo entry. */
static inline int cpadev_terminal_kind(const char *name) {
    TERMINAL *before = cur_term;
    int status = 0;
    if (setupterm(name, STDOUT_FILENO, &status) == ERR) {
        set_curterm(before);
        return status == 1 ? 0 : -1;
    }
    int kind = cpadev_capability("cup") ? 1 : 0;
    del_curterm(set_curterm(before));
    return kind;
}
