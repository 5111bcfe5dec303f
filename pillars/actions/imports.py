"""Next year's instrument from tables of text: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.spreadsheet import Row
from journal import actions as journal
from pillars.actions.versions import require_own
from pillars.models import Dimension, DimensionWeight, Indicator, Instrument, Pillar, SubPillar
from pillars.rows import HEADER, Fault, Questions, Unfit, Weight, read_questions, weights_faults


@dataclass(frozen=True)
class Header:
    """What an instrument says about itself; values as in the model's fields, checked by the form."""

    slug: str
    name: str
    year: int
    stage: str
    cohort: str
    panel_size: int
    rounding: str
    improvement_rule: str
    panel_value_replaces: bool = False


@transaction.atomic
def import_instrument(
    rows: Sequence[Row], *, header: Header, weights: Sequence[Weight], by: Actor, at: datetime
) -> Instrument:
    """A new instrument from the rows of a questions file and its weights. Raises `Unfit` with every fault at once."""
    questions, faults = inspect(rows, slug=header.slug, weights=weights)
    if faults:
        raise Unfit(faults)
    try:
        with transaction.atomic():
            instrument = Instrument.objects.create(**asdict(header))
    except IntegrityError:
        raise Unfit(_slug_taken(header.slug)) from None
    store_weights(instrument, weights)
    store_questions(instrument, questions.fields)
    after = {**asdict(header), "indicators": len(questions.fields), "weights": as_text(weights)}
    journal.write("instrument.import", instrument, by=by, at=at, after=after)
    return instrument


def inspect(rows: Sequence[Row], *, slug: str, weights: Sequence[Weight] | None) -> tuple[Questions, list[Fault]]:
    """The questions and all that keeps them from being an instrument. No weights (None): not known yet, not none."""
    questions = read_rows(rows)
    faults = [*_slug_taken(slug), *questions.faults]
    if weights is not None:
        faults += weights_faults(weights, questions.first_line)
    return questions, faults


@transaction.atomic
def replace_questions(instrument: Instrument, rows: Sequence[Row], *, by: Actor, at: datetime) -> Instrument:
    """Exchange all questions of a draft; weights stay. Level texts stay with the questions whose key stays.

    Raises `Unfit` with every fault at once, `Refused` when the instrument is frozen or a published one.
    """
    locked = require_own(instrument)
    questions = read_rows(rows)
    weights = [Weight(row.dimension, row.percent) for row in locked.weights.all()]
    if faults := [*questions.faults, *weights_faults(weights, questions.first_line)]:
        raise Unfit(faults)
    before = locked.indicators.count()
    store_questions(locked, questions.fields)
    after = {"indicators": len(questions.fields)}
    journal.write("instrument.change", locked, by=by, at=at, before={"indicators": before}, after=after)
    return locked


def read_rows(rows: Sequence[Row]) -> Questions:
    """`pillars.rows.read_questions` with the pillars of the database. Two queries."""
    pillar_of = dict(SubPillar.objects.values_list("slug", "pillar_id"))
    return read_questions(rows, pillar_of, Pillar.objects.values_list("slug", flat=True))


def store_weights(instrument: Instrument, weights: Sequence[Weight]) -> None:
    """Set the weights of an instrument, in the order of the ministry's letters."""
    place = {name: number for number, name in enumerate(Dimension.values, start=1)}
    DimensionWeight.objects.filter(instrument=instrument).delete()
    DimensionWeight.objects.bulk_create(
        DimensionWeight(instrument=instrument, order=place[row.dimension], **asdict(row)) for row in weights
    )


def store_questions(instrument: Instrument, questions: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Set the questions of an instrument. Returns how many are new and how many differed; others are deleted."""
    known = {row.key: row for row in instrument.indicators.all()}
    wanted = {str(values["key"]): values for values in questions}
    gone = [row.pk for key, row in known.items() if key not in wanted]
    new = [Indicator(instrument=instrument, **values) for key, values in wanted.items() if key not in known]
    differing = [row for key, row in known.items() if key in wanted and _differs(row, wanted[key])]
    if gone:
        instrument.indicators.filter(pk__in=gone).delete()
    if differing:
        _make_room(instrument, differing)
        for row in differing:
            for name, value in wanted[row.key].items():
                setattr(row, name, value)
        Indicator.objects.bulk_update(differing, list(questions[0]), batch_size=50)
    Indicator.objects.bulk_create(new)
    return len(new), len(differing)


def as_text(weights: Sequence[Weight]) -> dict[str, str]:
    """Weights as the journal keeps them: "10", not "10.00", so that equal weights are equal texts."""
    return {row.dimension: f"{row.percent.normalize():f}" for row in weights}


def _make_room(instrument: Instrument, rows: Sequence[Indicator]) -> None:
    """Move `rows` behind all others: two that swap places would meet on the way (`order` is unique)."""
    last = max(instrument.indicators.values_list("order", flat=True))
    for place, row in enumerate(rows, start=last + 1):
        row.order = place
    Indicator.objects.bulk_update(rows, ["order"], batch_size=200)


def _differs(row: Indicator, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _slug_taken(slug: str) -> list[Fault]:
    if not Instrument.objects.filter(slug=slug).exists():
        return []
    text = _("Kode “%s” sudah dipakai. Untuk memperbaiki instrumen yang sudah ada, buat versi baru dari halamannya.")
    return [Fault(HEADER, None, text % slug)]
