"""The staff and clients of a firm."""

from datetime import date, timedelta

from . import names
from .days import AS_OF, moment, some_day, workday
from .dice import Dice

ROLES = {
    "partner": "Signs returns and reports; sees everything, settings and billing included",
    "manager": "Runs engagements: plans, assigns, reviews, sends invoices",
    "senior": "Leads the work on an engagement and reviews that of staff",
    "staff": "Prepares returns and workpapers, and enters hours",
    "admin": "Keeps clients, documents and deadlines in order; enters no returns",
}


class Names:
    """Returns each name only once."""

    def __init__(self, dice):
        self._dice = dice
        self._taken = set()

    def person(self):
        return self._fresh(lambda: f"{self._dice.pick(names.FIRST)} {self._dice.pick(names.LAST)}")

    def business(self):
        def name():
            trade = self._dice.pick(list(names.TRADES))
            return f"{self._dice.pick(names.PLACES)} {trade} {names.TRADES[trade]}"

        return self._fresh(name)

    def nonprofit(self):
        return self._fresh(lambda: f"{self._dice.pick(names.PLACES)} {self._dice.pick(names.NONPROFITS)}")

    def _fresh(self, make):
        while (name := make()) in self._taken:
            pass
        self._taken.add(name)
        return name


def add_staff(tables, firm):
    """Adds roles, users and role assignments."""
    dice = Dice(f"{firm.slug}/staff")
    people = Names(dice)
    roles = {name: tables.add("roles", name=name, description=text) for name, text in ROLES.items()}
    for position in firm.positions:
        for index in range(position.count):
            name = firm.founder if firm.founder and position.role == "partner" else people.person()
            low, high = position.rates
            rate = low + (high - low) * index // max(position.count - 1, 1) // 5 * 5
            user = add_user(tables, firm, dice, name, position, rate, hired_on(dice, firm, position))
            tables.add("user_roles", user_id=user["id"], role_id=roles[position.role]["id"])
            if firm.staff_count == 2 and position.role == "partner":
                tables.add("user_roles", user_id=user["id"], role_id=roles["manager"]["id"])
    if firm.staff_count > 50:
        for title in ("Senior Auditor", "Audit Associate"):
            position = next(position for position in firm.positions if position.title == title)
            left = add_user(tables, firm, dice, people.person(), position, position.rates[0], date(2021, 9, 13))
            left.update(is_active=False, last_sign_in_at=None, role="left")
            tables.add("user_roles", user_id=left["id"], role_id=roles[position.role]["id"])


def hired_on(dice, firm, position):
    if position.title.startswith("Seasonal"):
        return date(2025, 1, 6)
    if firm.founder and position.role == "partner":
        return workday(date(firm.founded, 1, 8))
    latest = {"partner": 2016, "manager": 2020, "senior": 2023}.get(position.role, 2025)
    earliest = max(firm.founded, latest - (4 if position.role in ("senior", "staff") else 9))
    return workday(date(dice.between(earliest, latest), dice.pick([1, 6, 9]) if latest < 2025 else 6, 8))


def add_user(tables, firm, dice, name, position, rate, hired):
    given, family = name.lower().split(" ")
    signed_in = AS_OF if dice.chance(0.3) else AS_OF - timedelta(days=dice.pick([3, 3, 3, 4]))
    return tables.add(
        "users", email=f"{given}.{family}@{firm.domain}", full_name=name, title=position.title,
        phone=phone(dice, firm, firm.state), rate_cents=rate * 100, is_active=True, hired_on=hired,
        last_sign_in_at=moment(dice, signed_in), role=position.role,
        season=(date(2026, 1, 5), date(2026, 4, 30)) if position.title.startswith("Seasonal") else None,
    )


def add_clients(tables, firm):
    """Adds clients in order of their start day, which is the order of their numbers."""
    dice = Dice(f"{firm.slug}/clients")
    partners = [user for user in tables.rows["users"] if user["role"] == "partner"]
    people = Names(dice)
    taken = set()
    clients = [individual(dice, people) for _ in range(firm.individuals)]
    for index in range(firm.businesses):
        is_nonprofit = firm.audited and index % 6 == 5
        clients.append(nonprofit(dice, people) if is_nonprofit else business(dice, people))
    earliest = max(firm.founded + 1, 2009)
    for client in clients:
        client["since"] = some_day(dice, date(earliest, 1, 4), date(2025, 6, 27))
        client["partner_id"] = dice.pick(partners)["id"]
        client["tin"] = tin(dice, client["kind"], taken)
        client["city"], client["state"], client["postal_code"] = (
            dice.pick(firm.towns[:4]) if dice.chance(0.6) else dice.pick(firm.towns)
        )
        client["phone"] = phone(dice, firm, client["state"])
        client["street"] = f"{dice.between(1, 990)} {dice.pick(names.STREETS)} {dice.pick(names.STREET_KINDS)}"
        client["status"] = dice.weighted({"active": 94, "former": 3, "prospect": 3})
    # A prospect is new and has no engagements yet.
    for client in clients:
        if client["status"] == "prospect":
            client["since"] = some_day(dice, date(2026, 2, 2), date(2026, 3, 12))
    clients.sort(key=lambda client: (client["since"], client["name"]))
    for number, client in enumerate(clients, start=1):
        tables.add("clients", number=f"C-{number:04}", **client)


def individual(dice, people):
    name = people.person()
    given, family = name.split(" ")
    email = f"{given}.{family}@{dice.pick(names.MAIL_DOMAINS)}".lower()
    if dice.chance(0.35):
        spouse = dice.pick([other for other in names.FIRST if other != given])
        name = f"{given} and {spouse} {family}"
    return {"kind": "individual", "name": name, "email": email, "first_name": given, "form": "individual"}


def business(dice, people):
    name = people.business()
    is_partnership = name.endswith((" LP", " LLC")) or (name.endswith("PLLC") and dice.chance(0.4))
    return organization(dice, people, name, "partnership" if is_partnership else "s-corporation")


def nonprofit(dice, people):
    return organization(dice, people, people.nonprofit(), "nonprofit")


def organization(dice, people, name, form):
    contact = people.person()
    words = name.lower().replace("'", "").replace(".", "").split(" ")
    domain = "-".join(words if form == "nonprofit" else words[:-1])
    mailbox = dice.pick(["office", "accounts", "books", contact.split(" ")[0].lower()])
    return {
        "kind": "business", "name": name, "contact_name": contact, "email": f"{mailbox}@{domain}.example",
        "first_name": contact.split(" ")[0], "form": form,
    }


def phone(dice, firm, state):
    """Returns a number from the range reserved for fiction."""
    return f"({firm.area_codes[state]}) 555-01{dice.between(0, 99):02}"


def tin(dice, kind, taken):
    while True:
        if kind == "individual":
            number = f"{dice.pick(names.SSN_AREAS)}-{dice.between(1, 49):02}-{dice.between(1, 9999):04}"
        else:
            number = f"{dice.pick(names.EIN_PREFIXES)}-{dice.between(1, 9999999):07}"
        if number not in taken:
            taken.add(number)
            return number
