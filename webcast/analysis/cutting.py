"""A report cut to those of its registrants whom filters let through."""

from __future__ import annotations

import polars as pl

from webcast.analysis.assembly import Whole
from webcast.analysis.numbering import at
from webcast.reports import Report
from webcast.reports.schema import TABLES


def cut(whole: Whole, keep: pl.Series) -> Report:
    """Return the report of the rows that are kept. Events, questions and warnings stay."""
    report = whole.report
    of_registrants = {
        "registration_answers": whole.registration_answers,
        "sessions": whole.sessions,
        "qa": whole.qa,
        "survey_responses": whole.survey_responses,
    }
    children = {name: cut_child(frame, keep).select(list(TABLES[name])) for name, frame in of_registrants.items()}
    return Report(
        event=report.event,
        registrants=whole.table.select(list(TABLES["registrants"])).filter(keep),
        registration_questions=report.registration_questions,
        survey_questions=report.survey_questions,
        warnings=report.warnings,
        **children,
    )


def cut_child(child: pl.DataFrame, keep: pl.Series) -> pl.DataFrame:
    """Return the rows of a table with ``row`` whose registrant is kept."""
    return child.filter(at(keep, child["row"]))
