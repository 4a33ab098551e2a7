"""The deadlines and tasks of engagements."""

from datetime import date, timedelta

from .days import AS_OF, ENTITY_DUE, INDIVIDUAL_DUE, KEPT_SINCE, TASKS_KEPT_SINCE, last_workday, spread, workday
from .dice import Dice
from .engagements import is_open, last_day

# States whose entity returns are due with the federal one; the others take another month.
EARLY_STATES = {"MD", "DC", "WV", "SC", "PA", "MA", "ME", "VT", "NH"}

# Steps, and who does them.
TASKS = {
    "1040": [
        ("Send organizer", "admin"), ("Collect source documents", "admin"), ("Prepare return", "staff"),
        ("Review return", "manager"), ("Signature on Form 8879 and e-file", "admin"),
    ],
    "1120-S": [
        ("Import trial balance", "staff"), ("Book-to-tax adjustments", "staff"), ("Shareholders' basis", "senior"),
        ("Prepare returns and K-1s", "staff"), ("Review return", "manager"), ("Signature and e-file", "admin"),
    ],
    "1065": [
        ("Import trial balance", "staff"), ("Book-to-tax adjustments", "staff"), ("Capital accounts", "senior"),
        ("Prepare returns and K-1s", "staff"), ("Review return", "manager"), ("Signature and e-file", "admin"),
    ],
    "audit": [
        ("Confirm independence and accept engagement", "partner"), ("Engagement letter", "manager"),
        ("Planning memo and materiality", "manager"), ("Risk assessment", "senior"), ("Walkthrough: revenue", "senior"),
        ("Walkthrough: disbursements and payroll", "senior"), ("Request list to client", "senior"),
        ("Confirmations: bank and receivables", "staff"), ("Inventory observation", "staff"), ("Cash", "staff"),
        ("Receivables and revenue", "staff"), ("Inventory and cost of sales", "staff"), ("Fixed assets", "staff"),
        ("Payables and unrecorded liabilities", "staff"), ("Debt and covenants", "senior"), ("Payroll", "staff"),
        ("Journal entry testing", "senior"), ("Analytical review", "senior"), ("Subsequent events", "senior"),
        ("Draft financial statements", "senior"), ("Manager's review", "manager"), ("Partner's review", "partner"),
        ("Management representation letter", "manager"), ("Issue report", "partner"),
    ],
    "review": [
        ("Engagement letter", "manager"), ("Request list to client", "staff"), ("Inquiries of management", "senior"),
        ("Analytical procedures", "staff"), ("Fixed assets and debt", "staff"),
        ("Draft financial statements", "senior"), ("Manager's review", "manager"), ("Representation letter", "manager"),
        ("Issue report", "partner"),
    ],
    "bookkeeping": [
        ("Reconcile bank and card accounts", "staff"), ("Post payroll", "staff"), ("Close the month", "senior"),
    ],
}

# How much of the steps is done, by how far the engagement is.
DONE = {"planned": (0.0, 0.1), "waiting on client": (0.15, 0.35), "in progress": (0.3, 0.65), "extended": (0.2, 0.5),
        "in review": (0.7, 0.85)}


def add_deadlines(tables, firm):
    dice = Dice(f"{firm.slug}/deadlines")
    for engagement in tables.rows["engagements"]:
        if last_day(engagement) < KEPT_SINCE:
            continue
        for kind, jurisdiction, due, status in deadlines(dice, engagement):
            met = met_on(dice, engagement, kind, due) if status == "met" else None
            tables.add("deadlines", engagement_id=engagement["id"], engagement=engagement, kind=kind,
                       jurisdiction=jurisdiction, due_on=due, status=status, met_on=met)


def deadlines(dice, engagement):
    """Kind, jurisdiction, day and status of each."""
    kind, work, year = engagement["kind"], engagement["work"], engagement["period_end"].year
    own = "upcoming" if is_open(engagement) else "met"
    if kind in ("1040", "1120-S", "1065"):
        first = (INDIVIDUAL_DUE if kind == "1040" else ENTITY_DUE)[year]
        for jurisdiction in ["US"] + engagement["states"]:
            what = "federal return" if jurisdiction == "US" else "state return"
            due = first
            if kind != "1040" and jurisdiction != "US" and jurisdiction not in EARLY_STATES:
                due = INDIVIDUAL_DUE[year]
            if engagement.get("extended"):
                yield what, jurisdiction, due, "extended"
                due = engagement["due_on"]
            yield what, jurisdiction, due, own
        if kind == "1040" and year == 2025 and dice.chance(0.2):
            yield "estimated payment", "US", date(2026, 1, 15), "met"
            for day in (date(2026, 4, 15), date(2026, 6, 15), date(2026, 9, 15)):
                yield "estimated payment", "US", day, "upcoming"
    elif work in ("audit", "review"):
        if work == "audit":
            yield from fieldwork(engagement)
        yield "report", "US", engagement["due_on"], own
    else:
        yield from monthly(dice, engagement)


def fieldwork(engagement):
    """Begins two thirds of the way to the report."""
    length = engagement["due_on"] - engagement["opened_on"]
    due = last_workday(engagement["opened_on"] + length * 2 // 3)
    begun = engagement["status"] != "planned" and due < AS_OF
    yield "fieldwork", "US", due, "met" if begun else "upcoming" if due >= AS_OF else "missed"


def monthly(dice, engagement):
    """The closes of the last quarter or of the next, and the payroll returns of the year."""
    year = engagement["period_end"].year
    months = range(9, 13) if year == 2025 else range(1, 7)
    for month in months:
        due = workday(date(year + month // 12, month % 12 + 1, 15))
        yield "monthly close", "US", due, "upcoming" if due >= AS_OF else "missed" if dice.chance(0.06) else "met"
    for due in (date(year, 4, 30), date(year, 7, 31), date(year, 10, 31), date(year + 1, 2, 1)):
        due = workday(due)
        yield "payroll return", "US", due, "met" if due < AS_OF else "upcoming"


def met_on(dice, engagement, kind, due):
    if kind in ("federal return", "state return", "report"):
        return engagement["completed_on"]
    return last_workday(due - timedelta(days=dice.between(0, 6)))


def add_tasks(tables, firm):
    dice = Dice(f"{firm.slug}/tasks")
    admins = [user for user in tables.rows["users"] if user["role"] == "admin"]
    for engagement in tables.rows["engagements"]:
        if last_day(engagement) < TASKS_KEPT_SINCE:
            continue
        steps = TASKS[engagement["work"]]
        is_monthly = engagement["work"] == "bookkeeping"
        if is_monthly:
            steps = steps * (3 if is_open(engagement) else 2)
        begin = engagement["opened_on"]
        if is_monthly and not is_open(engagement):
            begin = date(2025, 11, 17)
        end = date(2026, 4, 15) if is_monthly and is_open(engagement) else engagement["due_on"]
        days = spread(begin, end, len(steps))
        done = done_steps(dice, engagement, len(steps))
        done_days = spread(begin, last_day(engagement), max(done, 1))
        for index, (title, role) in enumerate(steps):
            tables.add("tasks", engagement_id=engagement["id"], engagement=engagement, position=index + 1, title=title,
                       assignee_id=assignee(dice, engagement, role, admins)["id"], due_on=days[index],
                       done_on=done_days[index] if index < done else None,
                       status=task_status(engagement, index, done))


def done_steps(dice, engagement, count):
    if not is_open(engagement):
        return count
    if engagement["work"] == "bookkeeping":
        return count * 2 // 3
    low, high = DONE[engagement["status"]]
    return min(int(count * dice.share(low, high) + 0.5), count - 1)


def task_status(engagement, index, done):
    if index < done:
        return "done"
    if index == done and engagement["status"] != "planned":
        return "blocked" if engagement["status"] in ("waiting on client", "extended") else "doing"
    return "todo"


def assignee(dice, engagement, role, admins):
    if role == "admin" and admins:
        return dice.pick(admins)
    return dice.pick({"partner": [engagement["partner"]], "manager": [engagement["manager"]],
                      "senior": [engagement["senior"]]}.get(role, engagement["helpers"]))
