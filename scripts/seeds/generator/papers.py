"""The contents of documents. Like messages, they name no day, because it would be wrong for another `--as-of`."""

from .pdf import pdf

PDF, TEXT = "application/pdf", "text/plain"

# The standard test string for virus scanners, in two halves, so that this file is not detected as a virus.
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# The employers of the clients, with their EINs.
EMPLOYERS = {"Northlight Foods Inc.": "00-1140052", "Copper Harbor Schools": "00-2260714",
             "Millstone Logistics Corp.": "00-3391827"}


class Case:
    """The subject of a document."""

    def __init__(self, dice, firm, engagement):
        self.dice, self.firm, self.engagement = dice, firm, engagement
        self.client = engagement["client"]
        self.partner = engagement["partner"]["full_name"]

    def money(self, low, high):
        """Returns a whole number of dollars."""
        return self.dice.between(low, high)

    @property
    def letterhead(self):
        return [self.firm.name, f"{self.firm.city}, {self.firm.state}", self.firm.website, ""]

    @property
    def addressee(self):
        client = self.client
        return [client["name"], client["street"], f"{client['city']}, {client['state']} {client['postal_code']}", ""]


def row(label, value, width=66):
    """Returns a line with a label, dots, and a dollar amount or a text at the right edge."""
    value = f"{value:,}" if isinstance(value, int) else value
    return f"{label} ".ljust(width - len(value) - 1, ".") + f" {value}"


def text_bytes(lines):
    return ("\n".join(lines) + "\n").encode()


def engagement_letter(case):
    work = case.engagement["title"]
    fee = f"${case.engagement['fee_cents'] // 100:,}"
    lines = case.letterhead + case.addressee + [
        f"Dear {case.client['first_name']},",
        "",
        "This letter confirms what we will do for you, and what we need from you.",
        "",
        f"1. Service. {work}.",
        f"2. Fee. A fixed fee of {fee}, and what we pay for you at cost. Work",
        "   beyond this letter is billed by the hour, after we have told you.",
        "3. Your part. Complete and correct records, in time, by the portal.",
        "   You remain responsible for what the records say.",
        "4. Our part. We keep to professional standards, ask where something",
        "   is unclear, and tell nobody what we learn, save where law demands.",
        "5. Records. We keep workpapers for seven years; originals are yours.",
        "6. Terms. Invoices are payable within thirty days.",
        "7. Ending. Either side may end this by a note in writing; work done",
        "   until then is billed.",
        "",
        "If you agree, please sign in the portal. We look forward to the work.",
        "",
        case.partner,
        f"for {case.firm.name}",
        "",
        "Sample document. All names and numbers are invented.",
    ]
    return f"Engagement letter {case.engagement['number']}.pdf", PDF, pdf("Engagement letter", lines)


def wage_statement(case):
    employer = case.dice.pick(list(EMPLOYERS))
    # Below the Social Security wage base of any year. Elective deferrals are wages for Social Security and Medicare
    # (IRC 3121(v)(1)), but not for income tax (IRC 402(e)(3)).
    pay = case.money(38_000, 142_000)
    deferred = pay * 5 // 100
    wages = pay - deferred
    lines = [
        row("Employee", case.client["first_name"] + " " + case.client["name"].split(" ")[-1]),
        row("Social security number", case.client["tin"]),
        row("Employer", employer), row("Employer identification number", EMPLOYERS[employer]), "",
        row("1  Wages, tips, other compensation", wages), row("2  Federal income tax withheld", wages * 13 // 100),
        row("3  Social security wages", pay), row("4  Social security tax withheld", (pay * 62 + 500) // 1000),
        row("5  Medicare wages and tips", pay), row("6  Medicare tax withheld", (pay * 145 + 5000) // 10000),
        row("12a Code D, elective deferrals", deferred), row("12b Code DD, health coverage", 9_840),
        row("13 Retirement plan", "yes"), "",
        row(f"15 State {case.client['state']}: 16 State wages", wages),
        row("17 State income tax", wages * 4 // 100), "",
        "Substitute for Form W-2, whole dollars. This information is furnished",
        "to the tax authority. Sample document: all names and numbers are invented.",
    ]
    return f"W-2 {employer.rstrip('.')}.pdf", PDF, pdf("Wage and Tax Statement", lines)


def interest_statement(case):
    bank = case.dice.pick(["First Lantern Bank", "Harbor Thistle Credit Union", "Quarry Savings Bank"])
    lines = [
        row("Payer", bank), row("Recipient", case.client["name"]),
        row("Account", f"xxxx-{case.money(1000, 9999)}"), "",
        row("1  Interest income", case.money(120, 4_800)), row("2  Early withdrawal penalty", 0),
        row("3  Interest on U.S. savings bonds and Treasuries", case.money(0, 900)),
        row("4  Federal income tax withheld", 0), row("8  Tax-exempt interest", case.money(0, 650)), "",
        "Substitute for Form 1099-INT, whole dollars. Please keep it for your",
        "records. If you must file a return, a penalty may be imposed where this",
        "income is taxable and was not reported.",
        "Sample document: all names and numbers are invented.",
    ]
    return f"1099-INT {bank}.pdf", PDF, pdf("Interest Income", lines)


def organizer_notes(case):
    lines = [
        f"Notes for {case.client['name']} ({case.client['number']})", "",
        "- New roof on the rental house, contractor's invoice is in the portal.",
        "- Daughter started college in another state; Form 1098-T to follow.",
        "- Sold the old car to a cousin for less than it cost, so no gain.",
        "- Charity: cash gifts have receipts, the clothing bags do not.",
        f"- Drove {case.money(900, 4_200):,} miles to clients; the log is complete from spring on.",
        "- Health savings account: contributed by payroll only.",
        "- No foreign accounts, no digital assets.", "",
        "Questions",
        "1. Does the roof count as a repair or as an improvement?",
        "2. Should we change withholding, now that one of us works part time?",
        "3. Can the refund go to two accounts?", "",
        "What we still look for",
        "- the second property tax bill",
        "- the summary of the brokerage account that was moved to another broker",
        "- the closing statement of the refinanced mortgage, with the points paid", "",
        "Reachable in the evening, or by a message in the portal at any time.",
    ]
    return "Organizer notes.txt", TEXT, text_bytes(lines)


def bank_confirmation(case):
    bank = case.dice.pick(["First Lantern Bank", "Quarry Savings Bank", "Merchants Bank of Fairhaven"])
    lines = [
        f"To {case.firm.name}, auditors of", case.client["name"], "",
        "We confirm the following balances at the close of business on the last",
        "day of the client's year.", "",
        "Deposits",
        row("  Operating account  ....4410", case.money(22_000, 740_000)),
        row("  Payroll account    ....4428", case.money(4_000, 60_000)),
        row("  Savings account    ....4436", case.money(10_000, 400_000)), "",
        "Loans",
        row("  Term loan, principal", case.money(90_000, 900_000)), row("  Rate", "6.25 %"),
        row("  Revolving line, drawn", case.money(0, 250_000)), row("  Revolving line, limit", 500_000),
        row("  Collateral", "receivables and inventory"), "",
        "Guarantees: none known to us. Accounts closed during the year: one.",
        "Other accounts were not searched for.", "",
        row("Prepared by", "Loan operations"), row("Bank", bank), "",
        "Sample document. All names and numbers are invented.",
    ]
    return f"Bank confirmation {bank}.pdf", PDF, pdf("Standard form to confirm account balances", lines)


def representation_letter(case):
    lines = case.addressee + [
        f"To {case.firm.name}", "",
        "In connection with your work on our financial statements we confirm,",
        "to the best of our knowledge and belief:", "",
        "1. The statements are our responsibility and are fairly presented.",
        "2. All records, minutes and related data were made available.",
        "3. There are no transactions that were not properly recorded.",
        "4. We know of no fraud by management, by employees with a part in",
        "   internal control, or by others where it could be material.",
        "5. There are no violations of law whose effects should be disclosed.",
        "6. Related parties and transactions with them were disclosed to you.",
        "7. We have title to all assets; liens are as the notes say.",
        "8. We kept every covenant of our loans, but as the notes say.",
        "9. Claims and assessments, made or likely, were disclosed to you.",
        "10. The uncorrected differences that you listed are immaterial, one",
        "    by one and together.",
        "11. No event since the balance sheet's day calls for a change.", "",
        case.client["contact_name"] or case.client["name"], "for the management", "",
        "Sample document. All names and numbers are invented.",
    ]
    return "Management representation letter.pdf", PDF, pdf("Representation letter", lines)


def partner_share(case):
    income = case.money(18_000, 160_000)
    interest, expensed, given, drawn = income // 90, income // 7, income // 60, income * 6 // 10
    # Separately stated items change the capital account as well.
    net = income + interest - expensed - given
    lines = [
        row("Entity", case.client["name"]), row("Employer identification number", case.client["tin"]),
        row("Owner", case.client["contact_name"]), row("Share of profit, loss and capital", "33.34 %"), "",
        row("1   Ordinary business income", income), row("5   Interest income", interest),
        row("10  Net section 1231 gain", 0), row("12  Section 179 deduction", expensed),
        row("13A Charitable contributions", given), row("14A Self-employment earnings", income - expensed),
        row("19A Distributions", drawn), "",
        "Capital account", row("  Beginning", income * 2), row("  Net income of the year", net),
        row("  Distributions", -drawn), row("  Ending", income * 2 + net - drawn), "",
        "Substitute for Schedule K-1, whole dollars.",
        "Sample document. All names and numbers are invented.",
    ]
    title = "Partner's share of income, deductions and credits"
    return f"Schedule K-1 {case.client['contact_name']}.pdf", PDF, pdf(title, lines)


def request_list(case):
    areas = {"General": ["Trial balance", "General ledger", "Minutes of the board", "Organization chart"],
             "Cash": ["Reconciliations of all accounts", "Statements of the month after year end"],
             "Receivables": ["Aging by customer", "Credit memos after year end", "Calculation of the allowance"],
             "Inventory": ["Count sheets", "Price list", "Consigned goods", "Slow movers"],
             "Fixed assets": ["Register", "Invoices of additions over 5,000", "Disposals with proceeds"],
             "Debt": ["Loan agreements", "Covenant calculations", "Amortization tables"],
             "Payroll": ["Payroll register", "Quarterly returns", "Accrued vacation"],
             "Leases": ["Agreements", "Calculation of right-of-use assets"]}
    lines = [f"Request list for {case.client['name']}", f"Engagement {case.engagement['number']}", ""]
    number = 0
    for area, items in areas.items():
        lines.append(area)
        for item in items:
            number += 1
            state = case.dice.weighted({"received": 6, "requested": 3, "not applicable": 1})
            lines.append(f"  {'AB'[number % 2]}{number:02}  {item:<42} {state}")
        lines.append("")
    return "Request list.txt", TEXT, text_bytes(lines + ["A: before the first day on site. B: during fieldwork."])


def virus_test(case):
    """Returns the file that a virus scanner must detect."""
    return "Antivirus test file (EICAR).txt", TEXT, EICAR.encode()
