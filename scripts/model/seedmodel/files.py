"""Edits of the seed files, by name. A variant of the seed is the sorted tuple of its active edits."""

import itertools


def csv(seeds, is_on):
    path = seeds / "firms/okafor-cpa/messages.csv"
    words = ("Home office", "Home office edited")
    replace(path, *(words if is_on else reversed(words)))


DOCUMENT = "006-organizer-notes.txt"


def document(seeds, is_on):
    path = seeds / "firms/okafor-cpa/documents" / DOCUMENT
    words = ("New roof", "New slate roof")
    replace(path, *(words if is_on else reversed(words)))


def migration(seeds, is_on):
    path = seeds / "migrations/0099_nickname.sql"
    path.unlink(missing_ok=True)
    if is_on:
        path.write_text("ALTER TABLE clients ADD COLUMN nickname text;\n")


def replace(path, old, new):
    text = path.read_text()
    if new not in text or len(new) < len(old):
        path.write_text(text.replace(old, new, 1))


FILES = {"csv": csv, "document": document, "migration": migration}


def variants(names):
    """Returns every combination of the edits. The one without edits is last, so that it is active at the end."""
    names = sorted(names)
    found = [tuple(chosen) for count in range(len(names), -1, -1) for chosen in itertools.combinations(names, count)]
    return found


def apply(seeds, before, after):
    for name in FILES:
        if (name in before) != (name in after):
            FILES[name](seeds, name in after)
