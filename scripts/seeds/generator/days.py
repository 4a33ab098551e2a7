"""The calendar of the data.

The CSV files cover a year and a half of each firm's life, `KEPT_SINCE` to `STORY_END`. What lies after the day of
`--as-of` is dropped or reverted during the load by seeds/rules. Those rules also compute the days that law
sets; the dates here only have to lie near them, and what is done in time has a week to spare, because `--as-of` moves
the story by up to three days against the year.
"""

from datetime import date, datetime, time, timedelta, timezone

# The manifest's `as_of`. A Monday.
AS_OF = date(2026, 3, 16)

# Dates of the seasons; seeds/rules computes the exact ones.
INDIVIDUAL_DUE = {2025: date(2026, 4, 15), 2024: date(2025, 4, 15)}
INDIVIDUAL_EXTENDED = {2025: date(2026, 10, 15), 2024: date(2025, 10, 15)}
ENTITY_DUE = {2025: date(2026, 3, 16), 2024: date(2025, 3, 17)}
ENTITY_EXTENDED = {2025: date(2026, 9, 15), 2024: date(2025, 9, 15)}

# The margin between a due day and the last day on which the data meets it.
MARGIN = timedelta(days=6)

# Earlier hours, deadlines and messages are archived, and so are tasks of work completed earlier.
KEPT_SINCE = date(2025, 7, 1)
TASKS_KEPT_SINCE = date(2025, 11, 3)
# The last day on which anything happens.
STORY_END = date(2027, 1, 6)

# The range of Saturdays worked during the season.
SATURDAYS = date(2026, 1, 24), date(2026, 4, 11)


def nth(year, month, weekday, number):
    """Returns the number-th weekday (0 is Monday) of a month; the last one for -1."""
    if number < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def observed(day):
    """Returns the observed day of a holiday: Friday for a Saturday, Monday for a Sunday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def federal_holidays(year):
    """Returns the federal holidays. Source: 5 U.S.C. 6103."""
    fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
    moving = [(1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4)]
    return [observed(date(year, month, day)) for month, day in fixed] + [nth(year, *rule) for rule in moving]


HOLIDAYS = {day for year in range(2009, 2029) for day in federal_holidays(year)}


def is_workday(day):
    return day.weekday() < 5 and day not in HOLIDAYS


def workday(day):
    """Returns the day itself if it is a workday, otherwise the next one."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def last_workday(day):
    """Returns the day itself if it is a workday, otherwise the previous one."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def month_end(year, month):
    """Returns the last workday of a month."""
    return last_workday(date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))


def some_day(dice, first, last):
    """Returns a workday between two days; the last workday up to `last` if there is none."""
    if last <= first:
        return last_workday(last)
    day = workday(first + timedelta(days=dice.between(0, (last - first).days)))
    return day if day <= last else last_workday(last)


def spread(first, last, count):
    """Returns `count` workdays from first to last, evenly spaced and ending at last."""
    length = max((last - first).days, 0)
    days = [last_workday(first + timedelta(days=length * step // count)) for step in range(1, count + 1)]
    return [max(day, first) for day in days]


def moment(dice, day, first_hour=8, last_hour=17):
    """Returns a time within office hours on the Atlantic coast, in UTC."""
    clock = time(dice.between(first_hour, last_hour) + 4, dice.between(0, 59), dice.between(0, 59))
    return datetime.combine(day, clock, timezone.utc)
