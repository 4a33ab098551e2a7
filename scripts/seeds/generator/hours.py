"""Time entries."""

from datetime import timedelta

from .days import KEPT_SINCE, SATURDAYS, STORY_END, is_workday
from .dice import Dice
from .engagements import has_goods

# The hours worked as a share of the budget.
LENGTH = {"1040": (0.82, 1.18), "1120-S": (0.82, 1.18), "1065": (0.82, 1.18), "audit": (0.85, 1.15),
          "bookkeeping": (0.9, 1.1)}
# The maximum number of minutes per person and day.
FULL_DAY = 600
SHORT_DAY = 360

NOTES = {
    "1040": ["Organizer and source documents", "Schedule C", "Rental schedules", "Brokerage statements", "State return",
             "Call with client", "Review notes cleared", "Estimated tax projection", "E-file"],
    "1120-S": ["Trial balance", "Depreciation", "Book-to-tax differences", "Shareholder basis", "State apportionment",
               "K-1s", "Review notes cleared", "Call with client"],
    "1065": ["Trial balance", "Capital accounts", "Depreciation", "Allocations", "State apportionment", "K-1s",
             "Review notes cleared", "Call with client"],
    "audit": ["Planning", "Walkthroughs", "Cash", "Receivables", "Inventory", "Fixed assets", "Payables", "Revenue",
              "Payroll", "Debt", "Journal entries", "Analytics", "Draft statements", "Review notes cleared",
              "Client inquiries", "Workpaper review"],
    "bookkeeping": ["Bank reconciliation", "Payroll", "Accounts payable", "Month-end close", "Card statements",
                    "Questions to client"],
    "review": ["Analytical procedures", "Inquiries", "Fixed assets", "Draft statements", "Review notes cleared"],
}


class Calendar:
    """The minutes taken on each person's days."""

    def __init__(self):
        self._taken = {}

    def take(self, user, day, minutes):
        """Takes the minutes if there is room, and returns whether there was."""
        limit = FULL_DAY if day.weekday() < 5 else SHORT_DAY
        key = user["id"], day
        if self._taken.get(key, 0) + minutes > limit:
            return False
        self._taken[key] = self._taken.get(key, 0) + minutes
        return True


def add_hours(tables, firm):
    """Adds entries in order of their day; those before `KEPT_SINCE` are archived."""
    dice = Dice(f"{firm.slug}/hours")
    calendar = Calendar()
    entries = []
    for engagement in tables.rows["engagements"]:
        entries += of_engagement(dice, firm, calendar, engagement)
    entries.sort(key=lambda entry: (entry["worked_on"], entry["user_id"], entry["engagement_id"]))
    for entry in entries:
        tables.add("time_entries", **entry)


def of_engagement(dice, firm, calendar, engagement):
    team = {"partner": [engagement["partner"]], "manager": [engagement["manager"]], "senior": [engagement["senior"]],
            "staff": engagement["helpers"]}
    shares = {"partner": 5, "manager": 15, "senior": 28, "staff": 52}
    low, high = LENGTH[engagement["kind"]]
    remaining = int(engagement["budget_minutes"] * dice.share(low, high))
    first, last = engagement["opened_on"], engagement["completed_on"]
    shortest, longest = firm.entries[engagement["kind"]]
    entries, misses = [], 0
    while remaining > 0 and misses < 40:
        user = dice.pick(team[dice.weighted(shares)])
        minutes = min(dice.between(shortest // 6, longest // 6) * 6, max(remaining // 6 * 6, shortest))
        day = working_day(dice, first, last)
        if user.get("season") and not user["season"][0] <= day <= user["season"][1]:
            user = engagement["partner"]
        if not calendar.take(user, day, minutes):
            misses += 1
            continue
        remaining -= minutes
        if not KEPT_SINCE <= day <= STORY_END:
            continue
        notes = [note for note in NOTES[engagement["work"]] if has_goods(engagement) or note != "Inventory"]
        entries.append(dict(
            engagement_id=engagement["id"], user_id=user["id"], worked_on=day, minutes=minutes,
            rate_cents=user["rate_cents"], is_billable=not dice.chance(0.05),
            note="Saturday in the season" if day.weekday() == 5 else dice.pick(notes) if dice.chance(0.4) else None,
        ))
    return entries


def working_day(dice, first, last):
    """Returns a workday or, sometimes, a Saturday in the season."""
    while True:
        day = first + timedelta(days=dice.between(0, (last - first).days))
        is_overtime = day.weekday() == 5 and SATURDAYS[0] <= day <= SATURDAYS[1] and dice.chance(0.4)
        if is_workday(day) or is_overtime:
            return day
