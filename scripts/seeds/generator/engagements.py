"""The engagements of a firm, their progress and their cost."""

from datetime import date, timedelta

from .days import (ENTITY_DUE, ENTITY_EXTENDED, INDIVIDUAL_DUE, INDIVIDUAL_EXTENDED, MARGIN, STORY_END, last_workday,
                   month_end, some_day, workday)
from .dice import Dice

# The hours that an engagement takes, and the hourly rate in dollars on which its fixed fee is based.
EFFORT = {"1040": (3, 11), "1120-S": (10, 26), "1065": (12, 32), "audit": (150, 560), "review": (45, 110),
          "bookkeeping": (40, 110)}
FEE_RATE = {"sole practitioner": 150, "tax group": 190, "assurance firm": 195}

TITLES = {
    "1040": "Individual income tax return",
    "1120-S": "S corporation income tax return",
    "1065": "Partnership income tax return",
    "audit": "Audit of financial statements",
    "review": "Review of financial statements",
    "bookkeeping": "Monthly bookkeeping and payroll",
}

# States without a tax on wages.
NO_INCOME_TAX = {"NH"}


def add_engagements(tables, firm):
    dice = Dice(f"{firm.slug}/engagements")
    planned = []
    for client in tables.rows["clients"]:
        for engagement in of_client(dice, firm, client):
            if engagement["opened_on"] > STORY_END:
                continue
            engagement.update(client_id=client["id"], client=client)
            staff(dice, tables, engagement)
            price(dice, firm, engagement)
            planned.append(engagement)
    planned.sort(key=lambda engagement: (engagement["opened_on"], engagement["client"]["number"], engagement["kind"]))
    for number, engagement in enumerate(planned, start=1):
        tables.add("engagements", number=f"E-{number:04}", **engagement)


def of_client(dice, firm, client):
    """Returns a client's engagements: those of last season, if any, and those of the year that the data covers."""
    if client["status"] == "prospect":
        return []
    was_client = client["since"] < date(2024, 7, 1)
    prior = was_client and dice.chance(firm.prior_year) or client["status"] == "former"
    current = client["status"] == "active"
    years = [2024] * prior + [2025] * current
    work = []
    if client["form"] == "individual":
        work += [individual_return(dice, firm, client, year) for year in years]
        return work
    is_audited = client["form"] == "nonprofit" or dice.chance(firm.audited)
    if is_audited:
        ends_in_june = client["form"] == "nonprofit" and dice.chance(0.6)
        work += [audit(dice, year, ends_in_june) for year in years + [2026] * current]
    elif dice.chance(firm.reviewed) and current:
        work.append(review(dice))
    if client["form"] != "nonprofit" and (not is_audited or dice.chance(0.35)):
        work += [entity_return(dice, firm, client, year) for year in years]
    if not is_audited and current and dice.chance(firm.bookkeeping):
        work += [bookkeeping(dice, year) for year in (2025, 2026) if year == 2026 or was_client]
    return work


def engagement(kind, period_end, opened_on, due_on, completed_on, work=None, **notes):
    """Returns an engagement with its completion day; seeds/rules determine its progress before that."""
    work = work or kind
    status = {"audit": "issued", "review": "issued", "bookkeeping": "closed"}.get(work, "filed")
    return dict(kind=kind, work=work, title=TITLES[work], period_end=period_end, status=status, opened_on=opened_on,
                due_on=due_on, completed_on=completed_on, **notes)


def individual_return(dice, firm, client, year):
    states = filing_states(dice, firm, client, 0.2)
    late = dice.chance(0.2)
    due = (INDIVIDUAL_EXTENDED if late else INDIVIDUAL_DUE)[year]
    opened = some_day(dice, date(year + 1, 1, 8), date(year + 1, 3, 11))
    first = date(year + 1, 5, 18) if late else max(opened + timedelta(days=12), date(year + 1, 2, 9))
    # Most work is completed in the weeks before it is due.
    filed = max(some_day(dice, first, due - MARGIN) for _ in range(1 if late else dice.pick([1, 2])))
    return engagement("1040", date(year, 12, 31), opened, due, filed, states=states, extended=late)


def entity_return(dice, firm, client, year):
    kind = "1065" if client["form"] == "partnership" else "1120-S"
    states = filing_states(dice, firm, client, 0.3)
    late = dice.chance(0.35)
    due = (ENTITY_EXTENDED if late else ENTITY_DUE)[year]
    opened = some_day(dice, date(year + 1, 1, 5), date(year + 1, 2, 6))
    filed = some_day(dice, date(year + 1, 5, 4) if late else date(year + 1, 2, 17), due - MARGIN)
    return engagement(kind, date(year, 12, 31), opened, due, filed, states=states, extended=late)


def audit(dice, year, ends_in_june):
    """Returns an audit of the calendar year, reported in spring, or of a year ending in June, reported in autumn."""
    if ends_in_june:
        end, opened = date(year, 6, 30), some_day(dice, date(year, 7, 7), date(year, 8, 28))
        due = month_end(year, dice.pick([11, 12]))
    else:
        end, opened = date(year, 12, 31), some_day(dice, date(year, 10, 6), date(year, 12, 11))
        # A fifth is done later, when staff is available.
        late = dice.chance(0.2)
        due = month_end(year + 1, dice.pick([6, 7] if late else [3, 3, 4, 4, 5]))
        if late:
            opened = some_day(dice, date(year + 1, 2, 2), date(year + 1, 3, 6))
    return engagement("audit", end, opened, due, some_day(dice, due - timedelta(days=40), due - MARGIN))


def review(dice):
    opened = some_day(dice, date(2026, 1, 12), date(2026, 2, 13))
    due = month_end(2026, dice.pick([3, 4, 5]))
    done = some_day(dice, max(due - timedelta(days=40), opened + timedelta(days=21)), due - MARGIN)
    return engagement("bookkeeping", date(2025, 12, 31), opened, due, done, work="review")


def bookkeeping(dice, year):
    opened = workday(date(year, 1, dice.between(5, 9)))
    due = month_end(year + 1, 1)
    closed = some_day(dice, date(year + 1, 1, 11), due - MARGIN)
    return engagement("bookkeeping", date(year, 12, 31), opened, due, closed)


def filing_states(dice, firm, client, further):
    """Returns the client's own state and others in which it works."""
    own = [] if client["state"] in NO_INCOME_TAX and client["kind"] == "individual" else [client["state"]]
    others = [state for state in firm.other_states if state != client["state"] and state not in NO_INCOME_TAX]
    count = 0
    while count < 3 and dice.chance(further):
        count += 1
    return own + dice.some(others, min(count, len(others)))


def staff(dice, tables, engagement):
    """Assigns a manager and staff from the people who were employed when the engagement was opened."""
    present = [user for user in tables.rows["users"] if user["hired_on"] <= engagement["opened_on"]
               and user["role"] not in ("left", "admin")]
    by_role = {role: [user for user in present if user["role"] == role]
               for role in ("partner", "manager", "senior", "staff")}
    partner = next(user for user in by_role["partner"] if user["id"] == engagement["client"]["partner_id"])
    manager = dice.pick(by_role["manager"] or [partner])
    senior = dice.pick(by_role["senior"] or [manager])
    helpers = dice.some(by_role["staff"], dice.between(2, 4) if engagement["kind"] == "audit" else 1) or [senior]
    engagement.update(manager_id=manager["id"], partner=partner, manager=manager, senior=senior, helpers=helpers)


def price(dice, firm, engagement):
    """Sets a fixed fee: an amount for the work itself, plus one for each state's return."""
    low, high = EFFORT[engagement["work"]]
    states = engagement.get("states", [])
    hours = dice.between(low, high) + len(states)
    rate = FEE_RATE[firm.kind] * dice.share(0.85, 1.1)
    base = round(hours * rate / 25) * 2500
    state_fee = 0 if not states else (15000 if engagement["kind"] == "1040" else 27500)
    engagement.update(budget_minutes=hours * 60, base_cents=base, state_cents=state_fee,
                      fee_cents=base + state_fee * len(states))


def has_goods(engagement):
    """Whether the client has inventory to count: nonprofits do not."""
    return engagement["client"]["form"] != "nonprofit"


def last_day(engagement):
    """Returns the last day of work within the period of the data."""
    return min(engagement["completed_on"], last_workday(STORY_END))
