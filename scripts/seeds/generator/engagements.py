"""What a firm was engaged to do, how far it is, and what it costs."""

from datetime import date, timedelta

from .days import (AS_OF, ENTITY_DUE, ENTITY_EXTENDED, INDIVIDUAL_DUE, INDIVIDUAL_EXTENDED, last_workday, some_day,
                   workday)
from .dice import Dice

# How far this season's work is, in parts of a hundred.
INDIVIDUAL_STATUS = {"filed": 27, "in review": 13, "in progress": 25, "waiting on client": 22, "planned": 13}
ENTITY_STATUS = {"filed": 60, "in review": 7, "in progress": 4, "extended": 29}
AUDIT_STATUS = {"issued": 20, "in review": 18, "in progress": 42, "waiting on client": 8, "planned": 12}
REVIEW_STATUS = {"issued": 20, "in review": 16, "in progress": 36, "waiting on client": 16, "planned": 12}

# Hours that an engagement takes, and dollars an hour that its fixed fee was reckoned with.
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

# States that tax no wages.
NO_INCOME_TAX = {"NH"}


def add_engagements(tables, firm):
    dice = Dice(f"{firm.slug}/engagements")
    planned = []
    for client in tables.rows["clients"]:
        for engagement in of_client(dice, firm, client):
            engagement.update(client_id=client["id"], client=client)
            staff(dice, tables, engagement)
            price(dice, firm, engagement)
            planned.append(engagement)
    planned.sort(key=lambda engagement: (engagement["opened_on"], engagement["client"]["number"], engagement["kind"]))
    for number, engagement in enumerate(planned, start=1):
        tables.add("engagements", number=f"E-{number:04}", **engagement)


def of_client(dice, firm, client):
    """A client's engagements: last season's where there was one, and this one's."""
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
        work += [audit(dice, client, year) for year in years]
    elif dice.chance(firm.reviewed) and current:
        work.append(review(dice, client))
    if client["form"] != "nonprofit" and (not is_audited or dice.chance(0.35)):
        work += [entity_return(dice, firm, client, year) for year in years]
    if not is_audited and current and dice.chance(firm.bookkeeping):
        work += [bookkeeping(dice, year) for year in (2025, 2026) if year == 2026 or was_client]
    return work


def engagement(kind, period_end, status, opened_on, due_on, completed_on=None, work=None, **notes):
    work = work or kind
    return dict(kind=kind, work=work, title=TITLES[work], period_end=period_end, status=status, opened_on=opened_on,
                due_on=due_on, completed_on=completed_on, **notes)


def individual_return(dice, firm, client, year):
    states = filing_states(dice, firm, client, 0.2)
    if year == 2024:
        opened = some_day(dice, date(2025, 1, 6), date(2025, 3, 3))
        late = dice.chance(0.2)
        due = (INDIVIDUAL_EXTENDED if late else INDIVIDUAL_DUE)[year]
        filed = some_day(dice, date(2025, 6, 16) if late else opened + timedelta(days=12), due - timedelta(days=1))
        return engagement("1040", date(2024, 12, 31), "filed", opened, due, filed, states=states, extended=late)
    status = dice.weighted(INDIVIDUAL_STATUS)
    opened = some_day(dice, *{
        "planned": (date(2026, 2, 23), date(2026, 3, 13)), "filed": (date(2026, 1, 12), date(2026, 2, 13)),
    }.get(status, (date(2026, 1, 20), date(2026, 3, 2))))
    filed = some_day(dice, opened + timedelta(days=14), date(2026, 3, 13)) if status == "filed" else None
    return engagement("1040", date(2025, 12, 31), status, opened, INDIVIDUAL_DUE[year], filed, states=states)


def entity_return(dice, firm, client, year):
    kind = "1065" if client["form"] == "partnership" else "1120-S"
    states = filing_states(dice, firm, client, 0.3)
    if year == 2024:
        opened = some_day(dice, date(2025, 1, 6), date(2025, 2, 7))
        late = dice.chance(0.35)
        due = (ENTITY_EXTENDED if late else ENTITY_DUE)[year]
        filed = some_day(dice, date(2025, 5, 5) if late else date(2025, 2, 18), due - timedelta(days=1))
        return engagement(kind, date(2024, 12, 31), "filed", opened, due, filed, states=states, extended=late)
    status = dice.weighted(ENTITY_STATUS)
    opened = some_day(dice, date(2026, 1, 5), date(2026, 2, 6))
    filed = some_day(dice, date(2026, 2, 17), date(2026, 3, 13)) if status == "filed" else None
    due = (ENTITY_EXTENDED if status == "extended" else ENTITY_DUE)[year]
    return engagement(kind, date(2025, 12, 31), status, opened, due, filed, states=states,
                      extended=status == "extended")


def audit(dice, client, year):
    """Of the calendar year, with a report in spring; a nonprofit's year often ends in June, with one in autumn."""
    if client["form"] == "nonprofit" and dice.chance(0.6):
        end, opened = date(year, 6, 30), some_day(dice, date(year, 7, 7), date(year, 8, 29))
        due = dice.pick([date(year, 11, 28), date(year, 12, 15)])
        return engagement("audit", end, "issued", opened, due, some_day(dice, due - timedelta(days=20), due))
    end, opened = date(year, 12, 31), some_day(dice, date(year, 10, 6), date(year, 12, 12))
    due = dice.pick([date(year + 1, 3, 31), date(year + 1, 4, 30)])
    if year == 2024:
        return engagement("audit", end, "issued", opened, due, some_day(dice, due - timedelta(days=14), due))
    status = dice.weighted(AUDIT_STATUS)
    if status == "planned":
        opened = some_day(dice, date(2026, 2, 2), date(2026, 3, 6))
        due = dice.pick([date(2026, 6, 30), date(2026, 7, 31)])
    issued = some_day(dice, date(2026, 2, 17), date(2026, 3, 13)) if status == "issued" else None
    return engagement("audit", end, status, opened, due, issued)


def review(dice, client):
    status = dice.weighted(REVIEW_STATUS)
    opened = some_day(dice, date(2026, 1, 12), date(2026, 2, 13))
    issued = some_day(dice, date(2026, 2, 23), date(2026, 3, 13)) if status == "issued" else None
    due = dice.pick([date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 29)])
    return engagement("bookkeeping", date(2025, 12, 31), status, opened, due, issued, work="review")


def bookkeeping(dice, year):
    opened = workday(date(year, 1, dice.between(5, 9)))
    due = last_workday(date(year + 1, 1, 30))
    closed = some_day(dice, date(2026, 1, 20), due) if year == 2025 else None
    return engagement("bookkeeping", date(year, 12, 31), "closed" if closed else "in progress", opened, due, closed)


def filing_states(dice, firm, client, further):
    """The client's own state, and those where it works as well."""
    own = [] if client["state"] in NO_INCOME_TAX and client["kind"] == "individual" else [client["state"]]
    others = [state for state in firm.other_states if state != client["state"] and state not in NO_INCOME_TAX]
    count = 0
    while count < 3 and dice.chance(further):
        count += 1
    return own + dice.some(others, min(count, len(others)))


def staff(dice, tables, engagement):
    """Who manages it and who works on it: people who were there when it was opened."""
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
    """A fixed fee of so much for the work itself, and so much for each state's return."""
    low, high = EFFORT[engagement["work"]]
    states = engagement.get("states", [])
    hours = dice.between(low, high) + len(states)
    rate = FEE_RATE[firm.kind] * dice.share(0.85, 1.1)
    base = round(hours * rate / 25) * 2500
    state_fee = 0 if not states else (15000 if engagement["kind"] == "1040" else 27500)
    engagement.update(budget_minutes=hours * 60, base_cents=base, state_cents=state_fee,
                      fee_cents=base + state_fee * len(states))


def is_open(engagement):
    return engagement["completed_on"] is None


def last_day(engagement):
    """The last day on which it was worked on so far."""
    return engagement["completed_on"] or last_workday(AS_OF - timedelta(days=1))
