"""Every page's frames at a million registrants and a million sessions, beside pandas and DuckDB in the same run.

Run as ``python benchmarks/bench_pages.py [--registrants N] [--repeat N]``. Each page's time is the best of the
repeats, each on a fresh audience, so no figure is remembered from the run before (the text that free search looks in
is made at the first search, and shared). The data is prepared once for all
three: each gets it in its own form, with the columns of :class:`Audience`; what is timed is the page. The same of a
hundredth and a tenth of the registrants shows how each grows. Milliseconds are of processor time, of all threads
together, which other work on the machine disturbs less; by the clock only the column *waited* is.

Longer than other files: each page three times, side by side, which is what is compared.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import duckdb
import pandas as pd
import polars as pl

from benchmarks.goals import limit, tell
from webcast.analysis import funnel, qa, stages, summary, surveys, timeline
from webcast.analysis.audience import Audience
from webcast.reports import Report
from webcast.reports.schema import TABLES
from webcast.view.filters import Filters

EVENTS = 40


def make_report(registrants: int, seed: int = 7) -> Report:
    """Return a report of 40 events in which people watch as they do: live in a rush, on demand over weeks."""
    per_event = registrants // EVENTS
    n = per_event * EVENTS
    index = pl.int_range(n, eager=True)

    def draw(bound: int, salt: int, of: pl.Series = index) -> pl.Series:
        return (of.hash(seed + salt) % bound).cast(pl.Int64)

    start = int(datetime(2024, 1, 9, 15, tzinfo=UTC).timestamp() * 1000)
    day = 86_400_000
    event = index // per_event
    live_start = start + event * 7 * day
    person = draw(n * 4 // 5, 1)
    frame = pl.DataFrame({"event": event, "registrant": index % per_event + 1, "live_start": live_start})
    frame = frame.with_columns(
        person=person, lead=draw(21 * day, 2), company=person % 20_000, country=person % 60, campaign=draw(12, 3)
    )
    email = pl.concat_str(pl.lit("user"), "person", pl.lit("@company"), "company", pl.lit(".com"))
    members = frame.select(
        event_id=pl.col("event").cast(pl.String),
        registrant="registrant",
        registered_at=pl.from_epoch(pl.col("live_start") - pl.col("lead") + 3_600_000, "ms").dt.replace_time_zone(
            "UTC"
        ),
        first_name=pl.concat_str(pl.lit("First"), pl.col("person") % 900),
        last_name=pl.concat_str(pl.lit("Last"), pl.col("person") % 9000),
        company=pl.concat_str(pl.lit("Company "), "company"),
        email=email,
        email_key=email,
        country=pl.concat_str(pl.lit("Country "), "country"),
        campaign=pl.when(pl.col("campaign") > 0).then(pl.concat_str(pl.lit("campaign-"), "campaign")),
    )
    return Report(
        event=_fit("event", _events(per_event, start, day)),
        registrants=_fit("registrants", members),
        sessions=_fit("sessions", _sessions(n, per_event, start, day, draw)),
        survey_questions=_fit("survey_questions", _survey_questions()),
        survey_responses=_fit("survey_responses", _responses(n, per_event, draw)),
        qa=_fit("qa", _asked(n, per_event, draw)),
    )


def _events(per_event: int, start: int, day: int) -> pl.DataFrame:
    number = pl.int_range(EVENTS, eager=True)
    live = pl.Series(start + number * 7 * day)
    return pl.DataFrame({"n": number, "live": live}).select(
        event_id=pl.col("n").cast(pl.String),
        title=pl.concat_str(pl.lit("Event "), "n"),
        live_start=pl.from_epoch("live", "ms").dt.replace_time_zone("UTC"),
        live_end=pl.from_epoch(pl.col("live") + 3_600_000, "ms").dt.replace_time_zone("UTC"),
        has_sessions=True,
        reported_total_registrants=per_event,
    )


def _sessions(n: int, per_event: int, start: int, day: int, draw: Callable[..., pl.Series]) -> pl.DataFrame:
    index = pl.int_range(n, eager=True)
    who = draw(n * 6 // 10, 10, index)  # some have several sessions, four in ten none
    kind = draw(10, 11, index)
    event = who // (per_event * 6 // 10)
    live = start + event * 7 * day + draw(900_000, 12, index) // 1000 * 1000
    later = start + event * 7 * day + day + draw(45 * day, 13, index) // 1000 * 1000
    begins = pl.DataFrame({"live": live, "later": later, "kind": kind}).select(
        pl.when(pl.col("kind") < 6).then("live").otherwise("later")
    )["live"]
    length = draw(2_700_000, 14, index) // 1000 * 1000
    return pl.DataFrame(
        {
            "event_id": event.cast(pl.String),
            "registrant": who % (per_event * 6 // 10) + 1,
            "session": index,
            "kind": kind,
            "begins": begins,
            "length": length,
        }
    ).select(
        "event_id",
        "registrant",
        "session",
        type=pl.when(pl.col("kind") < 6)
        .then(pl.lit("Live"))
        .when(pl.col("kind") < 9)
        .then(pl.lit("On-Demand"))
        .otherwise(pl.lit("SimLive")),
        start=pl.from_epoch("begins", "ms").dt.replace_time_zone("UTC"),
        end=pl.from_epoch(pl.col("begins") + pl.col("length"), "ms").dt.replace_time_zone("UTC"),
        duration_ms="length",
    )


def _survey_questions() -> pl.DataFrame:
    kinds = [
        ("Radio", "Did you enjoy it?"),
        ("Checkbox", "Which topics?"),
        ("Radio", "How likely are you to recommend us?"),
    ]
    return pl.DataFrame(
        [
            {
                "event_id": str(e),
                "survey_id": "s",
                "question_id": str(q),
                "survey": "Exit",
                "question_type": kind,
                "type_inferred": False,
                "text": text,
                "position": q,
            }
            for e in range(EVENTS)
            for q, (kind, text) in enumerate(kinds)
        ]
    )


def _responses(n: int, per_event: int, draw: Callable[..., pl.Series]) -> pl.DataFrame:
    index = pl.int_range(n // 5, eager=True)
    base = pl.DataFrame(
        {"who": index * 5, "yes": draw(3, 20, index), "nps": draw(11, 21, index), "pick": draw(4, 22, index)}
    )
    base = base.with_columns(
        event_id=(pl.col("who") // per_event).cast(pl.String), registrant=pl.col("who") % per_event + 1
    )
    parts = [
        base.select(
            "event_id",
            "registrant",
            question_id=pl.lit("0"),
            answer=pl.when(pl.col("yes") > 0).then(pl.lit("Yes")).otherwise(pl.lit("No")),
        ),
        base.select(
            "event_id",
            "registrant",
            question_id=pl.lit("1"),
            answer=pl.when(pl.col("pick") > 1).then(pl.lit("Video | Print | Social")).otherwise(pl.lit("Social")),
        ),
        base.select("event_id", "registrant", question_id=pl.lit("2"), answer=pl.col("nps").cast(pl.String)),
    ]
    return pl.concat(parts).with_columns(survey_id=pl.lit("s"))


def _asked(n: int, per_event: int, draw: Callable[..., pl.Series]) -> pl.DataFrame:
    index = pl.int_range(n // 10, eager=True)
    base = pl.DataFrame({"who": index * 10, "answered": draw(2, 30, index)})
    return base.select(
        event_id=(pl.col("who") // per_event).cast(pl.String),
        registrant=pl.col("who") % per_event + 1,
        n=1,
        question=pl.concat_str(pl.lit("How does number "), "who", pl.lit(" work?")),
        answer=pl.when(pl.col("answered") > 0).then(pl.lit("Well.")),
    )


def _fit(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the table's columns and types."""
    missing = [pl.lit(None).alias(name) for name in TABLES[table] if name not in frame.columns]
    return frame.with_columns(missing).select(list(TABLES[table])).cast(pl.Schema(TABLES[table]))


# The pages


Page = Callable[[Audience], object]

BERLIN = "Europe/Berlin"
FILTERS = Filters(live=True)
SEARCH = Filters(countries=("country 3", "Country 5"), min_minutes=10, text="last7")


def overview(audience: Audience) -> tuple[int, int | None]:
    """Key figures of each event and over all, with the exact peak."""
    figures = summary.key_figures(audience)
    overall = summary.overall(audience)
    return int(figures["unique_live_viewers"].sum()), overall.peak_viewers


def funnel_page(audience: Audience) -> tuple[int, int]:
    """The funnel, the live funnel and the break-down by company."""
    whole, live = funnel.funnel(audience), funnel.funnel(audience, stages.Rules(live=True))
    by = funnel.funnel(audience, by="company")
    assert by.height % 5 == 0
    return int(whole["registrants"][-1]), int(live["registrants"][-1])


def timeline_page(audience: Audience) -> tuple[int, int, int]:
    """Viewers by mode, retention, on-demand survival and days, registration curve."""
    curves = [timeline.viewers(audience, mode) for mode in ("Live", "On-Demand", "SimLive")]
    retention = timeline.retention(audience)
    survival = timeline.on_demand_survival(audience)
    days = timeline.on_demand_days(audience, BERLIN)
    registrations = timeline.registration_curve(audience)
    assert registrations["registrants"].sum() == audience.count
    most = max(curve["viewers"].to_list()[curve["viewers"].arg_max() or 0] for curve in curves)
    at_half_an_hour = retention.filter(minute=30)["remaining"].item()
    assert survival["base"][0] > 0
    return int(most), int(at_half_an_hour), int(days["viewers"].sum())


def surveys_page(audience: Audience) -> tuple[int, int]:
    """Every question with its base, the answers of each, the score of one."""
    asked = surveys.questions(audience)
    given = [surveys.answers(audience, row["survey"], row["text"]) for row in asked.to_dicts()]
    numeric = surveys.numeric(audience, "Exit", "How likely are you to recommend us?")
    assert numeric is not None
    return int(asked["respondents"].sum()), int(sum(frame["count"].sum() for frame in given))


def questions_page(audience: Audience) -> tuple[int, int, int, int]:
    """Every question asked, with its asker; answered share, askers, those who asked several, those who wait."""
    listed = qa.questions(audience)
    found = qa.summary(audience)
    askers, several = qa.askers_and_several(audience)
    assert askers == found.askers
    return listed.height, askers, several, qa.waiting(audience)


def registrants_page(audience: Audience) -> int:
    """A change of three filters, the count, and the first screen of the table."""
    found = SEARCH.apply(audience, BERLIN)
    assert found.lazy().head(100).collect().height == min(100, found.count)
    return found.count


# The same pages in pandas


@dataclass(frozen=True)
class Prepared:
    """What all three start from: registrants with what an audience knows of each, and the tables beside them."""

    members: pl.DataFrame
    visits: pl.DataFrame
    answered: pl.DataFrame
    choices: pl.DataFrame
    questions: pl.DataFrame
    qa: pl.DataFrame

    @classmethod
    def of(cls, audience: Audience) -> Prepared:
        """Take the tables of an audience."""
        helpers = audience.pick("event", "unit", "live_exit")
        local = pl.from_epoch("start", "ms").dt.replace_time_zone("UTC")
        labels = [
            audience.survey_choices(label) for label in audience.survey_questions["label"].unique(maintain_order=True)
        ]
        numbered = [frame.with_columns(label=pl.lit(n)) for n, frame in enumerate(labels)]
        return cls(
            members=audience.members.with_columns(helpers),
            visits=audience.visits.with_columns(moment=local),
            answered=audience.answered,
            choices=pl.concat(numbered),
            questions=audience.survey_questions.select("q", "label", "event_id"),
            qa=audience.qa,
        )


class Pandas:
    """The pages with pandas, as its documentation does such things."""

    def __init__(self, prepared: Prepared) -> None:
        self.t = {name: getattr(prepared, name).to_pandas() for name in Prepared.__dataclass_fields__}

    def overview(self) -> tuple[int, int]:
        """See :func:`overview`."""
        m = self.t["members"]
        grouped = m.groupby("event")
        figures = grouped[["attended", "live_attended", "od_attended", "simlive_attended", "live_registrant"]].sum()
        figures["registrants"], figures["people"] = grouped.size(), grouped["person"].nunique()
        unique = {
            c: m[m[c]].groupby("event")["person"].nunique()
            for c in ("live_attended", "od_attended", "simlive_attended")
        }
        assert figures["registrants"].sum() == len(m)
        watch = m.drop_duplicates("unit").groupby("event")["watch_ms"].sum()
        assert watch.sum() > 0
        overall = [
            m.loc[m[c], "person"].nunique() for c in ("attended", "live_attended", "od_attended", "simlive_attended")
        ]
        assert min(overall) > 0
        return int(unique["live_attended"].sum()), int(self._levels(None)["level"].max())

    def _levels(self, mode: int | None) -> Any:
        v = self.t["visits"]
        v = v[v["end"] > v["start"]] if mode is None else v[(v["mode"] == mode) & (v["end"] > v["start"])]
        v = v.sort_values(["person", "start"])
        until = v.groupby("person")["end"].cummax()
        before = until.groupby(v["person"]).shift()
        island = (before.isna() | (v["start"] > before)).cumsum()
        union = v.assign(until=until).groupby(island).agg(start=("start", "first"), end=("until", "last"))
        steps = pd.concat([pd.Series(1, index=union["start"]), pd.Series(-1, index=union["end"])])
        changes = steps.groupby(level=0).sum().sort_index()
        return pd.DataFrame({"t": changes.index, "level": changes.cumsum().to_numpy()})

    def funnel(self) -> tuple[int, int]:
        """See :func:`funnel_page`."""
        m = self.t["members"]

        def stages(base: Any, attended: Any, watched: Any) -> Any:
            answered = m["survey_answers"] > 0
            found = {"registered": base}
            found["attended"] = base & attended
            found["stayed"] = found["attended"] & (watched >= 600_000)
            found["engaged"] = found["stayed"] & ((m["questions"] > 0) | answered)
            found["answered"] = found["engaged"] & answered
            return pd.DataFrame(found)

        everybody = pd.Series(data=True, index=m.index)
        whole = stages(everybody, m["attended"], m["watch_ms"])
        live = stages(m["live_registrant"].astype(bool), m["live_attended"], m["live_watch_ms"])
        by = whole.groupby(m["company"]).sum()
        assert len(by) > 0
        return int(whole["answered"].sum()), int(live["answered"].sum())

    def timeline(self) -> tuple[int, int, int]:
        """See :func:`timeline_page`."""
        m, v = self.t["members"], self.t["visits"]
        most = 0
        for mode in range(3):
            levels = self._levels(mode)
            width = max(1, int((levels["t"].max() - levels["t"].min()) // 600))
            most = max(most, int(levels.groupby(levels["t"] // width)["level"].max().max()))
        live = m[m["live_attended"]]
        exit_after = (live["live_exit"] - live["live_start"].astype("int64")).groupby(live["unit"]).max()
        remaining = len(exit_after) - (-(-exit_after // 60_000)).value_counts().sort_index().cumsum()
        on_demand = m[m["od_attended"]].drop_duplicates("unit")
        survival = (on_demand["od_watch_ms"] // 60_000).value_counts().sort_index()[::-1].cumsum()
        assert survival.iloc[-1] == len(on_demand)
        seen = v[v["mode"] == 1]
        days = seen.groupby(seen["moment"].dt.tz_convert(BERLIN).dt.date)["person"].agg(["size", "nunique"])
        ahead = (m["live_start"] - m["registered_at"]) // pd.Timedelta(days=1)
        assert ahead.value_counts().sort_index(ascending=False).cumsum().iloc[-1] == len(m)
        return most, int(remaining[remaining.index <= 30].iloc[-1]), int(days["nunique"].sum())

    def surveys(self) -> tuple[int, int]:
        """See :func:`surveys_page`."""
        t = self.t
        given = t["answered"].merge(t["questions"], on="q").merge(t["members"][["row", "attended"]], on="row")
        respondents = given.groupby("label").agg(respondents=("row", "size"), attending=("attended", "sum"))
        attendees = t["members"].groupby("event_id")["attended"].sum()
        base = t["questions"].merge(attendees, on="event_id").groupby("label")["attended"].sum()
        assert base.min() > 0
        counts = t["choices"].groupby(["label", "answer"]).size()
        scores = pd.to_numeric(t["choices"].loc[t["choices"]["label"] == 2, "answer"])
        assert 0 < scores.mean() < 10
        return int(respondents["respondents"].sum()), int(counts.sum())

    def questions(self) -> tuple[int, int, int, int]:
        """See :func:`questions_page`."""
        columns = ["row", "event_title", "first_name", "last_name", "email", "company"]
        listed = self.t["qa"].merge(self.t["members"][columns], on="row").sort_values(["row", "n"])
        unanswered = listed["answer"].isna()
        assert 0 < unanswered.mean() < 1
        of_each = listed["person"].value_counts()
        waiting = listed.loc[unanswered, "person"].nunique()
        return len(listed), len(of_each), int((of_each > 1).sum()), int(waiting)

    def registrants(self) -> int:
        """See :func:`registrants_page`."""
        m = self.t["members"]
        kept = m["country"].str.strip().str.lower().isin(["country 3", "country 5"]) & (m["watch_ms"] >= 600_000)
        named = m["first_name"].str.cat(m["last_name"], sep=" ")
        text = False
        for column in (named, m["email"], m["company"]):
            text = text | column.str.lower().str.contains("last7", regex=False)
        found = m[kept & text]
        assert len(found.head(100)) == min(100, len(found))
        return len(found)


class DuckDB:
    """The pages in SQL, on tables that DuckDB holds itself."""

    def __init__(self, prepared: Prepared) -> None:
        self.db = duckdb.connect()
        self.db.execute("SET TimeZone = 'UTC'")
        for name in Prepared.__dataclass_fields__:
            frame = getattr(prepared, name)
            enums = [column for column, kind in frame.schema.items() if isinstance(kind, pl.Enum)]
            self.db.register("incoming", frame.cast(dict.fromkeys(enums, pl.String)).to_arrow())
            self.db.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")  # noqa: S608 (names of our own)
            self.db.unregister("incoming")

    def _one(self, sql: str) -> tuple[Any, ...]:
        found: list[tuple[Any, ...]] = self.db.execute(sql).fetchall()
        return found[0]

    def _levels(self, mode: int | None) -> str:
        of_mode = "" if mode is None else f"AND mode = {mode}"
        return f"""
            v AS (SELECT person, start, "end" FROM visits WHERE "end" > start {of_mode}),
            b AS (SELECT *, max("end") OVER (PARTITION BY person ORDER BY start, "end"
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM v),
            i AS (SELECT *, sum((before IS NULL OR start > before)::INT) OVER
                    (PARTITION BY person ORDER BY start, "end" ROWS UNBOUNDED PRECEDING) AS island FROM b),
            u AS (SELECT min(start) AS s, max("end") AS e FROM i GROUP BY person, island),
            c AS (SELECT t, sum(d) AS d FROM (SELECT s AS t, 1 AS d FROM u UNION ALL SELECT e, -1 FROM u) GROUP BY t),
            levels AS (SELECT t, sum(d) OVER (ORDER BY t) AS level FROM c)"""  # noqa: S608 (a number of our own)

    def overview(self) -> tuple[int, int]:
        """See :func:`overview`."""
        unique = ", ".join(
            f"count(DISTINCT person) FILTER ({c}) AS u_{c}"
            for c in ("attended", "live_attended", "od_attended", "simlive_attended")
        )
        sums = "count(*), count(DISTINCT person), sum(attended::INT), sum(live_registrant::INT)"
        rows = self.db.execute(f"SELECT event, {sums}, {unique} FROM members GROUP BY event").fetchall()  # noqa: S608
        self._one(f"SELECT {sums}, {unique} FROM members")  # noqa: S608 (columns of our own)
        self._one("SELECT sum(w) FROM (SELECT unit, any_value(watch_ms) AS w FROM members GROUP BY unit)")
        peak = self._one(f"WITH {self._levels(None)} SELECT max(level) FROM levels")[0]  # noqa: S608
        return sum(row[6] for row in rows), int(peak)

    def funnel(self) -> tuple[int, int]:
        """See :func:`funnel_page`."""

        def stages(base: str, attended: str, watched: str) -> str:
            last = f"{base} AND {attended} AND {watched} >= 600000 AND survey_answers > 0"
            engaged = f"{base} AND {attended} AND {watched} >= 600000 AND (questions > 0 OR survey_answers > 0)"
            tests = (base, f"{base} AND {attended}", f"{base} AND {attended} AND {watched} >= 600000", engaged, last)
            return ", ".join(f"count(*) FILTER ({test})" for test in tests)

        whole = stages("true", "attended", "watch_ms")
        live = stages("live_registrant", "live_attended", "live_watch_ms")
        found = self._one(f"SELECT {whole}, {live} FROM members")  # noqa: S608 (columns of our own)
        self.db.execute(f"SELECT company, {whole} FROM members GROUP BY company").fetchall()  # noqa: S608
        return found[4], found[9]

    def timeline(self) -> tuple[int, int, int]:
        """See :func:`timeline_page`."""
        most = 0
        for mode in range(3):
            curve = self.db.execute(
                f"WITH {self._levels(mode)}, "  # noqa: S608 (a number of our own)
                "w AS (SELECT greatest(1, (max(t) - min(t)) // 600) AS width FROM levels) "
                "SELECT t // width AS bin, max(level) FROM levels, w GROUP BY bin ORDER BY bin"
            ).fetchall()
            most = max(most, *(int(level) for _, level in curve))
        left = self.db.execute(
            "WITH e AS (SELECT unit, max(ceil((live_exit - epoch_ms(live_start)) / 60000)) AS minute "
            "FROM members WHERE live_attended GROUP BY unit) "
            "SELECT minute, count(*) FROM e GROUP BY minute ORDER BY minute"
        ).fetchall()
        self.db.execute(
            "WITH e AS (SELECT unit, any_value(od_watch_ms) // 60000 AS minute FROM members WHERE od_attended "
            "GROUP BY unit) SELECT minute, count(*) FROM e GROUP BY minute ORDER BY minute"
        ).fetchall()
        days = self.db.execute(
            f"SELECT (moment AT TIME ZONE '{BERLIN}')::DATE AS day, count(*), count(DISTINCT person) FROM visits "  # noqa: S608
            "WHERE mode = 1 GROUP BY day ORDER BY day"
        ).fetchall()
        self.db.execute(
            "SELECT floor((epoch_ms(live_start) - epoch_ms(registered_at)) / 86400000) AS day, count(*) FROM members "
            "GROUP BY day ORDER BY day"
        ).fetchall()
        return most, sum(n for minute, n in left if minute > 30), sum(row[2] for row in days)

    def surveys(self) -> tuple[int, int]:
        """See :func:`surveys_page`."""
        given = self.db.execute(
            "SELECT label, count(*), sum(attended::INT) FROM answered JOIN questions USING (q) "
            "JOIN members USING (row) GROUP BY label"
        ).fetchall()
        self.db.execute(
            "SELECT label, sum(a) FROM questions JOIN (SELECT event_id, sum(attended::INT) AS a FROM members "
            "GROUP BY event_id) USING (event_id) GROUP BY label"
        ).fetchall()
        counts = self.db.execute("SELECT label, answer, count(*) FROM choices GROUP BY label, answer").fetchall()
        self._one("SELECT avg(answer::INT) FROM choices WHERE label = 2")
        return sum(row[1] for row in given), sum(row[2] for row in counts)

    def questions(self) -> tuple[int, int, int, int]:
        """See :func:`questions_page`."""
        listed = self.db.sql(
            "SELECT q.row, event_title, first_name, last_name, email, company, n, question, answer "
            "FROM qa q JOIN members USING (row) ORDER BY q.row, n"
        ).to_arrow_table()
        askers, several, waiting, _ = self._one(
            "SELECT count(*), count(*) FILTER (asked > 1), count(*) FILTER (waits > 0), sum(asked - waits) FROM "
            "(SELECT count(*) AS asked, count(*) FILTER (answer IS NULL) AS waits FROM qa GROUP BY person)"
        )
        return listed.num_rows, askers, several, waiting

    def registrants(self) -> int:
        """See :func:`registrants_page`."""
        where = (
            "trim(lower(country)) IN ('country 3', 'country 5') AND watch_ms >= 600000 AND "
            "(contains(lower(first_name || ' ' || last_name), 'last7') OR contains(lower(email), 'last7') "
            "OR contains(lower(company), 'last7'))"
        )
        count = self._one(f"SELECT count(*) FROM members WHERE {where}")[0]  # noqa: S608 (a text of our own)
        self.db.sql(f"SELECT * FROM members WHERE {where} LIMIT 100").to_arrow_table()  # noqa: S608
        return int(count)


OURS: dict[str, Page] = {
    "overview": overview,
    "funnel": funnel_page,
    "timeline": timeline_page,
    "surveys": surveys_page,
    "questions": questions_page,
    "registrants": registrants_page,
}


def timed(run: Callable[[], object]) -> tuple[float, float, object]:
    """Return the milliseconds that a run takes, of processor time and by the clock, and its answer."""
    gc.collect()
    start, spent = time.perf_counter(), time.process_time()
    answer = run()
    return (time.process_time() - spent) * 1000, (time.perf_counter() - start) * 1000, answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--registrants", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=2)
    options = parser.parse_args()
    sizes = [options.registrants // 100, options.registrants // 10, options.registrants]
    found = [measure(size, options.repeat, said=size == options.registrants) for size in sizes]
    show_growth(sizes, found)
    best = found[-1]
    tell(
        pages_pandas=min(taken["pandas"] / taken["ours"] for taken in best.values()),
        pages_duckdb=min(taken["DuckDB"] / taken["ours"] for taken in best.values()),
        pages_slowest=max(taken["waited"] for taken in best.values()),
    )


def measure(registrants: int, repeat: int, *, said: bool) -> dict[str, dict[str, float]]:
    """Return the best milliseconds of each page, by page and by who made it; print them where that is asked."""
    report = make_report(registrants)
    took, _, audience = timed(lambda: Audience.of(report))
    assert isinstance(audience, Audience)
    prepared = Prepared.of(audience)
    others = {"pandas": Pandas(prepared), "DuckDB": DuckDB(prepared)}
    if said:
        print(
            f"{report.registrants.height:,} registrants, {report.sessions.height:,} sessions, {EVENTS} events, "
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; polars {pl.__version__}, pandas "
            f"{pd.__version__}, DuckDB {duckdb.__version__}"
        )
        print(f"preparing the audience, once a report: {took:,.0f} ms")
        filtered = FILTERS.apply(audience, BERLIN)
        print(f"'filtered' is the page of the {filtered.count:,} who {FILTERS.fragments()[0]}, filtering included\n")
        heads = (
            f"{'waited':>8}{'ours':>8}{'filtered':>10}{'pandas':>10}{'DuckDB':>10}{'× pandas':>10}{'× DuckDB':>10}"
        )
        print(f"{'ms a page':<14}{heads}")
    found = {}
    for name, page in OURS.items():
        found[name] = best = of_page(name, page, audience, others, repeat)
        if said:
            columns = "".join(
                f"{best[engine]:>{width}.0f}"
                for engine, width in (("waited", 8), ("ours", 8), ("filtered", 10), ("pandas", 10), ("DuckDB", 10))
            )
            ratios = "".join(f"{best[other] / best['ours']:>9.1f}×" for other in others)
            print(f"{name:<14}{columns}{ratios}", flush=True)
    if said:
        print(f"\ngoal: under {limit('pages_slowest'):.0f} ms a page to wait, and ahead of both\n")
    return found


def show_growth(sizes: Sequence[int], found: Sequence[dict[str, dict[str, float]]]) -> None:
    """Print how times grow with the size: the exponent from the least to the most, both as logarithms."""
    print(f"growth from {sizes[0]:,} over {sizes[1]:,} to {sizes[-1]:,} registrants")
    engines = ("ours", "pandas", "DuckDB")
    print(f"{'':<14}" + "".join(f"{engine:>22}  exponent" for engine in engines))
    for page in OURS:
        line = f"{page:<14}"
        for engine in engines:
            taken = [best[page][engine] for best in found]
            exponent = math.log(taken[-1] / taken[0]) / math.log(sizes[-1] / sizes[0])
            line += f"{' → '.join(f'{ms:.0f}' for ms in taken) + ' ms':>22}{exponent:>10.2f}"
        print(line)


def of_page(name: str, page: Page, audience: Audience, others: dict[str, Any], repeat: int) -> dict[str, float]:
    """Return the best milliseconds of one page, by who made it, and those waited for ours; all say the same."""
    runs: dict[str, Callable[[], object]] = {
        "ours": lambda: page(audience.fresh()),
        **{other: getattr(engine, name) for other, engine in others.items()},
    }
    best = dict.fromkeys([*runs, "filtered", "waited"], float("inf"))
    answers = {}
    for _ in range(repeat):
        for engine, run in runs.items():
            took, waited, answers[engine] = timed(run)
            best[engine] = min(best[engine], took)
            if engine == "ours":
                best["waited"] = min(best["waited"], waited)
        best["filtered"] = min(best["filtered"], timed(lambda: page(FILTERS.apply(audience, BERLIN)))[0])
    assert answers["ours"] == answers["pandas"] == answers["DuckDB"], (name, answers)
    return best


if __name__ == "__main__":
    main()
