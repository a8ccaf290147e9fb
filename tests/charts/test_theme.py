from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import webcast.charts
from webcast.charts import theme


def test_colours_mean_what_the_design_says() -> None:
    assert [theme.mode_colour(mode, theme.LIGHT) for mode in ("Live", "On-Demand", "SimLive", "Other")] == [
        "#4477AA",
        "#AA3377",
        "#228833",
        "#8C8C8C",
    ]
    assert [theme.mode_colour(mode, theme.DARK) for mode in ("Live", "On-Demand", "SimLive", "Other")] == [
        "#7AA6D6",
        "#DB86B8",
        "#6CC17B",
        "#A6A6A6",
    ]


def test_each_mode_has_a_dash_of_its_own() -> None:
    assert len(set(theme.DASHES.values())) == 4


def test_what_dropped_is_the_accent_at_a_fifth() -> None:
    assert theme.LIGHT.dropped == "rgba(67,56,202,0.2)"
    assert theme.DARK.dropped == "rgba(106,92,240,0.2)"


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_text_and_marks_can_be_told_from_the_page(colours: theme.Palette) -> None:
    assert contrast(colours.text, colours.ground) >= 7
    assert contrast(colours.quiet, colours.ground) >= 4.5
    for mark in (colours.live, colours.on_demand, colours.simlive, colours.absent, colours.accent):
        assert contrast(mark, colours.ground) >= 3


def test_a_figure_carries_its_description() -> None:
    figure = theme.nothing("Nobody answered.", theme="dark")
    assert theme.alt(figure) == "Nobody answered."
    assert figure.layout.annotations[0].text == "Nobody answered."
    assert figure.layout.font.color == theme.DARK.text


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(webcast.charts.__path__)])
def test_charts_keep_to_what_the_content_security_policy_allows(name: str) -> None:
    source = Path(str(importlib.import_module(f"webcast.charts.{name}").__file__)).read_text("utf-8")
    assert "Scattergl" not in source  # WebGL needs 'unsafe-eval'
    assert "plotly.express" not in source
    # plotly turns these into style attributes, which the policy blocks; a font's weight it sets otherwise.
    assert not re.search(r"<(b|i|em|strong|span|sub|sup|a)[ >]", source)
