"""The deadlines and tasks of engagements."""

from datetime import date, timedelta

from .days import ENTITY_DUE, INDIVIDUAL_DUE, KEPT_SINCE, TASKS_KEPT_SINCE, last_workday, spread, workday
from .dice import Dice
from .engagements import has_goods, last_day

# Steps and the role that performs them.
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
    """Yields kind, jurisdiction, day and status of each, as at the end of the data; seeds/rules set the exact days."""
    kind, work, year = engagement["kind"], engagement["work"], engagement["period_end"].year
    if kind in ("1040", "1120-S", "1065"):
        first = (INDIVIDUAL_DUE if kind == "1040" else ENTITY_DUE)[year]
        for jurisdiction in ["US"] + engagement["states"]:
            what = "federal return" if jurisdiction == "US" else "state return"
            if engagement["extended"]:
                yield what, jurisdiction, first, "extended"
            yield what, jurisdiction, engagement["due_on"], "met"
        if kind == "1040" and year == 2025 and dice.chance(0.2):
            for due in (date(2026, 1, 15), date(2026, 4, 15), date(2026, 6, 15), date(2026, 9, 15), date(2027, 1, 15)):
                yield "estimated payment", "US", due, "met"
    elif work in ("audit", "review"):
        if work == "audit":
            yield from fieldwork(engagement)
        yield "report", "US", engagement["due_on"], "met"
    else:
        yield from monthly(dice, engagement)


def fieldwork(engagement):
    """Yields the start of fieldwork, two thirds of the way to the report."""
    length = engagement["completed_on"] - engagement["opened_on"]
    yield "fieldwork", "US", last_workday(engagement["opened_on"] + length * 2 // 3), "met"


def monthly(dice, engagement):
    """Yields the monthly closes (for last year, of the last quarter) and the payroll returns of the year."""
    year = engagement["period_end"].year
    for month in range(9, 13) if year == 2025 else range(1, 13):
        due = workday(date(year + month // 12, month % 12 + 1, 15))
        yield "monthly close", "US", due, "missed" if dice.chance(0.06) else "met"
    for due in (date(year, 4, 30), date(year, 7, 31), date(year, 10, 31), date(year + 1, 2, 1)):
        yield "payroll return", "US", workday(due), "met"


def met_on(dice, engagement, kind, due):
    if kind in ("federal return", "state return", "report"):
        return engagement["completed_on"]
    if kind == "fieldwork":
        return due
    return last_workday(due - timedelta(days=dice.between(4, 9)))


def add_tasks(tables, firm):
    dice = Dice(f"{firm.slug}/tasks")
    admins = [user for user in tables.rows["users"] if user["role"] == "admin"]
    for engagement in tables.rows["engagements"]:
        if last_day(engagement) < TASKS_KEPT_SINCE:
            continue
        steps = [step for step in TASKS[engagement["work"]] if has_goods(engagement) or "nventory" not in step[0]]
        begin = max(engagement["opened_on"], date(2025, 11, 3))
        if engagement["work"] == "bookkeeping":
            steps = steps * (3 if engagement["period_end"].year == 2025 else 12)
        done_days = spread(begin, engagement["completed_on"], len(steps))
        days = spread(begin, engagement["due_on"], len(steps))
        for index, (title, role) in enumerate(steps):
            tables.add("tasks", engagement_id=engagement["id"], engagement=engagement, position=index + 1, title=title,
                       assignee_id=assignee(dice, engagement, role, admins)["id"], due_on=days[index],
                       done_on=done_days[index], status="done")


def assignee(dice, engagement, role, admins):
    if role == "admin" and admins:
        return dice.pick(admins)
    return dice.pick({"partner": [engagement["partner"]], "manager": [engagement["manager"]],
                      "senior": [engagement["senior"]]}.get(role, engagement["helpers"]))
