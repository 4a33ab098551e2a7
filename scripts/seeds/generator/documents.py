"""The documents, as rows and as files."""

from collections import defaultdict
from datetime import date, timedelta

from . import ledgers, papers
from .days import AS_OF, KEPT_SINCE, moment, some_day
from .dice import Dice
from .engagements import last_day

# The kinds of work, the document to make, and whether the client sent it.
TAX = [
    (("1040",), papers.engagement_letter, False),
    (("1040",), papers.wage_statement, True),
    (("1040",), papers.interest_statement, True),
    (("1040",), papers.organizer_notes, True),
    (("1120-S", "1065"), ledgers.trial_balance, True),
    (("1120-S", "1065"), ledgers.fixed_assets, True),
    (("1065",), papers.partner_share, False),
    (("bookkeeping",), ledgers.receivables_aging, True),
]
MULTI_STATE = TAX + [
    (("1120-S", "1065"), ledgers.apportionment, False),
    (("1040",), papers.wage_statement, True),
    (("1120-S", "1065"), papers.engagement_letter, False),
]
ASSURANCE = [
    (("audit",), papers.engagement_letter, False),
    (("audit",), ledgers.trial_balance, True),
    (("audit",), papers.request_list, False),
    (("audit",), papers.bank_confirmation, True),
    (("audit",), ledgers.receivables_aging, True),
    (("audit",), ledgers.fixed_assets, True),
    (("audit",), ledgers.inventory_count, True),
    (("audit", "review"), papers.representation_letter, True),
    (("1120-S", "1065"), papers.engagement_letter, False),
]
# Documents only for clients that sell or store goods.
TRADERS_ONLY = {ledgers.trial_balance, ledgers.receivables_aging, ledgers.inventory_count, papers.request_list}
# Most are uploaded by the manifest's day. These exist in every month: one of every firm, and the virus scanner's test
# file.
EARLY = {papers.virus_test, ledgers.receivables_aging}
UPLOADED_BEFORE = defaultdict(lambda: date(2026, 2, 20), {make: date(2025, 12, 1) for make in EARLY})
KINDS = {"okafor-cpa": (TAX, 8), "tidewater-tax": (MULTI_STATE, 18), "granite-assurance": (ASSURANCE, 30)}


def add_documents(tables, firm):
    """Adds rows in order of upload. The contents of the files are kept in the rows until they are written."""
    dice = Dice(f"{firm.slug}/documents")
    kinds, count = KINDS[firm.slug]
    documents, taken = [], set()
    for index in range(count):
        works, make, is_from_client = kinds[index % len(kinds)]
        if firm.slug == "granite-assurance" and index == count - 1:
            works, make, is_from_client = ("audit",), papers.virus_test, True
        fitting = [engagement for engagement in tables.rows["engagements"]
                   if engagement["work"] in works and engagement["id"] not in taken
                   and last_day(engagement) > KEPT_SINCE and engagement["opened_on"] < UPLOADED_BEFORE[make]
                   and (engagement["client"]["form"] != "nonprofit" or make not in TRADERS_ONLY)]
        engagement = dice.pick(fitting)
        taken.add(engagement["id"])
        documents.append(document(dice, firm, engagement, make, is_from_client))
    documents.sort(key=lambda document: document["uploaded_at"])
    for number, row in enumerate(documents, start=1):
        words = row["file_name"].lower().replace("(", "").replace(")", "").replace(",", "").split(" ")
        tables.add("documents", **row, **{"@file": f"{number:03}-{'-'.join(words)}"})


def document(dice, firm, engagement, make, is_from_client):
    name, content_type, content = make(papers.Case(dice, firm, engagement))
    begin = max(engagement["opened_on"], KEPT_SINCE)
    latest = date(2025, 12, 19) if make in EARLY else AS_OF - timedelta(days=1)
    day = some_day(dice, begin, min(last_day(engagement), begin + timedelta(days=60), latest))
    uploader = None if is_from_client else dice.pick([engagement["manager"]] + engagement["helpers"])["id"]
    return dict(client_id=engagement["client_id"], engagement_id=engagement["id"], uploaded_by=uploader, file_name=name,
                content_type=content_type, uploaded_at=moment(dice, day), content=content)


def write_documents(tables, folder):
    folder.mkdir()
    for document in tables.rows["documents"]:
        (folder / document["@file"]).write_bytes(document["content"])
