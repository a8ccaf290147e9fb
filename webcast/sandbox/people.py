"""The people of the world: drawn as vectors, put into words one by one when an event's report is first made.

A person is the same over all events: name, company, e-mail, country. Some come often, most once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from webcast.sandbox import companies, places, texts
from webcast.sandbox.companies import Company
from webcast.sandbox.curves import Ints
from webcast.sandbox.names import LOCALES, OWN_SCRIPT

NO_EMAIL: Final = 4
"""The spelling of an e-mail address that is not there; 0 is as it should be, 1 to 3 are slips."""

HOSTILE_FIELDS: Final = ("company", "lastname", "title", "firstname", "address1", "city")
HOSTILE_PEOPLE: Final = 2 * len(texts.HOSTILE)
"""The first people of the world are hostile: every text of :data:`~webcast.sandbox.texts.HOSTILE` in two fields."""


@dataclass(frozen=True)
class People:
    """Everybody, as vectors with one place a person."""

    companies: tuple[Company, ...]
    country: Ints
    language: Ints
    first: Ints
    last: Ints
    company: Ints
    free_mail: Ints
    """Place in :data:`~webcast.sandbox.companies.FREE_MAIL`, or -1 for who uses the company's address."""
    namesake: Ints
    """0 for the first with this name and domain, 1 for the second…"""
    luck: Ints
    """A large number for everything else: title, street, phone, how the company is typed."""

    def answers(self, person: int, *, full: bool, spelling: int = 0) -> dict[str, str]:
        """Return what the person types into a registration form.

        Args:
            person: Place of the person.
            full: The form also asks for address and phone numbers.
            spelling: How the e-mail address is typed; see :data:`NO_EMAIL`.
        """
        luck = int(self.luck[person])
        country = places.COUNTRIES[self.country[person]]
        firm = self.companies[self.company[person]]
        first, last, email = self._named(person, firm, luck)
        name = firm.name if luck % 23 else companies.variant(firm.name, luck // 23)
        private = self.free_mail[person] >= 0
        given = {
            "firstname": first,
            "lastname": last,
            "company": "" if private and luck % 3 else name,
            "email": _spelled(email, spelling),
            "title": companies.TITLES[luck // 7 % len(companies.TITLES)] if luck % 11 else "",
            "country": country.name,
        }
        if full:
            given |= _address(country, luck)
        if person < HOSTILE_PEOPLE:
            field = HOSTILE_FIELDS[(person + person // len(texts.HOSTILE)) % len(HOSTILE_FIELDS)]
            given[field] = texts.HOSTILE[person % len(texts.HOSTILE)]
        return {key: value for key, value in given.items() if value}

    def _named(self, person: int, firm: Company, luck: int) -> tuple[str, str, str]:
        locale = LOCALES[self.language[person]]
        first, plain_first = locale.first[self.first[person]]
        last, plain_last = locale.last[self.last[person]]
        free = int(self.free_mail[person])
        if free < 0:
            email = companies.address(plain_first, plain_last, firm.domain, int(self.namesake[person]))
        else:
            # Numbered by person: nobody outside this world has such an address.
            email = f"{plain_first}.{plain_last}.sbx{person:05}@{companies.FREE_MAIL[free]}"
        abroad = places.COUNTRIES[self.country[person]].languages[0] is not locale
        if locale in OWN_SCRIPT and (abroad or luck % 5 < 2):
            return plain_first.title(), plain_last.title(), email
        return first, last, email


def _spelled(email: str, spelling: int) -> str:
    if spelling == NO_EMAIL:
        return ""
    return (email, email.title(), f" {email}", f"{email.upper()} ")[spelling]


def _address(country: places.Country, luck: int) -> dict[str, str]:
    city, state = country.cities[luck // 13 % len(country.cities)]
    digits = f"{luck % 10**9:09}"
    return {
        "address1": f"{luck // 17 % 240 + 1} {companies.STREETS[luck // 19 % len(companies.STREETS)]}",
        "address2": f"Floor {luck % 9 + 1}" if luck % 6 == 0 else "",
        "city": city,
        "state": state,
        # Leading zeros are meant: a spreadsheet would drop them.
        "postalcode": f"{luck // 29 % 100_000:05}",
        "phone": f"+{country.code} 555 {digits[:3]} {digits[3:6]}" if luck % 4 else "",
        "mobile": f"+{country.code}555{digits[3:]}" if luck % 3 == 0 else "",
        "fax": f"+{country.code} 555 {digits[6:]} 00" if luck % 31 == 0 else "",
    }


def draw(rng: np.random.Generator, country: Ints, firms: tuple[Company, ...]) -> People:
    """Return people who live in ``country`` (places in :data:`~webcast.sandbox.places.COUNTRIES`)."""
    count = len(country)
    company = _employers(rng, country, firms)
    free = rng.choice(len(companies.FREE_MAIL), size=count, p=companies.FREE_MAIL_SHARES)
    free = np.where(rng.random(count) < 0.13, free, -1)
    language = _languages(rng, country)
    sizes_first = np.array([len(locale.first) for locale in LOCALES])
    sizes_last = np.array([len(locale.last) for locale in LOCALES])
    first = (rng.random(count) * sizes_first[language]).astype(np.int64)
    last = (rng.random(count) * sizes_last[language]).astype(np.int64)
    namesake = _rank_in_group(((language * 1000 + first) * 1000 + last) * 1000 + company)
    return People(firms, country, language, first, last, company, free, namesake, rng.integers(0, 2**40, count))


def _employers(rng: np.random.Generator, country: Ints, firms: tuple[Company, ...]) -> Ints:
    """Draw employers: a few companies bring many people, most of them at home in the person's country."""
    size = 1.0 / (np.arange(len(firms)) + 4.0) ** 0.85
    home = np.array([firm.country for firm in firms])
    employer = np.zeros(len(country), np.int64)
    for place in np.unique(country):
        local = size * (home == place)
        everywhere = size / size.sum()
        share = 0.8 * local / local.sum() + 0.2 * everywhere if local.any() else everywhere
        here = country == place
        employer[here] = rng.choice(len(firms), size=int(here.sum()), p=share / share.sum())
    return employer


def _languages(rng: np.random.Generator, country: Ints) -> Ints:
    language = np.zeros(len(country), np.int64)
    for place in np.unique(country):
        spoken = [LOCALES.index(locale) for locale in places.COUNTRIES[place].languages]
        here = country == place
        language[here] = rng.choice(spoken, size=int(here.sum()))
    return language


def _rank_in_group(keys: Ints) -> Ints:
    """Return for each key how many equal ones stand before it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]]
    first = np.maximum.accumulate(np.where(starts, np.arange(len(keys)), 0))
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys)) - first
    return rank
