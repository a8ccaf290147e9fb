"""What a table depends on beyond the people, read from the options of :mod:`webcast.commands.table_options`."""

from __future__ import annotations

import argparse
from pathlib import Path

from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts import cohort
from webcast.commands.console import one_line
from webcast.commands.files import UnreadableFile
from webcast.decode import costs
from webcast.errors import BadData
from webcast.view.choices import Choices, read_weights, read_window


def read(args: argparse.Namespace) -> Choices:
    """Return the choices that were asked for.

    Raises:
        FilterError: One cannot be read, or makes no sense.
        UnreadableFile: The file of costs cannot be read.
        BadData: It is no such file.
    """
    return Choices(
        weights=read_weights(args.weights) if args.weights else Weights(),
        costs=_costs(args.costs) if args.costs else {},
        rules=Rules(args.stayed_minutes, args.stayed_share, args.live_funnel, args.with_simlive),
        of_previous=args.of_previous,
        by=args.by,
        first=cohort.parse(args.first) if args.first else None,
        second=cohort.parse(args.second) if args.second else None,
        mode=args.mode,
        window=read_window(args.window) if args.window else None,
        question=args.question,
        before=args.before,
        after=args.after,
        rate=args.rate,
    )


def _costs(name: str) -> dict[str, float]:
    try:
        return costs.read(Path(name).read_bytes())
    except BadData as exc:
        exc.message = f"{one_line(name)}: {exc.message}"
        raise
    except OSError as exc:
        raise UnreadableFile(f"{one_line(name)} cannot be read: {exc.strerror or type(exc).__name__}.") from None
