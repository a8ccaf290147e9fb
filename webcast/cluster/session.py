"""A conversation with a Dask scheduler: functions of ours run on its workers, and what they return comes back.

What to run where, and again when a worker dies, is Dask's to say. Whatever goes wrong there is one error of ours,
:class:`Away`, for who asked does the work himself then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from webcast.errors import TryAgainLater, WebcastError
from webcast.language import later
from webcast.setting_dask import DaskScheduler

if TYPE_CHECKING:
    from distributed import Client, Future

K = TypeVar("K")
Args = tuple[Any, ...]

_CONNECT_SECONDS: Final = 5
_AHEAD: Final = 2
"""Calls that are with the cluster at a time, for each thread of its workers."""


class Away(TryAgainLater):
    """A cluster does not answer, or fails."""

    def __init__(self, address: str, said: str) -> None:
        super().__init__(
            later("Dask at {address} should do its part, but does not ({said}).", address=address, said=said)
        )


class Session:
    """A conversation, while it lasts.

    Args:
        client: Speaks with the scheduler.
        seconds: How long to wait for a result.
    """

    def __init__(self, client: Client, seconds: float) -> None:
        self._client = client
        self._seconds = seconds

    def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        """Have a function run; results of others may be among what it gets."""
        return self._client.submit(function, *args, pure=False)

    def result(self, future: Future[Any]) -> Any:
        """Return what a function returned."""
        return future.result(timeout=self._seconds)

    def each(
        self, function: Callable[..., Any], calls: Iterable[tuple[K, tuple[Any, ...]]]
    ) -> Iterator[tuple[K, Any]]:
        """Have a function run with each of some arguments, and yield what it returned with who asked, as it comes.

        Arguments are taken only as fast as there is room, so that no more than a few are anywhere at a time.
        """
        from distributed import wait  # noqa: PLC0415  # as below

        room = _AHEAD * sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]
        left = iter(calls)
        waiting: dict[Any, tuple[K, Future[Any]]] = {}
        while True:
            for who, args in islice(left, room - len(waiting)):
                future = self.submit(function, *args)
                waiting[future.key] = who, future
            if not waiting:
                return
            futures = [future for _, future in waiting.values()]
            with self._client.as_current():
                found = wait(futures, self._seconds, "FIRST_COMPLETED")  # type: ignore[no-untyped-call]
            for done in found.done:
                yield waiting.pop(done.key)[0], done.result()


@contextmanager
def session(scheduler: DaskScheduler, seconds: float) -> Iterator[Session]:
    """Give a conversation with a cluster, whose every wait ends after some seconds.

    Raises:
        Away: It does not answer, has no workers, or what it was asked for failed there.
    """
    # Here, so that nobody without a cluster has to have it, or waits for its import.
    import dask.config  # noqa: PLC0415

    # Else it writes to the log beside ours, in lines of its own, and warns where more than 10 MB are sent.
    dask.config.set({"logging": {"version": 1, "incremental": True}})
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"})
    from distributed import Client, Security  # noqa: PLC0415

    security = None
    if scheduler.ca is not None:
        security = Security(  # type: ignore[no-untyped-call]
            tls_ca_file=str(scheduler.ca),
            tls_client_cert=str(scheduler.cert),
            tls_client_key=str(scheduler.key),
            require_encryption=True,
        )
    options = {"security": security, "timeout": _CONNECT_SECONDS, "set_as_default": False}
    try:
        with Client(scheduler.address, **options) as client:  # type: ignore[no-untyped-call]
            if not client.nthreads():
                raise Away(scheduler.address, "no workers")
            yield Session(client, seconds)
    except WebcastError:
        raise
    except Exception as exc:  # whatever it is: Dask raises its own, the network's and those of tasks
        raise Away(scheduler.address, type(exc).__name__) from exc
