"""The audit log: what the other tables say has happened, and who signed in."""

from datetime import timedelta

from .days import AS_OF, moment
from .dice import Dice
from .engagements import is_open


def add_audit_log(tables, firm):
    dice = Dice(f"{firm.slug}/audit")
    begin = AS_OF - timedelta(days=firm.log_days)
    events = [event for event in happened(dice, tables) if begin <= event["occurred_at"].date() <= AS_OF]
    events += sign_ins(dice, tables, firm)
    events.sort(key=lambda event: (event["occurred_at"], event["subject"]))
    for event in events:
        tables.add("audit_log", **event)


def happened(dice, tables):
    numbers = {row["id"]: row["number"] for row in tables.rows["engagements"] + tables.rows["invoices"]}
    for client in tables.rows["clients"]:
        yield event(dice, client["since"], client["partner_id"], "client.created", client["number"])
    for engagement in tables.rows["engagements"]:
        manager, number = engagement["manager_id"], engagement["number"]
        yield event(dice, engagement["opened_on"], manager, "engagement.opened", number, kind=engagement["kind"])
        if not is_open(engagement):
            yield event(dice, engagement["completed_on"], manager, "engagement.completed", number,
                        to=engagement["status"])
    for task in tables.rows["tasks"]:
        if task["done_on"]:
            yield event(dice, task["done_on"], task["assignee_id"], "task.completed", numbers[task["engagement_id"]],
                        position=task["position"])
    for deadline in tables.rows["deadlines"]:
        if deadline["met_on"]:
            yield event(dice, deadline["met_on"], deadline["engagement"]["manager_id"], "deadline.met",
                        deadline["engagement"]["number"], kind=deadline["kind"], jurisdiction=deadline["jurisdiction"])
    for document in tables.rows["documents"]:
        yield dict(actor_id=document["uploaded_by"], action="document.uploaded", subject=document["file_name"],
                   detail={}, occurred_at=document["uploaded_at"])
    for invoice in tables.rows["invoices"]:
        if invoice["status"] != "draft":
            yield event(dice, invoice["issued_on"], invoice["engagement"]["manager_id"], "invoice.sent",
                        invoice["number"], cents=invoice["total_cents"])
    for payment in tables.rows["payments"]:
        yield event(dice, payment["received_on"], None, "payment.received", payment["invoice"]["number"],
                    cents=payment["amount_cents"])


def event(dice, day, actor, action, subject, **detail):
    return dict(actor_id=actor, action=action, subject=subject, detail=detail, occurred_at=moment(dice, day))


def sign_ins(dice, tables, firm):
    """Of each workday, and each user's last; from addresses that are set aside for documentation."""
    for number, user in enumerate(tables.rows["users"], start=1):
        if not user["is_active"]:
            continue
        last = user["last_sign_in_at"]
        for back in range(1, firm.log_sign_ins):
            day = AS_OF - timedelta(days=back)
            if day.weekday() < 5 and day < last.date() and dice.chance(0.85):
                yield signed_in(user, number, moment(dice, day, 7, 9))
        yield signed_in(user, number, last)


def signed_in(user, number, occurred_at):
    return dict(actor_id=user["id"], action="user.signed_in", subject=user["email"],
                detail={"ip": f"198.51.100.{number}"}, occurred_at=occurred_at)
