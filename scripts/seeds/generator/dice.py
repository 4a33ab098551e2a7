"""Chance that falls the same way each time."""

import random


class Dice:
    """A stream of chance of its own for each topic, so that a change to one does not reshuffle the others.

    Everything is made of `random()` alone: it is the one method of Python's generator whose results are promised to
    stay the same in later versions.
    """

    def __init__(self, topic):
        self._source = random.Random(topic)

    def chance(self, probability):
        return self._source.random() < probability

    def between(self, low, high):
        """A whole number from low to high, both included."""
        return low + int(self._source.random() * (high - low + 1))

    def share(self, low, high):
        """A fraction from low to high."""
        return low + self._source.random() * (high - low)

    def pick(self, items):
        return items[int(self._source.random() * len(items))]

    def weighted(self, weights):
        """A key of a dictionary, as often as its weight says."""
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
        """So many different ones, in their order."""
        chosen = sorted(self.shuffled(range(len(items)))[:count])
        return [items[index] for index in chosen]
