"""The three firms and their differences."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Position:
    """People of a firm with the same job. Rates are in dollars per hour."""

    role: str
    title: str
    count: int
    rates: tuple


@dataclass(frozen=True)
class Firm:
    number: int
    slug: str
    name: str
    kind: str
    city: str
    state: str
    # Area codes by state, towns with postal codes, and other states in which clients file.
    area_codes: dict
    towns: tuple
    other_states: tuple
    founded: int
    positions: tuple
    # The first partner, after whom the firm is named; None if it is named after the region.
    founder: str | None
    individuals: int
    businesses: int
    # The probabilities of further engagements: the previous year's return, monthly bookkeeping.
    prior_year: float
    bookkeeping: float
    # The share of business clients that is audited, and the share of the others that is reviewed.
    audited: float = 0
    reviewed: float = 0
    # The shortest and longest time entry in minutes, by kind of engagement.
    entries: dict = field(default_factory=lambda: {"1040": (18, 120), "1120-S": (30, 210), "1065": (30, 210)})
    # The share of engagements with messages.
    talkative: float = 0.5

    @property
    def domain(self):
        return f"{self.slug}.example"

    @property
    def website(self):
        return f"https://www.{self.domain}"

    @property
    def staff_count(self):
        return sum(position.count for position in self.positions)

    @property
    def created(self):
        return date(2024, 8, 5 + self.number * 7)


OKAFOR = Firm(
    number=1,
    slug="okafor-cpa",
    name="Okafor CPA",
    kind="sole practitioner",
    city="Dayton",
    state="OH",
    area_codes={"OH": "937", "IN": "765"},
    towns=(("Dayton", "OH", "45402"), ("Kettering", "OH", "45429"), ("Centerville", "OH", "45459"),
           ("Xenia", "OH", "45385"), ("Springboro", "OH", "45066"), ("Richmond", "IN", "47374")),
    other_states=("IN", "KY"),
    founded=2011,
    positions=(
        Position("partner", "Owner, CPA", 1, (185, 185)),
        Position("staff", "Seasonal Tax Assistant", 1, (95, 95)),
    ),
    founder="Adaeze Okafor",
    individuals=38,
    businesses=7,
    prior_year=0.2,
    bookkeeping=0.7,
    entries={"1040": (48, 240), "1120-S": (60, 240), "1065": (60, 240), "bookkeeping": (60, 240)},
    talkative=0.5,
)

TIDEWATER = Firm(
    number=2,
    slug="tidewater-tax",
    name="Tidewater Tax Group",
    kind="tax group",
    city="Norfolk",
    state="VA",
    area_codes={"VA": "757", "NC": "252", "MD": "410", "DC": "202"},
    towns=(("Norfolk", "VA", "23510"), ("Virginia Beach", "VA", "23451"), ("Chesapeake", "VA", "23320"),
           ("Portsmouth", "VA", "23704"), ("Suffolk", "VA", "23434"), ("Richmond", "VA", "23219"),
           ("Elizabeth City", "NC", "27909"), ("Kitty Hawk", "NC", "27949"), ("Salisbury", "MD", "21801"),
           ("Annapolis", "MD", "21401"), ("Washington", "DC", "20003")),
    other_states=("VA", "NC", "MD", "DC", "WV", "SC", "PA"),
    founded=1998,
    positions=(
        Position("partner", "Partner, CPA", 2, (325, 360)),
        Position("manager", "Tax Manager, CPA", 3, (225, 265)),
        Position("senior", "Senior Tax Accountant", 2, (165, 190)),
        Position("staff", "Tax Accountant", 3, (115, 140)),
        Position("admin", "Client Services Coordinator", 2, (95, 95)),
    ),
    founder=None,
    individuals=150,
    businesses=100,
    prior_year=0.3,
    bookkeeping=0.16,
    entries={"1040": (18, 150), "1120-S": (30, 240), "1065": (30, 240), "bookkeeping": (30, 180)},
    talkative=0.55,
)

GRANITE = Firm(
    number=3,
    slug="granite-assurance",
    name="Granite Assurance Partners",
    kind="assurance firm",
    city="Concord",
    state="NH",
    area_codes={"NH": "603", "MA": "617", "ME": "207", "VT": "802"},
    towns=(("Concord", "NH", "03301"), ("Manchester", "NH", "03101"), ("Nashua", "NH", "03060"),
           ("Portsmouth", "NH", "03801"), ("Keene", "NH", "03431"), ("Boston", "MA", "02110"),
           ("Lowell", "MA", "01852"), ("Worcester", "MA", "01608"), ("Portland", "ME", "04101"),
           ("Burlington", "VT", "05401")),
    other_states=("NH", "MA", "ME", "VT"),
    founded=1974,
    positions=(
        Position("partner", "Partner, CPA", 7, (375, 450)),
        Position("manager", "Audit Manager, CPA", 9, (255, 310)),
        Position("senior", "Senior Auditor", 14, (180, 230)),
        Position("staff", "Audit Associate", 24, (120, 160)),
        Position("admin", "Practice Administrator", 6, (95, 105)),
    ),
    founder=None,
    individuals=15,
    businesses=175,
    prior_year=0.3,
    bookkeeping=0.2,
    audited=0.6,
    reviewed=0.5,
    entries={"1040": (30, 180), "1120-S": (60, 300), "1065": (60, 300), "audit": (90, 360),
             "bookkeeping": (60, 240)},
    talkative=0.6,
)

FIRMS = [OKAFOR, TIDEWATER, GRANITE]
