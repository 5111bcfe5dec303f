"""What the cells of an instrument's tables must hold: questions and weights, read from text into plain values.

Nothing here touches the database. Every fault of every row is collected and named by its line, so that a file is
corrected once, not once per fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from common.spreadsheet import Row
from pillars.models import Dimension, DimensionWeight, Indicator

QUESTION_COLUMNS = (
    "order",
    "key",
    "dimension",
    "pillar",
    "sub_pillar",
    "element_id",
    "element_en",
    "label_id",
    "label_en",
    "answer_kind",
    "unit",
    "evidence_hint_id",
    "evidence_hint_en",
    "horizon",
)
WEIGHT_COLUMNS = ("dimension", "weight_percent")
TEXTS = ("element_id", "element_en", "label_id", "label_en", "unit", "evidence_hint_id", "evidence_hint_en")
MOST_ORDER = 32_767
NUMBER = re.compile(r"-?[0-9]{1,9}([.,][0-9]{1,9})?")
KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")

QUESTIONS, WEIGHTS, HEADER = "questions", "weights", "header"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an instrument: in which table, on which line (None: with the whole), and what."""

    part: str
    line: int | None
    text: str

    def __str__(self) -> str:
        if self.line is None:
            return self.text
        return _("Baris %(line)s: %(text)s") % {"line": self.line, "text": self.text}


class Unfit(Exception):
    """The given values do not make an instrument; views answer 422 and show all `faults`."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Weight:
    """Weight of a dimension in percent, with where it stands."""

    dimension: str
    percent: Decimal
    source_note: str = ""
    certainty: str = ""


@dataclass
class Questions:
    """Rows read so far: the field values of each indicator, the faults, and on which line keys and orders stood."""

    fields: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    first_line: dict[str, int] = field(default_factory=dict)
    """Line of the first question of each dimension."""
    _seen: dict[tuple[str, object], int] = field(default_factory=dict)

    def once(self, column: str, value: object, line: int) -> str:
        """A sentence when `value` already stood in this column."""
        earlier = self._seen.setdefault((column, value), line)
        if earlier == line:
            return ""
        return _("%(column)s “%(value)s” sudah dipakai di baris %(line)s.") % {
            "column": column,
            "value": value,
            "line": earlier,
        }


def read_questions(rows: Sequence[Row], pillar_of: Mapping[str, str], pillars: Iterable[str]) -> Questions:
    """Indicators from the rows of a questions file. `pillar_of`: the pillar of each sub-pillar, by slug."""
    found = Questions()
    if faults := _lacking(rows, QUESTION_COLUMNS, QUESTIONS):
        found.faults = faults
        return found
    known = set(pillars)
    for row in rows:
        values = {name: row.values.get(name, "").strip() for name in QUESTION_COLUMNS}
        texts = [
            *_order(values, found, row.line),
            *_key(values, found, row.line),
            *_one_of("dimension", values, Dimension),
            *_one_of("answer_kind", values, Indicator.AnswerKind),
            *_one_of("horizon", values, Indicator.Horizon),
            *_pillar(values, pillar_of, known),
            *_lengths(values),
        ]
        found.faults += [Fault(QUESTIONS, row.line, text) for text in texts]
        found.first_line.setdefault(values["dimension"], row.line)
        if not texts:
            found.fields.append(_fields(values))
    return found


def read_weights(rows: Sequence[Row], slug: str) -> tuple[list[Weight], list[Fault]]:
    """Weights from the rows of a weights file. Where it holds several instruments, only the rows of `slug` count."""
    if faults := _lacking(rows, WEIGHT_COLUMNS, WEIGHTS):
        return [], faults
    if "instrument" in rows[0].values:
        rows = [row for row in rows if row.values["instrument"].strip() == slug]
        if not rows:
            return [], [Fault(WEIGHTS, None, _("Berkas bobot tidak memuat baris untuk instrumen “%s”.") % slug)]
    weights, faults, lines = [], [], dict[str, int]()
    for row in rows:
        values = {name: text.strip() for name, text in row.values.items()}
        texts = _one_of("dimension", values, Dimension)
        if (earlier := lines.setdefault(values["dimension"], row.line)) != row.line:
            words = {"value": values["dimension"], "line": earlier}
            texts.append(_("Dimensi “%(value)s” sudah ada di baris %(line)s.") % words)
        percent = _decimal(values["weight_percent"])
        if percent is None:
            texts.append(_("Bobot “%s” bukan angka.") % values["weight_percent"])
        certainty = values.get("certainty", "")
        texts += _said(_too_long(DimensionWeight, "certainty", certainty))
        faults += [Fault(WEIGHTS, row.line, text) for text in texts]
        if percent is not None and not texts:
            weights.append(Weight(values["dimension"], percent, values.get("source_note", ""), certainty))
    return weights, faults


def weights_faults(weights: Iterable[Weight], dimensions: Mapping[str, int | None]) -> list[Fault]:
    """What is wrong with a set of weights beside the dimensions that have questions (with the line of their first).

    Each is more than 0 and at most 100 with two decimals; together they make 100; a dimension has weight and questions,
    or neither. With no dimensions at all, only the weights are looked at: an instrument may have weights alone.
    """
    rows = list(weights)
    faults = [Fault(WEIGHTS, None, text) for row in rows for text in _percent(row)]
    total = sum((row.percent for row in rows), Decimal(0))
    if total != 100:
        text = _("Jumlah bobot %(total)s, seharusnya tepat 100. Periksa bobot tiap dimensi.")
        faults.append(Fault(WEIGHTS, None, text % {"total": number_format(total.normalize())}))
    weighed = {row.dimension for row in rows}
    for name, line in dimensions.items():
        if name in Dimension.values and name not in weighed:
            text = _("Dimensi “%s” memiliki pertanyaan, tetapi tidak diberi bobot.") % Dimension(name).label
            faults.append(Fault(QUESTIONS, line, text))
    for name in Dimension.values:
        if dimensions and name in weighed and name not in dimensions:
            text = _("Dimensi “%s” diberi bobot, tetapi tidak memiliki pertanyaan.") % Dimension(name).label
            faults.append(Fault(WEIGHTS, None, text))
    return faults


def _lacking(rows: Sequence[Row], columns: Iterable[str], part: str) -> list[Fault]:
    if not rows:
        return [Fault(part, None, _("Berkas tidak memuat satu baris pun di bawah judul kolom."))]
    missing = [name for name in columns if name not in rows[0].values]
    return [Fault(part, 1, _("Kolom “%s” tidak ada.") % name) for name in missing]


def _order(values: dict[str, str], found: Questions, line: int) -> list[str]:
    number = _decimal(values["order"])
    if number is None or not 1 <= number <= MOST_ORDER or number != int(number):
        return [_("order “%s” bukan bilangan bulat mulai dari 1.") % values["order"]]
    return _said(found.once("order", int(number), line))


def _key(values: dict[str, str], found: Questions, line: int) -> list[str]:
    key = values["key"]
    if not KEY.fullmatch(key):
        return [_("key “%s” hanya boleh memuat huruf kecil, angka, garis bawah, dan titik sebagai pemisah.") % key]
    return [*_said(_too_long(Indicator, "key", key)), *_said(found.once("key", key, line))]


def _one_of(column: str, values: Mapping[str, str], choices: type[TextChoices]) -> list[str]:
    if values[column] in choices.values:
        return []
    sentence = _("%(column)s “%(value)s” tidak dikenal; pilihannya: %(choices)s.")
    return [sentence % {"column": column, "value": values[column], "choices": ", ".join(choices.values)}]


def _pillar(values: Mapping[str, str], pillar_of: Mapping[str, str], known: set[str]) -> list[str]:
    pillar, sub = values["pillar"], values["sub_pillar"]
    texts = []
    if pillar and pillar not in known:
        texts.append(_("Pilar “%s” tidak dikenal.") % pillar)
    if sub and sub not in pillar_of:
        texts.append(_("Subpilar “%s” tidak dikenal.") % sub)
    elif sub and pillar_of[sub] != pillar:
        sentence = _("Subpilar “%(sub)s” termasuk pilar “%(right)s”, bukan “%(given)s”.")
        texts.append(sentence % {"sub": sub, "right": pillar_of[sub], "given": pillar})
    return texts


def _lengths(values: Mapping[str, str]) -> list[str]:
    texts = [_("label_id kosong: pertanyaan perlu label.")] if not values["label_id"] else []
    return texts + [text for name in TEXTS if (text := _too_long(Indicator, name, values[name]))]


def _too_long(model: type[Model], column: str, value: str) -> str:
    most = getattr(model._meta.get_field(column), "max_length", None)
    if most is None or len(value) <= most:
        return ""
    sentence = _("%(column)s terlalu panjang: %(length)s karakter, paling banyak %(most)s.")
    return sentence % {"column": column, "length": len(value), "most": most}


def _percent(row: Weight) -> list[str]:
    label = Dimension(row.dimension).label
    if not 0 < row.percent <= 100:
        return [_("Bobot %s harus lebih dari 0 dan paling banyak 100; kosongkan bila dimensi tidak dinilai.") % label]
    if row.percent != row.percent.quantize(Decimal("0.01")):
        return [_("Bobot %s paling banyak dua angka desimal.") % label]
    return []


def _fields(values: dict[str, str]) -> dict[str, Any]:
    """The values of an `Indicator`; call it with faultless cells only."""
    plain: dict[str, Any] = {name: values[name] for name in (*TEXTS, "key", "dimension", "answer_kind", "horizon")}
    plain["order"] = int(Decimal(values["order"]))
    plain["pillar_id"] = values["pillar"] or None
    plain["sub_pillar_id"] = values["sub_pillar"] or None
    return plain


def _decimal(text: str) -> Decimal | None:
    """A number in plain digits, with decimal point or comma; None when it is none."""
    return Decimal(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def _said(text: str) -> list[str]:
    return [text] if text else []
