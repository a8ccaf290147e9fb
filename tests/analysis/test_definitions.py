"""The definitions on screen and those in docs/metrics.md are the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webcast.analysis import portfolio, summary
from webcast.analysis.definitions import DEFINITIONS, label, text
from webcast.analysis.stages import STAGES
from webcast.reports.schema import ANALYTICS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_the_document_has_a_row_for_every_metric_with_the_same_words() -> None:
    rows = {name: rest for name, *rest in ROW.findall(DOCUMENT.read_text("utf-8"))}
    assert rows == {d.name: [d.label, d.text, d.base] for d in DEFINITIONS.values()}


@pytest.mark.parametrize(
    "name",
    [*ANALYTICS, *summary.Overall.__dataclass_fields__, *STAGES, *portfolio.RATES, "of_first", "of_previous"],
)
def test_every_figure_that_is_computed_is_defined(name: str) -> None:
    assert DEFINITIONS[name].name == name


def test_no_two_metrics_share_a_label_or_a_definition() -> None:
    definitions = list(DEFINITIONS.values())
    assert len({d.text for d in definitions}) == len(definitions)
    assert len({d.label for d in definitions}) == len(definitions)


def test_words_of_a_figure() -> None:
    assert label("no_shows") == "No-shows"
    assert text("no_shows") == "Registrants without any session. Base: All registrants."


def test_a_definition_is_a_sentence() -> None:
    for definition in DEFINITIONS.values():
        assert definition.text.endswith("."), definition.name
        assert not definition.base.endswith("."), definition.name
        assert "|" not in definition.text + definition.base + definition.label
