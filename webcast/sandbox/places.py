"""Countries as the platform lists them, with cities, dialling codes, languages and how far they are from UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webcast.sandbox import names
from webcast.sandbox.names import Locale


@dataclass(frozen=True)
class Country:
    """A country.

    Attributes:
        name: As registration forms have it.
        code: Dialling code.
        offset: Hours from UTC of its business day, roughly.
        suffix: What its companies put behind their name.
        cities: City and state or province.
        languages: Whose names its people have, the commonest first.
    """

    name: str
    code: str
    offset: float
    suffix: str
    cities: tuple[tuple[str, str], ...]
    languages: tuple[Locale, ...]


def _cities(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (part.strip().partition("/") for part in text.split(","))
    return tuple((city, state) for city, _, state in pairs)


_E, _S, _F, _G = names.ENGLISH, names.SPANISH, names.FRENCH, names.GERMAN

COUNTRIES: Final = (
    Country("United States of America", "1", -5, "Inc.", _cities(
        "Chicago/Illinois, Dallas/Texas, Atlanta/Georgia, Columbus/Ohio, Newark/New Jersey, Denver/Colorado, "
        "Portland/Oregon, Boston/Massachusetts, Charlotte/North Carolina, San Jose/California, Memphis/Tennessee"),
        (_E, _E, _E, _S, names.HINDI, names.CHINESE)),
    Country("Canada", "1", -5, "Ltd.", _cities(
        "Toronto/Ontario, Montréal/Québec, Calgary/Alberta, Halifax/Nova Scotia"), (_E, _F)),
    Country("United Kingdom", "44", 0, "Ltd", _cities(
        "London, Leeds, Bristol, Manchester, Glasgow, Felixstowe"), (_E, _E, names.HINDI, names.POLISH)),
    Country("Ireland", "353", 0, "Ltd", _cities("Dublin, Cork, Galway"), (_E,)),
    Country("Germany", "49", 1, "GmbH", _cities(
        "Hamburg, München/Bayern, Köln/Nordrhein-Westfalen, Stuttgart/Baden-Württemberg, Nürnberg/Bayern"),
        (_G, _G, _G, names.TURKISH)),
    Country("Austria", "43", 1, "GmbH", _cities("Wien, Linz/Oberösterreich, Graz/Steiermark"), (_G,)),
    Country("Switzerland", "41", 1, "AG", _cities("Zürich, Basel, Genève"), (_G, _F)),
    Country("France", "33", 1, "SAS", _cities("Paris, Lyon, Lille, Nantes, Saint-Étienne"), (_F,)),
    Country("Spain", "34", 1, "S.L.", _cities("Madrid, Barcelona, València, A Coruña"), (_S,)),
    Country("Sweden", "46", 1, "AB", _cities("Göteborg, Malmö, Örebro"), (names.NORDIC,)),
    Country("Denmark", "45", 1, "ApS", _cities("København, Århus, Køge"), (names.NORDIC,)),
    Country("Poland", "48", 1, "Sp. z o.o.", _cities("Warszawa, Gdańsk, Łódź, Wrocław"), (names.POLISH,)),
    Country("Greece", "30", 2, "A.E.", _cities("Αθήνα, Θεσσαλονίκη"), (names.GREEK,)),
    Country("Türkiye", "90", 3, "A.Ş.", _cities("İstanbul, İzmir, Bursa"), (names.TURKISH,)),
    Country("Israel", "972", 2, "Ltd.", _cities("Tel Aviv, Haifa"), (names.HEBREW,)),
    Country("United Arab Emirates", "971", 4, "LLC", _cities("Dubai, Abu Dhabi"), (names.ARABIC, names.HINDI)),
    Country("Saudi Arabia", "966", 3, "Co.", _cities("Riyadh, Jeddah"), (names.ARABIC,)),
    Country("Kazakhstan", "7", 5, "LLP", _cities("Алматы, Астана"), (names.RUSSIAN,)),
    Country("Mexico", "52", -6, "S.A. de C.V.", _cities(
        "Ciudad de México, Monterrey/Nuevo León, Querétaro, León/Guanajuato"), (_S,)),
    Country("Colombia", "57", -5, "S.A.S.", _cities("Bogotá, Medellín"), (_S,)),
    Country("Brazil", "55", -3, "Ltda.", _cities(
        "São Paulo/São Paulo, Belém/Pará, Goiânia/Goiás, Joinville/Santa Catarina"), (names.PORTUGUESE,)),
    Country("India", "91", 5.5, "Pvt. Ltd.", _cities(
        "Mumbai/Maharashtra, Pune/Maharashtra, Chennai/Tamil Nadu, Bengaluru/Karnataka"), (names.HINDI,)),
    Country("Singapore", "65", 8, "Pte. Ltd.", _cities("Singapore"), (names.CHINESE, _E, names.HINDI)),
    Country("China", "86", 8, "Co., Ltd.", _cities("上海, 深圳, 苏州, 天津"), (names.CHINESE,)),
    Country("Japan", "81", 9, "K.K.", _cities("東京, 大阪, 名古屋, 横浜"), (names.JAPANESE,)),
    Country("Korea, Republic of", "82", 9, "Co., Ltd.", _cities("서울, 부산, 인천"), (names.KOREAN,)),
    Country("Australia", "61", 10, "Pty Ltd", _cities(
        "Melbourne/Victoria, Sydney/New South Wales, Perth/Western Australia"), (_E, names.CHINESE)),
)  # fmt: skip

_PLACE: Final = {country.name: place for place, country in enumerate(COUNTRIES)}

REGIONS: Final[dict[str, dict[str, float]]] = {
    "Americas": {
        "United States of America": 62, "Canada": 11, "Mexico": 8, "Brazil": 7, "Colombia": 3, "United Kingdom": 4,
        "Germany": 2, "India": 3,
    },
    "EMEA": {
        "United Kingdom": 26, "Germany": 19, "France": 11, "Spain": 6, "Sweden": 4, "Denmark": 3, "Ireland": 4,
        "Poland": 5, "Switzerland": 4, "Austria": 3, "Greece": 2, "Türkiye": 3, "Israel": 2, "Kazakhstan": 1,
        "United Arab Emirates": 3, "Saudi Arabia": 2, "United States of America": 5, "India": 3,
    },
    "APAC": {
        "Singapore": 18, "India": 22, "Australia": 19, "Japan": 14, "China": 12, "Korea, Republic of": 8,
        "United Arab Emirates": 3, "United Kingdom": 2, "United States of America": 2,
    },
    "DACH": {"Germany": 78, "Austria": 11, "Switzerland": 11},
    "France": {"France": 84, "Switzerland": 7, "Canada": 9},
    "Japan": {"Japan": 96, "Singapore": 4},
}  # fmt: skip
REGIONS["Global"] = {
    name: 0.5 * REGIONS["Americas"].get(name, 0) + 0.34 * REGIONS["EMEA"].get(name, 0)
    + 0.16 * REGIONS["APAC"].get(name, 0)
    for name in _PLACE
}  # fmt: skip


def weights(region: str) -> list[float]:
    """Return the share of each of :data:`COUNTRIES` among the people that an event of ``region`` draws."""
    shares = REGIONS[region]
    total = sum(shares.values())
    return [shares.get(country.name, 0.0) / total for country in COUNTRIES]
