"""Views of every kind, drawn at random."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from webcast.analysis.portfolio import RATES
from webcast.analysis.score import Weights
from webcast.analysis.stages import STAGES, Rules
from webcast.cohorts.cohort import Attended, Cohort, Group, Others, Stage
from webcast.reports.schema import MODES
from webcast.view import comparison
from webcast.view.answer_choice import Choice
from webcast.view.choices import Choices
from webcast.view.filters import SWITCHES, Filters
from webcast.view.record import View

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
lists = st.lists(words, max_size=3).map(tuple)
choices = st.lists(st.builds(Choice, words, lists), max_size=2).map(tuple)
domains = st.lists(st.from_regex(r"[a-z]{1,5}\.[a-z]{2,3}", fullmatch=True), max_size=2).map(tuple)
optional_minutes = st.one_of(st.none(), st.floats(0, 1e6), st.integers(0, 999))
optional_dates = st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2200, 12, 31)))


@st.composite
def any_filters(draw: st.DrawFn) -> Filters:
    """Draw filters of every kind."""
    switches = SWITCHES
    values: dict[str, Any] = {name: draw(st.booleans()) for name in switches}
    values |= {name: draw(st.booleans()) for name in ("registered_in_range", "viewed_in_range")}
    values |= {name: draw(optional_dates) for name in ("start", "end")}
    values |= {name: draw(optional_minutes) for name in ("min_minutes", "max_minutes")}
    values |= {name: draw(lists) for name in ("campaigns", "referrers", "companies", "countries")}
    values |= {name: draw(choices) for name in ("registration_answers", "survey_answers")}
    values[draw(st.sampled_from(("include_domains", "exclude_domains")))] = draw(domains)
    return Filters(**values, text=draw(words))


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).map(str.strip).filter(bool)
shares = st.floats(0, 1)
rules = st.one_of(
    st.builds(Rules, st.floats(0, 1e4), live=st.booleans(), include_simlive=st.booleans()),
    st.builds(Rules, stayed_share=shares, live=st.booleans(), include_simlive=st.booleans()),
)
groups = st.builds(Group, st.sampled_from(["company", "event", "question: Role?"]), st.one_of(st.none(), names))
simple_cohorts: st.SearchStrategy[Cohort] = st.one_of(
    groups,
    st.builds(Attended, st.sampled_from(["live", "od", "none"])),
    st.builds(Stage, st.sampled_from(STAGES), st.sampled_from(["passed", "dropped"]), rules),
)
cohorts: st.SearchStrategy[Cohort] = st.one_of(simple_cohorts, st.builds(Others, simple_cohorts))
modes = st.sampled_from(["", *MODES])
moments = st.integers(0, 4_000_000_000_000)


@st.composite
def any_choices(draw: st.DrawFn) -> Choices:
    """Draw choices of every kind, but no costs."""
    start = draw(moments)
    return Choices(
        weights=Weights(*(draw(st.integers(0, 100)) / 100 for _ in range(3))),
        rules=draw(rules),
        of_previous=draw(st.booleans()),
        by=draw(st.sampled_from(["", "company", "attendance", "question: Your @ role?"])),
        first=draw(st.one_of(st.none(), cohorts)),
        second=draw(st.one_of(st.none(), cohorts)),
        mode=draw(modes),
        stretch_mode=draw(modes),
        window=draw(st.one_of(st.none(), st.just((start, start + draw(st.integers(1, 10**9)))))),
        question=draw(st.one_of(st.just(""), names)),
        before=draw(st.one_of(st.just(""), names)),
        after=draw(st.one_of(st.just(""), names)),
        shared=draw(st.one_of(st.just(""), names)),
        rate=draw(st.sampled_from(["", *RATES])),
        compare=draw(st.sampled_from(["", *comparison.KINDS, "view-0a1b"])),
    )


@st.composite
def any_view(draw: st.DrawFn) -> View:
    """Draw what somebody could look at."""
    columns: tuple[str, ...] = tuple(draw(st.lists(names, max_size=3, unique=True)))
    cut = draw(st.booleans())
    return View(
        page="funnel",
        events=draw(st.lists(st.from_regex(r"[0-9a-z-]{1,6}", fullmatch=True), max_size=3, unique=True).map(tuple)),
        merged=draw(st.booleans()),
        filters=draw(any_filters()),
        zone=draw(st.sampled_from(["", "UTC", "Europe/Berlin"])),
        event=draw(st.sampled_from(["", "all", "101"])),
        cohorts=draw(st.lists(cohorts, max_size=2).map(tuple)),
        choices=draw(any_choices()),
        display=draw(st.dictionaries(st.sampled_from(["show", "rank", "stretch"]), names, max_size=2)),
        columns={"registrants": columns} if columns else {},
        cut=frozenset({"registrants"} if columns and cut else ()),
    )
