"""What a region types as answers, read into drafts. Nothing typed is lost when something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from common.printable import printable
from pillars.models import Indicator
from submissions.actions.answers import Draft
from submissions.forms.numbers import Bounds, Unreadable, read_number, shown
from submissions.models import Answer

NOT_APPLICABLE = "na"
LEVELS = ("0", "1", "2", "3", "4")
LONGEST_TEXT = 10_000  # characters
HIGHEST_VERSION = 2**31 - 1
PARTS = ("value", "narrative", "level", "reason")
COLUMNS = {
    "narrative": ("narrative",),
    "level": ("own_level", "not_applicable"),
    "reason": ("not_applicable_reason",),
}
Kind = Indicator.AnswerKind


@dataclass(frozen=True)
class Typed:
    """The fields of one question as they stand on the page. `version` is the one the person saw, "0" for none."""

    value: str = ""
    narrative: str = ""
    level: str = ""
    reason: str = ""
    version: str = "0"


@dataclass
class AnswersForm:
    """Answers as they were sent. `typed` and `errors` are by the number of the question, errors also by field."""

    typed: dict[int, Typed] = field(default_factory=dict)
    drafts: dict[Indicator, Draft] = field(default_factory=dict)
    versions: dict[Indicator, int] = field(default_factory=dict)
    errors: dict[int, dict[str, str]] = field(default_factory=dict)


def field_name(indicator: Indicator, part: str) -> str:
    """Name of a field of the page: `part` is value, narrative, level, reason or version."""
    return f"a-{indicator.order}-{part}"


def read_answers(data: QueryDict, indicators: Sequence[Indicator]) -> AnswersForm:
    """Answers of these questions. One whose version was not sent was not on the page and stays as it is."""
    form = AnswersForm()
    for indicator in indicators:
        if field_name(indicator, "version") not in data:
            continue
        parts = ("value", "narrative", "level", "reason", "version")
        typed = Typed(*(printable(data.get(field_name(indicator, part), "")) for part in parts))
        form.typed[indicator.order] = typed
        draft, errors = read_answer(typed, indicator)
        version = int(typed.version) if typed.version.isascii() and typed.version.isdigit() else -1
        if not 0 <= version <= HIGHEST_VERSION:
            errors["version"] = _("Halaman ini tidak utuh. Salin tulisan Anda, lalu muat ulang halaman.")
        if errors:
            form.errors[indicator.order] = errors
        else:
            form.drafts[indicator], form.versions[indicator] = draft, version
    return form


def read_answer(typed: Typed, indicator: Indicator) -> tuple[Draft, dict[str, str]]:
    """What was typed for one question, and what is wrong with it, by field."""
    errors: dict[str, str] = {}
    for part in ("value", "narrative", "reason"):
        if len(getattr(typed, part)) > LONGEST_TEXT:
            words = {"limit": LONGEST_TEXT, "length": len(getattr(typed, part))}
            errors[part] = _("Paling panjang %(limit)d karakter; tulisan ini %(length)d karakter.") % words
    yes, number = None, None
    if "value" not in errors:
        try:
            yes, number = _yes(typed, indicator), _number(typed, indicator)
        except Unreadable as reason:
            errors["value"] = str(reason)
    if typed.level not in ("", NOT_APPLICABLE, *LEVELS):
        errors["level"] = _("Pilih tingkat 0 sampai 4, atau “Tidak berlaku”.")
    not_applicable = typed.level == NOT_APPLICABLE
    if not_applicable and not typed.reason.strip():
        errors["reason"] = _("Tuliskan mengapa pertanyaan ini tidak berlaku.")
    draft = Draft(
        yes=yes,
        number=number,
        text=typed.value if indicator.answer_kind == Kind.TEXT else "",
        narrative=typed.narrative,
        own_level=int(typed.level) if typed.level in LEVELS else None,
        not_applicable=not_applicable,
        not_applicable_reason=typed.reason,
    )
    return draft, errors


def read_part(part: str, text: str, indicator: Indicator) -> tuple[dict[str, Any], str]:
    """Columns and new values of one field sent alone, and why it is no answer ("": it is).

    A reason may follow its "not applicable" later, and the other way round: what is missing then, the checklist says.
    """
    draft, errors = read_answer(Typed(**{part: printable(text)}), indicator)
    return {name: getattr(draft, name) for name in columns_of(part, indicator)}, errors.get(part, "")


def columns_of(part: str, indicator: Indicator) -> tuple[str, ...]:
    """Columns of an answer that a field of the page stands for. Raises KeyError for a part that is none."""
    if part == "value":
        return ({Kind.YES_NO: "yes", Kind.TEXT: "text"}.get(Kind(indicator.answer_kind), "number"),)
    return COLUMNS[part]


def typed_of(answer: Answer | None, indicator: Indicator) -> Typed:
    """The fields of a stored answer; a real 0 stays "0"."""
    if answer is None:
        return Typed()
    if indicator.answer_kind == Kind.YES_NO:
        value = "" if answer.yes is None else "yes" if answer.yes else "no"
    elif indicator.answer_kind == Kind.TEXT:
        value = answer.text
    else:
        value = "" if answer.number is None else shown(answer.number)
    level = "" if answer.own_level is None else str(answer.own_level)
    return Typed(
        value,
        answer.narrative,
        NOT_APPLICABLE if answer.not_applicable else level,
        answer.not_applicable_reason,
        str(answer.version),
    )


def draft_of(answer: Answer) -> Draft:
    """A stored answer's content, to compare with what was typed."""
    return Draft(**{name: getattr(answer, name) for name in Draft().as_fields()})


def bounds_of(kind: str) -> Bounds:
    """What an answer of this kind may be."""
    if kind == Kind.COUNT:
        return Bounds(whole=True)
    if kind == Kind.PERCENT:
        return Bounds(Decimal(100), sentence=_("Persentase paling tinggi 100. Periksa pembilang dan penyebutnya."))
    if kind == Kind.SURVEY_MEAN:
        return Bounds(Decimal(4), sentence=_("Rerata survei antara 0 dan 4."))
    return Bounds()


def _yes(typed: Typed, indicator: Indicator) -> bool | None:
    if indicator.answer_kind != Kind.YES_NO or not typed.value:
        return None
    if typed.value not in ("yes", "no"):
        raise Unreadable(_("Pilih “Ya” atau “Tidak”."))
    return typed.value == "yes"


def _number(typed: Typed, indicator: Indicator) -> Decimal | None:
    if indicator.answer_kind in (Kind.YES_NO, Kind.TEXT):
        return None
    text = typed.value.strip()
    if indicator.unit.startswith("%"):
        text = text.removesuffix("%").rstrip()
    return read_number(text, bounds_of(indicator.answer_kind)) if text else None
