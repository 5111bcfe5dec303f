"""What a kind of report is. A new one is a module beside this: a query, a template, and who may read it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import override

from accounts.models import Actor, User
from regencies.models import Regency
from submissions.models import Cycle

Person = User | AnonymousUser
S = TypeVar("S", bound=Model)
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Told:
    """Whose a report is and of what: all that its public page says beside its kind. No number of the evaluation.

    `regency` is None for what is about the whole country, `cycle` for what belongs to no single one.
    """

    owner: str
    about: str
    regency: Regency | None
    cycle: Cycle | None


def always(_subject: Model) -> bool:
    return True


def plain(_subject: Model) -> str:
    """No emblem."""
    return ""


@dataclass(frozen=True)
class Kind(Generic[S, D]):
    """A kind of report about a subject `S` (a row), printed from plain values `D`.

    `rows` are all subjects with what `data` reads of them; `visible` those a person may open (others do not exist); `reads` gives
    the role in which the person does. `refusal` says why no new file may be made; empty: it may. `is_fixed`: the subject
    never changes, so it has one version for each emblem it was dressed with (`dress` tells the present one's SHA-256); otherwise
    the version is the hash of the data. `audience` reads its journal rows. `in_force`: nothing later has taken the subject's place.
    """

    code: str
    title: Promise
    template: str
    rows: Callable[[], QuerySet[S]]
    visible: Callable[[Person], QuerySet[S]]
    reads: Callable[[Person, S], Actor | None]
    data: Callable[[S], D]
    context: Callable[[D, str], dict[str, Any]]
    tell: Callable[[S], Told]
    refusal: Callable[[S], str]
    is_fixed: bool
    audience: str
    in_force: Callable[[S], bool] = always
    formats: Mapping[str, Callable[[D], bytes]] = field(default_factory=dict)
    dress: Callable[[S], str] = plain

    def source(self, data: D) -> str:
        """The version of the subject: SHA-256 of what is printed; of one that never changes, that of its emblem or nothing."""
        if self.is_fixed:
            emblem = getattr(data, "emblem", None)
            return emblem.sha256 if emblem else ""
        return hashlib.sha256(repr(data).encode("utf-8", "surrogatepass")).hexdigest()

    def current_source(self, subject: S) -> str:
        """The version as the subject stands now; its data are read in Indonesian, whoever looks."""
        return self.dress(subject) if self.is_fixed else self.source(self.read(subject))

    def read(self, subject: S) -> D:
        with override("id"):
            return self.data(subject)

    def html(self, data: D, subject: object) -> str:
        """The whole document, ready for `pdf.render`. Every text of a person is escaped, cleaned and capped in length."""
        with override("id"):
            return render_to_string(self.template, self.context(data, version_key(subject, self.source(data))))

    def find(self, rows: QuerySet[S], subject: str) -> S | None:
        """The row of `rows` with this key; None for an unknown one and for what is no key at all."""
        try:
            return rows.filter(pk=subject).first()
        except (ValidationError, ValueError):
            return None


def version_key(subject: object, source: str) -> str:
    """What the number of a report is made from, beside its kind."""
    return f"{subject}:{source}" if source else str(subject)
