"""Messages between firms and clients."""

from datetime import timedelta
from pathlib import Path

from .days import KEPT_SINCE, STORY_END, moment, some_day
from .dice import Dice
from .engagements import has_goods, last_day

# Subjects only for clients with goods.
OF_GOODS = {"Inventory count", "Revenue cut-off"}


def read_talks():
    """Returns, by kind of work, the subjects, each with its authors and texts."""
    talks = {}
    for line in (Path(__file__).parent / "talks.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            subjects = talks.setdefault(line.strip("[]"), [])
        elif line.startswith("  "):
            subjects[-1][1].append((line[2], line[4:]))
        elif line and not line.startswith("#"):
            subjects.append((line, []))
    talks["1120-S"] = talks["1065"] = talks["entity"]
    talks["review"] = talks["audit"][3:] + talks["bookkeeping"][2:] + talks["entity"][:2]
    return talks


def add_messages(tables, firm):
    dice, talks = Dice(f"{firm.slug}/messages"), read_talks()
    messages = []
    for engagement in tables.rows["engagements"]:
        begin, end = engagement["opened_on"], last_day(engagement)
        if end < KEPT_SINCE or not dice.chance(firm.talkative):
            continue
        subjects = [talk for talk in talks[engagement["work"]] if has_goods(engagement) or talk[0] not in OF_GOODS]
        for subject, parts in dice.some(subjects, dice.pick([1, 1, 1, 2])):
            messages += talk(dice, engagement, subject, parts, max(begin, KEPT_SINCE), end)
    messages.sort(key=lambda message: (message["sent_at"], message["client_id"]))
    for message in messages:
        tables.add("messages", **message)


def talk(dice, engagement, subject, parts, begin, end):
    author = dice.pick([engagement["manager"]] + engagement["helpers"])
    day = some_day(dice, begin, end)
    sent = moment(dice, day)
    for index, (writer, text) in enumerate(parts):
        read = sent + timedelta(minutes=dice.between(4, 700))
        # The last message may be unread.
        is_unread = index == len(parts) - 1 and dice.chance(0.05)
        yield dict(client_id=engagement["client_id"], engagement_id=engagement["id"],
                   author_id=author["id"] if writer == "f" else None, sent_at=sent,
                   read_at=None if is_unread else read, subject=subject if index == 0 else f"Re: {subject}",
                   body=text.format(first=engagement["client"]["first_name"]))
        if is_unread:
            return
        day = some_day(dice, max(read.date(), day) + timedelta(days=1), read.date() + timedelta(days=4))
        if day > STORY_END:
            return
        sent = moment(dice, day)
