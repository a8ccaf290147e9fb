"""The figures of a process for a monitor: ``GET /metrics`` in the text format of Prometheus.

Counted is what :mod:`webcast.happenings` tells, from the start of the process; how the library stands is asked for at
the moment. Names of calls, pages, kinds of files and errors are ours; an account is its tag, as in the process log.
Several processes have their figures each; what the library counts (sessions, queue, limits) is of them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from webcast.happenings import Detail
from webcast.library.standing import Standing

KIND: Final = "text/plain; version=0.0.4; charset=utf-8"
_QUICK: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SLOW: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class Held(NamedTuple):
    """What a process holds at the moment.

    Attributes:
        pages: Open pages, of who is signed in and of others.
        opened: Bytes of opened files.
    """

    pages: int
    opened: int


class Figures:
    """Counts what happens in this process: a listener of :mod:`webcast.happenings`.

    Args:
        held: Tells what the process holds.
    """

    def __init__(self, held: Callable[[], Held]) -> None:
        self._registry = CollectorRegistry()
        self._now = _Now(held)
        ProcessCollector(registry=self._registry)
        self._registry.register(self._now)
        of = self._registry
        self._sign_ins = Counter("webcast_sign_ins", "People let in.", registry=of)
        self._refusals = Counter("webcast_refusals", "Refusals, by why.", ["why"], registry=of)
        self._fetches = Counter("webcast_fetches", "Calls of the platform.", ["call", "outcome"], registry=of)
        self._jobs = Counter("webcast_jobs", "Reports that were to be fetched.", ["outcome"], registry=of)
        self._refreshes = Counter(
            "webcast_refreshes",
            "Event lists of held accounts that were to be had by themselves.",
            ["outcome"],
            registry=of,
        )
        self._decodes = Counter("webcast_decodes", "Reports that were read, or not.", ["outcome"], registry=of)
        self._files = Counter("webcast_files", "Files taken along.", ["form", "outcome"], registry=of)
        self._failures = Counter("webcast_failures", "Answers of 500 or more, and pages that failed.", registry=of)
        self._fetch = Histogram(
            "webcast_fetch_seconds", "A call of the platform.", ["call"], registry=of, buckets=_SLOW
        )
        self._decode = Histogram("webcast_decode_seconds", "Reading a report.", registry=of, buckets=_SLOW)
        self._page = Histogram("webcast_page_seconds", "A run of a page.", ["page"], registry=of, buckets=_QUICK)

    def __call__(self, kind: str, details: Mapping[str, Detail]) -> None:
        """Count something that happened."""
        seconds = float(details.get("seconds", 0.0))
        said = {name: str(value) for name, value in details.items()}
        match kind:
            case "page":
                self._page.labels(said["page"]).observe(seconds)
            case "fetch":
                self._fetches.labels(said["call"], said["outcome"]).inc()
                self._fetch.labels(said["call"]).observe(seconds)
            case "decode":
                self._decodes.labels(said["outcome"]).inc()
                if "seconds" in details:
                    self._decode.observe(seconds)
            case "job" | "refresh":
                (self._jobs if kind == "job" else self._refreshes).labels(said["outcome"]).inc()
            case "file":
                self._files.labels(said["form"], said["outcome"]).inc()
            case "refused":
                self._refusals.labels(said["why"]).inc()
            case "sign-in":
                self._sign_ins.inc()
            case "failure":
                self._failures.inc()

    def written(self, standing: Standing | None, *, own: bool = False) -> bytes:
        """Return the figures as a monitor reads them.

        Args:
            standing: How the library stands; None where it does not answer.
            own: Leave out what is of the library: another process will tell it.
        """
        self._now.standing, self._now.own = standing, own
        return generate_latest(self._registry)


class _Now(Collector):
    """What is asked for at the moment, rather than counted."""

    def __init__(self, held: Callable[[], Held]) -> None:
        self._held = held
        self.standing: Standing | None = None
        self.own = False

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        held, standing = self._held(), self.standing
        yield GaugeMetricFamily("webcast_open_pages", "Pages open in browsers.", value=held.pages)
        yield GaugeMetricFamily("webcast_opened_bytes", "Memory that opened files take.", value=held.opened)
        if self.own:
            return
        answers = float(standing is not None)
        yield GaugeMetricFamily("webcast_library_up", "Whether the library answers.", value=answers)
        if standing is None:
            return
        yield GaugeMetricFamily("webcast_sessions", "Sessions in force.", value=standing.sessions)
        queue = GaugeMetricFamily("webcast_queue", "Reports that are waited for.", labels=["state"])
        queue.add_metric(["waiting"], standing.waiting)
        queue.add_metric(["running"], standing.running)
        yield queue
        left = GaugeMetricFamily("webcast_requests_left", "Reports left this hour.", labels=["who", "reports"])
        for reports, by_account in (("standard", standing.left), ("expired", standing.left_expired)):
            for account, count in by_account.items():
                left.add_metric([account, reports], count)
        yield left
