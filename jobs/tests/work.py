"""Work for the tests of jobs, named by `settings.JOB_KINDS` there."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep

from jobs.actions import Progress, WorkFailed


class Killed(BaseException):
    """A worker that dies in the middle: nothing catches it."""


calls: list[str] = []
alive = [True]


def count(*, progress: Progress, name: str) -> None:
    progress("Menghitung", 40)
    if not alive[0]:
        raise Killed
    calls.append(name)


def refuse(*, progress: Progress, name: str) -> None:
    raise WorkFailed(f"{name} tidak dapat dikerjakan.")


def crash(*, progress: Progress, name: str) -> None:
    raise ZeroDivisionError(name)


def wait(*, progress: Progress, name: str) -> None:
    """Takes longer than any test: for a worker that is killed meanwhile."""
    progress("Menunggu", 50)
    sleep(600)


def long(*, progress: Progress, name: str) -> None:
    """Has many words of progress; `between` happens after the first."""
    progress("Langkah pertama", 10)
    between[0]()
    progress("Langkah kedua", 50)
    calls.append(name)


between: list[Callable[[], object]] = [lambda: None]
