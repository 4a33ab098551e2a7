"""The calendar that the data stands on, with the tax year's dates."""

from datetime import date, datetime, time, timedelta, timezone

# The manifest's `as_of`: what lies before it is done, what lies after it is due. A Monday.
AS_OF = date(2026, 3, 16)

# Dates of the season that is under way, and of the one before; those of 15 March fall on a Monday in both years.
INDIVIDUAL_DUE = {2025: date(2026, 4, 15), 2024: date(2025, 4, 15)}
INDIVIDUAL_EXTENDED = {2025: date(2026, 10, 15), 2024: date(2025, 10, 15)}
ENTITY_DUE = {2025: date(2026, 3, 16), 2024: date(2025, 3, 17)}
ENTITY_EXTENDED = {2025: date(2026, 9, 15), 2024: date(2025, 9, 15)}

# Hours, deadlines and messages of before were archived; so were the tasks of what was completed before.
KEPT_SINCE = date(2025, 7, 1)
TASKS_KEPT_SINCE = date(2025, 11, 3)


def workday(day):
    """The day itself, or the Monday after a weekend."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def last_workday(day):
    """The day itself, or the Friday before a weekend."""
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def some_day(dice, first, last):
    """A workday between two days; the last of them where there is none."""
    if last <= first:
        return last_workday(last)
    day = workday(first + timedelta(days=dice.between(0, (last - first).days)))
    return day if day <= last else last_workday(last)


def spread(first, last, count):
    """So many workdays from first to last, in even steps, the last of them at the end."""
    length = max((last - first).days, 0)
    return [last_workday(first + timedelta(days=length * step // count)) for step in range(1, count + 1)]


def moment(dice, day, first_hour=8, last_hour=17):
    """A moment of an office day on the Atlantic coast, in UTC. On the day of `AS_OF` the day has only begun."""
    if day >= AS_OF:
        first_hour, last_hour = 7, 8
    clock = time(dice.between(first_hour, last_hour) + 4, dice.between(0, 59), dice.between(0, 59))
    return datetime.combine(day, clock, timezone.utc)
