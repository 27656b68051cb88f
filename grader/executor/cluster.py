"""A crew on a cluster that Dask runs: SLURM, Kubernetes, ssh, or two workers on this machine."""

import logging
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from grader.errors import ClusterError
from grader.executor.contract import Chunk, Finished, Versions
from grader.executor.crew import AHEAD

REACHED_S = 10.0  # how long the scheduler may take to answer
WORKERS_S = 30.0  # how long to wait for the first worker, or for one that takes the place of the last one
LOOK_S = 2.0  # how often to look whether workers came or went


class Cluster:
    """Workers that Dask has started, as far as they are like this machine.

    Args:
        address: of the scheduler, or a file that it wrote (`--scheduler-file`).
        wanted: the versions that a worker must have.
        torch: whether torch's matters.
        levels: the isolation levels that will do.
        say: told of each worker that is refused, and why.

    Raises:
        ClusterError: the scheduler cannot be reached, or has no worker that will do.
    """

    def __init__(
        self, address: str, wanted: Versions, levels: tuple[str, ...], say: Callable[[str], None], *, torch: bool
    ) -> None:
        self._address = address
        self._wanted = wanted
        self._levels = levels
        self._say = say
        self._torch = torch
        self._client = _connected(address)
        self._known: set[str] = set()
        self._good: set[str] = set()
        self._looked = time.monotonic()
        try:
            self.renew()
        except BaseException:
            self.stop()
            raise

    @property
    def width(self) -> int:
        """How many chunks may be in flight."""
        return len(self._good) * AHEAD

    def submit(self, chunk: Chunk) -> "Future[Finished]":
        """Have a worker grade the chunk."""
        from grader.executor.work import grade_chunk

        with self._in_reach():
            found: Future[Finished] = self._executor.submit(grade_chunk, chunk)
            return found

    def intact(self) -> bool:
        """Whether what is in flight will come back. Takes on workers that joined. Raises ClusterError: it is gone."""
        if time.monotonic() - self._looked < LOOK_S:
            return True
        self._looked = time.monotonic()
        with self._in_reach():
            here = set(self._client.nthreads())
            if not here & self._good:
                return False
            if here != self._known:
                self._take_on(here)
        return True

    def lost(self, error: BaseException | None) -> bool:
        """Whether a chunk ended like this because its worker did. Raises ClusterError: the scheduler is gone."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        if isinstance(error, FutureCancelledError) and self._client.status != "running":
            raise self._gone("the connection was lost")
        return isinstance(error, (KilledWorker, FutureCancelledError))

    def renew(self) -> None:
        """Wait until there is a worker that will do. Raises ClusterError: there is none."""
        self._known, self._good = set(), set()
        deadline = time.monotonic() + WORKERS_S
        with self._in_reach():
            while not (here := set(self._client.nthreads())):
                if time.monotonic() > deadline:
                    raise ClusterError(
                        f"The Dask scheduler {self._address} has had no worker for {WORKERS_S:g} s. "
                        f"Start some, such as `dask worker {self._address} --nthreads 1`, and give the command again."
                    )
                time.sleep(0.1)
            refused = self._take_on(here)
        if not self._good:
            raise ClusterError(
                "No worker of the cluster will do:\n" + "\n".join(refused) + "\n"
                "Install there what is installed here, restart them, and give the same command again."
            )

    def stop(self) -> None:
        """Cancel what is in flight, and leave."""
        self._client.close(timeout=2)

    def _take_on(self, here: set[str]) -> list[str]:
        """Have the workers that are new prove what they are; returns why some are refused."""
        from grader.executor.work import prove

        fresh = sorted(here - self._known)
        seats = _seats(here)
        proofs = self._client.run(prove, self._torch, seats, workers=fresh, on_error="return") if fresh else {}
        refused = {address: why for address, proof in proofs.items() if (why := self._wrong(proof))}
        self._known = here
        self._good = (self._good & here) | {address for address in proofs if address not in refused}
        self._executor = self._client.get_executor(pure=False, workers=sorted(self._good), allow_other_workers=False)
        lines = [f"  the worker {address} {why}" for address, why in sorted(refused.items())]
        for line in lines if self._good else []:
            self._say(f"Not used:{line[1:]}.")
        return lines

    def _wrong(self, proof: Any) -> str:
        """Why a worker is refused; empty if it will do."""
        if isinstance(proof, ImportError):
            return f"lacks a package: {proof}"
        if isinstance(proof, BaseException):
            return f"cannot grade: {proof}"
        versions, isolation = proof
        differences = self._wanted.differences(versions, torch=self._torch)
        if isolation not in self._levels:
            differences.append(f"the isolation level {isolation} where {self._levels[0]} is the least")
        return f"has {', '.join(differences)}" if differences else ""

    @contextmanager
    def _in_reach(self) -> Iterator[None]:
        try:
            yield
        except (OSError, TimeoutError) as error:  # Dask's errors of communication are OSErrors
            raise self._gone(str(error) or type(error).__name__) from None

    def _gone(self, why: str) -> ClusterError:
        return ClusterError(
            f"The Dask scheduler {self._address} is out of reach: {why}. "
            "What was graded is kept; the same command goes on when it is back."
        )


def _seats(addresses: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Address of each worker -> which one it is on its machine, and of how many."""
    by_host: dict[str | None, list[str]] = {}
    for address in sorted(addresses):
        by_host.setdefault(urlsplit(address).hostname, []).append(address)
    return {
        address: (number, len(together)) for together in by_host.values() for number, address in enumerate(together)
    }


def _connected(address: str) -> Any:
    """A client of the scheduler. Raises ClusterError."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError("--cluster needs Dask: `pip install 'deep-grader[cluster]'`.") from None
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters is told by our own errors
    place = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on versions of packages that play no role here; ours are checked
            client: Any = Client
            return client(**place, timeout=REACHED_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(
            f"The Dask scheduler {address} cannot be reached within {REACHED_S:g} s: {error}. "
            "Start one with `dask scheduler`, and give the address that it prints, such as tcp://10.0.0.1:8786."
        ) from None
