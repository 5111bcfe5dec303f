"""A Masterplan programme with everything it is linked to, and what it could be linked to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from alignment.ends import End, Kind
from alignment.models import Dismissal, Link
from documents.models import LevelIndicator, MasterplanProgramme, RpjmdProgramme
from pillars.models import Indicator
from quickwins.models import QuickWin


@dataclass(frozen=True)
class Linked:
    """A link in words: `document` and `target` say where an end of the RPJMD stands."""

    link: Link
    kind: Kind
    label: str
    note: str = ""
    document: UUID | None = None
    target: UUID | None = None


@dataclass(frozen=True)
class Links:
    """`springs`: Quick Wins that name this programme in their own row, so that no link says it again."""

    linked: list[Linked]
    springs: list[QuickWin]
    dismissed: list[Dismissal]


def links_of(programme: MasterplanProgramme) -> Links:
    """Four queries whatever their number, one of them only for questions."""
    ends = ("rpjmd_programme__document", "level_indicator__document", "quick_win", "confirmed_by")
    rows = list(Link.objects.filter(programme=programme).select_related(*ends))
    labels = _questions({row.indicator_key for row in rows} - {""})
    dismissed = Dismissal.objects.filter(programme=programme).select_related("rpjmd_programme", "dismissed_by")
    springs = QuickWin.objects.filter(masterplan_programme=programme).order_by("code")
    return Links([_linked(row, labels) for row in rows], list(springs), list(dismissed))


def _linked(link: Link, labels: dict[str, str]) -> Linked:
    kind = link.end.kind
    if link.rpjmd_programme is not None:
        aim = link.rpjmd_programme
        return Linked(link, kind, str(aim), aim.document.title, aim.document_id, aim.target_id)
    if link.level_indicator is not None:
        measure = link.level_indicator
        return Linked(link, kind, str(measure), measure.document.title, measure.document_id, measure.target_id)
    if link.quick_win is not None:
        return Linked(link, kind, f"{link.quick_win.code} {link.quick_win.name}")
    return Linked(link, kind, labels.get(link.indicator_key, link.indicator_key), link.indicator_key)


def _questions(keys: Iterable[str] | None = None) -> dict[str, str]:
    """Questions by key, worded as in the newest instrument; all of them when no keys are named."""
    rows = Indicator.objects.order_by("instrument__year", "instrument__version", "order")
    if keys is not None:
        rows = rows.filter(key__in=keys)
    return {row.key: row.label for row in rows.only("key", "label_id", "label_en")} if keys != set() else {}


def choices_for(programme: MasterplanProgramme) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the programme is not linked to yet, by kind, as a form offers it. Five queries."""
    regency = programme.document.regency_id
    taken = {str(link.end) for link in Link.objects.filter(programme=programme)}
    aims = RpjmdProgramme.objects.filter(document__regency=regency).order_by("-document__start_year", "code")
    measures = LevelIndicator.objects.filter(document__regency=regency).order_by("-document__start_year", "code")
    wins = QuickWin.objects.filter(regency=regency).exclude(masterplan_programme=programme).order_by("code")
    groups = [
        (_("Program RPJMD"), [(End(Kind.RPJMD, str(row.pk)), str(row)) for row in aims]),
        (_("Indikator RPJMD"), [(End(Kind.INDICATOR, str(row.pk)), str(row)) for row in measures]),
        (_("Quick Win"), [(End(Kind.QUICK_WIN, str(row.pk)), f"{row.code} {row.name}") for row in wins]),
        (_("Pertanyaan evaluasi"), [(End(Kind.QUESTION, key), label) for key, label in _questions().items()]),
    ]
    free = [(name, [(str(end), label) for end, label in rows if str(end) not in taken]) for name, rows in groups]
    return [(name, rows) for name, rows in free if rows]
