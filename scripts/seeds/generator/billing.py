"""Invoices, their lines, and payments."""

from datetime import date, timedelta
from decimal import Decimal

from .days import STORY_END, last_workday, workday
from .dice import Dice
from .engagements import has_goods

# Earlier billing is archived.
BILLED_SINCE = date(2025, 1, 2)
TERMS = timedelta(days=30)


def add_billing(tables, firm):
    """Adds invoices in order of their day, which is the order of their numbers."""
    dice = Dice(f"{firm.slug}/billing")
    invoices = []
    for engagement in tables.rows["engagements"]:
        for issued_on, lines in bills(dice, firm, engagement):
            if BILLED_SINCE <= issued_on <= STORY_END:
                invoices.append((issued_on, engagement, [line for line in lines if line]))
    invoices.sort(key=lambda bill: (bill[0], bill[1]["number"]))
    for number, (issued_on, engagement, lines) in enumerate(invoices, start=1):
        total = sum(amount(line) for line in lines)
        status, payments = settle(dice, issued_on, total)
        invoice = tables.add("invoices", client_id=engagement["client_id"], engagement_id=engagement["id"],
                             number=f"INV-{number:05}", status=status, issued_on=issued_on,
                             due_on=issued_on + TERMS, total_cents=total, engagement=engagement)
        for position, line in enumerate(lines, start=1):
            text, quantity, unit = line
            tables.add("invoice_lines", invoice_id=invoice["id"], position=position, description=text,
                       quantity=f"{quantity:.2f}", unit_cents=unit, amount_cents=amount(line))
        for cents, received_on in payments:
            method = dice.weighted({"check": 4, "ach": 4, "card" if total < 500000 else "wire": 2})
            tables.add("payments", invoice_id=invoice["id"], method=method, amount_cents=cents, invoice=invoice,
                       received_on=received_on, reference=reference(dice, method))


def amount(line):
    _, quantity, unit = line
    return int(quantity * unit)


def bills(dice, firm, engagement):
    """Yields the day and lines of each invoice. A line is a text, a quantity and the unit price in cents."""
    work = engagement["work"]
    if work == "audit":
        yield from progress_bills(dice, engagement)
    elif work == "bookkeeping":
        yield from monthly_bills(dice, engagement)
    else:
        day = workday(engagement["completed_on"] + timedelta(days=dice.between(0, 4)))
        yield day, return_lines(dice, firm, engagement)


def return_lines(dice, firm, engagement):
    states = engagement.get("states", [])
    yield engagement["title"], Decimal(1), engagement["base_cents"]
    if states:
        yield f"State returns: {', '.join(states)}", Decimal(len(states)), engagement["state_cents"]
    if dice.chance(0.35):
        rate = engagement["helpers"][0]["rate_cents"]
        text = dice.pick(["Research and correspondence with the tax authority", "Cleaning up of the client's records",
                          "Estimated tax projection", "Work beyond the engagement letter"])
        yield text, tenths(dice, 5, 35), rate
    if engagement["work"] == "review":
        return
    yield "Electronic filing and secure portal", Decimal(1), 4500 if engagement["kind"] == "1040" else 9500
    if engagement["kind"] == "1040" and dice.chance(0.08):
        yield "Courtesy discount", Decimal(1), -dice.between(1, 3) * 2500


def progress_bills(dice, engagement):
    """Yields the bills of an audit: 40 % after planning, 35 % during fieldwork, 25 % with the report."""
    opened, done = engagement["opened_on"], engagement["completed_on"]
    fee = engagement["fee_cents"]
    first, second = fee * 40 // 100, fee * 35 // 100
    # A quarter of the engagements are billed in two parts.
    if dice.chance(0.25):
        first, second = first + second, 0
    yield workday(opened + timedelta(days=20)), [("Audit, first progress billing", Decimal(1), first)]
    if second:
        days = (done - opened).days * 3 // 5
        lines = [("Audit, second progress billing", Decimal(1), second), travel(dice), confirmations(dice)]
        yield workday(opened + timedelta(days=days)), lines
    lines = [("Audit, final billing", Decimal(1), fee - first - second)]
    if not second:
        lines += [travel(dice), confirmations(dice)]
    if dice.chance(0.3):
        texts = ["Assistance with lease accounting", "Adjusting entries proposed to management"]
        texts += ["Additional testing of inventory" if has_goods(engagement) else "Single audit procedures"]
        text = dice.pick(texts)
        lines.append((text, tenths(dice, 40, 240), engagement["senior"]["rate_cents"]))
    yield workday(done + timedelta(days=dice.between(1, 5))), lines


def travel(dice):
    if not dice.chance(0.6):
        return None
    return "Travel at cost, miles", Decimal(dice.between(20, 380)), 70


def confirmations(dice):
    if not dice.chance(0.8):
        return None
    return "Electronic bank confirmations", Decimal(dice.between(2, 9)), 3500


def monthly_bills(dice, engagement):
    year = engagement["period_end"].year
    monthly = round(engagement["fee_cents"] / 12 / 500) * 500
    employees = dice.between(3, 28)
    for month in range(1, 13) if year == 2026 else range(10, 13):
        issued_on = workday(date(year + month // 12, month % 12 + 1, 3))
        yield issued_on, [
            ("Bookkeeping and month-end close", Decimal(1), monthly),
            ("Payroll, per employee", Decimal(employees), 1200),
            ("Catching up on late records", tenths(dice, 5, 30), engagement["helpers"][0]["rate_cents"])
            if dice.chance(0.25) else None,
        ]


def tenths(dice, low, high):
    """Returns from low to high tenths of an hour, in hours."""
    return Decimal(dice.between(low, high)) / 10


def settle(dice, issued_on, total):
    """Returns an invoice's status and its payments as cents and day. A few are void or unpaid, some paid in parts."""
    if dice.chance(0.012):
        return "void", []
    if dice.chance(0.025):
        return "sent", []
    paid_after = dice.between(3, 41) if dice.chance(0.9) else dice.between(45, 110)
    if dice.chance(0.07):
        part = max(total * dice.pick([25, 40, 50]) // 100, 1)
        parts = [(part, day_after(issued_on, paid_after))]
        if dice.chance(0.5):
            parts.append((total - part, day_after(issued_on, paid_after + 30)))
        payments = [(cents, day) for cents, day in parts if day <= STORY_END]
        return ("sent", "partly paid", "paid")[len(payments)], payments
    day = day_after(issued_on, paid_after)
    return ("paid", [(total, day)]) if day <= STORY_END else ("sent", [])


def day_after(issued_on, days):
    return max(last_workday(issued_on + timedelta(days=days)), issued_on)


def reference(dice, method):
    digits = dice.between(1000, 9999)
    return {"check": f"check {digits}", "ach": f"ACH trace {digits}{dice.between(1000, 9999)}",
            "card": f"card ending {digits}", "wire": f"wire {digits}-{dice.between(10, 99)}"}[method]
