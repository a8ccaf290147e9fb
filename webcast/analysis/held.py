"""What an audience was asked before: kept with it, so that a rerun that changes no people computes nothing anew.

An analysis is a pure function of an audience and of what the reader chose, and audiences never change. So the same
question has the same answer as long as the audience lives, for everybody who looks at it. What is kept goes with the
audience: a newer report is another one, and a forgotten person is in none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from webcast.analysis.audience import Audience
from webcast.language import reader

P = ParamSpec("P")
R = TypeVar("R")


def held(analysis: Callable[Concatenate[Audience, P], R]) -> Callable[Concatenate[Audience, P], R]:
    """Have an analysis answer the same question about the same audience once, in each language.

    For pure functions alone. Arguments that cannot be told apart by a hash, such as a table, are computed with each
    time. Fewer people, an audience of their own, are an answer too, and keep what they were asked. A list or a
    dictionary is handed out as a copy, so that its reader may change it; tables are never changed here.
    """

    @wraps(analysis)
    def asked(audience: Audience, /, *args: P.args, **options: P.kwargs) -> R:
        key = (reader(), analysis, args, tuple(sorted(options.items())))
        try:
            hash(key)
        except TypeError:
            return analysis(audience, *args, **options)
        return _own(audience.held.get(key, lambda: analysis(audience, *args, **options)))

    return asked


def _own(answer: R) -> R:
    if type(answer) in (list, dict):
        return cast("R", answer.copy())  # type: ignore[attr-defined]  # both have it
    return answer
