"""Deterministic randomness."""

import random


class Dice:
    """A random stream per topic, so that a change to one topic does not affect the others.

    Everything is derived from `random()`: it is the only method of Python's generator whose results are guaranteed to
    stay the same in later versions.
    """

    def __init__(self, topic):
        self._source = random.Random(topic)

    def chance(self, probability):
        return self._source.random() < probability

    def between(self, low, high):
        """Returns an integer from low to high, inclusive."""
        return low + int(self._source.random() * (high - low + 1))

    def share(self, low, high):
        """Returns a number from low to high."""
        return low + self._source.random() * (high - low)

    def pick(self, items):
        return items[int(self._source.random() * len(items))]

    def weighted(self, weights):
        """Returns a key of `weights`, chosen by weight."""
        at = self._source.random() * sum(weights.values())
        for key, weight in weights.items():
            at -= weight
            if at < 0:
                return key
        return key

    def shuffled(self, items):
        items = list(items)
        for end in range(len(items) - 1, 0, -1):
            other = int(self._source.random() * (end + 1))
            items[end], items[other] = items[other], items[end]
        return items

    def some(self, items, count):
        """Returns `count` different items in their original order."""
        chosen = sorted(self.shuffled(range(len(items)))[:count])
        return [items[index] for index in chosen]
