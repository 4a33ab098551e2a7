"""Checks that a log on disk matches what was written, byte for byte."""

import hashlib
import os
import struct

OURS = 2


def written(paths):
    """Yields the output of the service: the segments without the runs of cpadev's own stream; see ARCHITECTURE.md."""
    for path in paths:
        with open(path, "rb") as log, open(path[:-4] + ".idx", "rb") as index:
            words = [struct.unpack_from("<I", entry)[0] for entry in iter(lambda: index.read(16), b"")][1:]
            ends = [word & 0xFFFFFFF for word in words[1:]] + [os.path.getsize(path)]
            for word, end in zip(words, ends):
                offset = word & 0xFFFFFFF
                log.seek(offset)
                bytes = log.read(end - offset)
                if word >> 28 & 3 != OURS:
                    yield bytes


def digest(chunks):
    result, size = hashlib.sha256(), 0
    for chunk in chunks:
        result.update(chunk)
        size += len(chunk)
    return result.hexdigest(), size


def file_digest(path):
    with open(path, "rb") as file:
        return digest(iter(lambda: file.read(1 << 20), b""))
