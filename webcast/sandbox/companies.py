"""Made-up companies, job titles and mail providers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from webcast.sandbox import names
from webcast.sandbox.places import COUNTRIES


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST: Final = _words(
    "Alder Amberly Aspen Beacon Birchwood Blackmoor Bluefin Bramble Brightwater Calder Cascadia Cedarline Clearbrook "
    "Cobalt Copperfield Corvane Crestline Dovetail Driftwood Eastgate Elmhurst Emberly Fairhaven Falconer Fernhill "
    "Foxglove Glenrock Graywater Greenfall Halcyon Harrowgate Hawkmoor Heronsway Hollybank Inverlea Ironbridge "
    "Juniper Kestrel Kingsmere Larkspur Lindenwald Longacre Lumenara Maplewood Marlin Meadowlark Millstone Moorcroft "
    "Nightingale Northmere Oakhaven Orchardton Osprey Pebblebrook Pinecrest Quarrymoor Quillon Ravensholt Redfern "
    "Ridgeway Riverbend Rookwood Saffron Sagebrush Silverlake Skylark Stonebridge Summerfield Swiftwater Tamarind "
    "Tanglewood Thistledown Thornbury Tidewater Umberland Vantor Verdanta Westmarch Whitecliff Willowmere Wrenfield "
    "Yarrow Zephyrine"
)
_TRADES: Final = _words(
    "Logistics Foods Pharma Pumps Textiles Retail Packaging Chemicals Automotive Instruments Beverages Shipping "
    "Furniture Electronics Plastics Paper Energy Aerospace Cosmetics Hardware Dairy Freight Optics Steel Apparel "
    "Engineering Distribution Medical Ceramics Robotics"
)
_OWN_SCRIPT: Final = (
    ("株式会社みなと精機", "minato-seiki", "Japan"),
    ("株式会社ひかり物流", "hikari-logistics", "Japan"),
    ("苏州晨星电子有限公司", "chenxing-electronics", "China"),
    ("한빛물류 주식회사", "hanbit-logistics", "Korea, Republic of"),
    ("ТОО «Северный Ветер»", "severny-veter", "Kazakhstan"),
    ("Ελληνικές Αποθήκες Α.Ε.", "ellinikes-apothikes", "Greece"),
    ("شركة الواحة للتوريد", "alwaha-supply", "Saudi Arabia"),
    ("גלים לוגיסטיקה בע״מ", "galim-logistics", "Israel"),
    ("Müller & Söhne Kältetechnik", "mueller-kaelte", "Germany"),
    ("Établissements Lachaîne", "lachaine", "France"),
    ("Łódzkie Zakłady Przędzalnicze", "lzp", "Poland"),
)

COUNT: Final = 900

FREE_MAIL: Final = ("gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "gmx.de", "icloud.com", "mailinator.com")
"""Free mail and, last, a disposable one: pages tell these from companies, so the names must be real ones. The
addresses are not: each carries a ``sbx`` number that nobody would choose."""
FREE_MAIL_SHARES: Final = (0.52, 0.17, 0.11, 0.08, 0.06, 0.05, 0.01)

TITLES: Final = (
    "Supply Chain Manager", "Demand Planner", "Head of Operations", "Logistics Coordinator", "VP Supply Chain",
    "Procurement Specialist", "Chief Financial Officer", "Finance Analyst", "Warehouse Manager", "Inventory Analyst",
    "Director of Procurement", "Operations Analyst", "IT Manager", "Business Analyst", "Consultant",
    "Sustainability Lead", "Chief Operating Officer", "Production Planner", "Category Buyer", "Student",
    "Sales Director", "Customer Service Manager", "Solutions Architect", "Plant Manager", "Managing Director",
)  # fmt: skip
STREETS: Final = (
    "Harbour Road", "Mill Lane", "Station Street", "Quay Street", "Orchard Avenue", "Foundry Way", "Market Square",
    "Canal Street", "Industrial Park", "Bridge Street",
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """A company; ``country`` is the place of its home in :data:`~webcast.sandbox.places.COUNTRIES`."""

    name: str
    domain: str
    country: int


def make(rng: np.random.Generator, shares: list[float]) -> tuple[Company, ...]:
    """Return the companies of the world, those that bring most people first.

    Args:
        rng: Where chance comes from.
        shares: Of each country, how many companies are at home there.
    """
    place = {country.name: n for n, country in enumerate(COUNTRIES)}
    special = [Company(name, f"{domain}.example", place[home]) for name, domain, home in _OWN_SCRIPT]
    pairs = rng.permutation(len(_FIRST) * len(_TRADES))[: COUNT - len(special)]
    homes = rng.choice(len(COUNTRIES), size=len(pairs), p=shares)
    made = [_company(int(pair), int(home)) for pair, home in zip(pairs, homes, strict=True)]
    # The companies with names of their own sit in the middle: neither the largest nor unseen.
    return (*made[:60], *special, *made[60:])


def _company(pair: int, home: int) -> Company:
    first, trade = _FIRST[pair // len(_TRADES)], _TRADES[pair % len(_TRADES)]
    suffix = f" {COUNTRIES[home].suffix}" if pair % 3 == 0 else ""
    joined = f"{first}-{trade}" if pair % 2 else first + trade
    return Company(f"{first} {trade}{suffix}", f"{joined.lower()}.example", home)


def variant(name: str, kind: int) -> str:
    """Return the company as one of its people types it; most type it as it is."""
    short = re.sub(r"\s(Inc\.|Ltd\.?|GmbH|AG|SAS|S\.L\.|AB|LLC)$", "", name)
    return (name.upper(), short, f"{short} ", f"The {short} Group")[kind % 4]


def address(first: str, last: str, domain: str, number: int) -> str:
    """Return the e-mail address of a person: ``number`` tells people of one name and company apart."""
    local = f"{names.plain(first)}.{names.plain(last)}".strip(".")
    return f"{local}{number or ''}@{domain}"
