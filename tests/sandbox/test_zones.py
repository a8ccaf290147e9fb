"""Time zones: the guide's order, names, and times written in every one of them."""

from __future__ import annotations

from webcast.sandbox import zones


def test_the_list_begins_as_the_guides_does() -> None:
    assert zones.ids()[:15] == (
        "Etc/GMT+12",
        "Etc/GMT+11",
        "Pacific/Midway",
        "Pacific/Niue",
        "Pacific/Pago_Pago",
        "Pacific/Samoa",
        "US/Samoa",
        "America/Adak",
        "America/Atka",
        "Etc/GMT+10",
        "HST",
        "Pacific/Honolulu",
        "Pacific/Johnston",
        "Pacific/Rarotonga",
        "Pacific/Tahiti",
    )


def test_every_zone_of_the_list_can_be_asked_for() -> None:
    for name in zones.ids():
        assert zones.display_name(name)
        (written,) = zones.written([1_773_843_900_000], name)
        assert written[:9] in {"03/17/202", "03/18/202", "03/19/202"}


def test_times_are_on_the_twelve_hour_clock() -> None:
    midnight = 1_773_792_000_000
    assert zones.written([midnight, midnight + 43_200_000, midnight - 1000, None], "GMT") == [
        "03/18/2026 12:00:00 AM",
        "03/18/2026 12:00:00 PM",
        "03/17/2026 11:59:59 PM",
        "",
    ]


def test_lists_write_instants_in_gmt() -> None:
    assert zones.plain(1_773_792_000_000) == "2026-03-18 00:00:00"
    assert zones.plain(None) == ""
