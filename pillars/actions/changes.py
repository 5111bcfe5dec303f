"""Changes to a draft: weights, the wording of a question, the level texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Actor
from journal import actions as journal
from pillars.actions.imports import as_text, store_weights
from pillars.actions.versions import require_changeable, require_own
from pillars.models import Indicator, Instrument, LevelText
from pillars.rows import Unfit, Weight, weights_faults

WORDING = ("element_id", "element_en", "label_id", "label_en", "unit", "evidence_hint_id", "evidence_hint_en")
LEVELS = range(5)


@transaction.atomic
def change_weights(instrument: Instrument, weights: Sequence[Weight], *, by: Actor, at: datetime) -> Instrument:
    """Set all weights of a draft. Raises `Unfit` (sum off 100, a dimension without questions, …) or `Refused`.

    What is unchanged keeps its source note; a changed weight is the secretariat's own and has none.
    """
    locked = require_own(instrument)
    dimensions = dict.fromkeys(locked.indicators.order_by().values_list("dimension", flat=True).distinct())
    if faults := weights_faults(weights, dimensions):
        raise Unfit(faults)
    old = [Weight(row.dimension, row.percent, row.source_note, row.certainty) for row in locked.weights.all()]
    if as_text(old) == as_text(weights):
        return locked
    kept = {(row.dimension, row.percent): row for row in old}
    store_weights(locked, [kept.get((row.dimension, row.percent), row) for row in weights])
    before, after = {"weights": as_text(old)}, {"weights": as_text(weights)}
    journal.write("instrument.weights", locked, by=by, at=at, before=before, after=after)
    return locked


@transaction.atomic
def change_wording(indicator: Indicator, wording: Mapping[str, str], *, by: Actor, at: datetime) -> Indicator:
    """Set texts of a draft's question (names of `WORDING`). What it measures (key, kind, dimension) stays."""
    instrument = require_own(indicator.instrument)
    if strangers := set(wording) - set(WORDING):
        raise ValueError(f"not the wording of an indicator: {', '.join(sorted(strangers))}")
    row = Indicator.objects.get(pk=indicator.pk)
    before, after = journal.changes(row, wording)
    if after:
        for name, text in after.items():
            setattr(row, name, text)
        row.save(update_fields=list(after))
        _tell("instrument.change", row, instrument, by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def change_level_texts(
    indicator: Indicator, texts: Mapping[int, tuple[str, str]], *, by: Actor, at: datetime
) -> Indicator:
    """Say what levels mean for a question: Indonesian and English text by level 0 to 4; both empty means unknown.

    Levels not named stay. Possible in published instruments too, which come without level texts, until they are frozen.
    """
    instrument = require_changeable(indicator.instrument)
    if not set(texts) <= set(LEVELS):
        raise ValueError(f"levels are 0 to 4, not {sorted(texts)}")
    known = {row.level: (row.text_id, row.text_en) for row in indicator.level_texts.all()}
    wanted = {level: (text_id.strip(), text_en.strip()) for level, (text_id, text_en) in texts.items()}
    changed = {level: pair for level, pair in wanted.items() if pair != known.get(level, ("", ""))}
    for level, (text_id, text_en) in changed.items():
        if text_id or text_en:
            LevelText.objects.update_or_create(
                indicator=indicator, level=level, defaults={"text_id": text_id, "text_en": text_en}
            )
        else:
            LevelText.objects.filter(indicator=indicator, level=level).delete()
    if changed:
        before = {str(level): list(known.get(level, ("", ""))) for level in changed}
        after = {str(level): list(pair) for level, pair in changed.items()}
        _tell("instrument.level_text", indicator, instrument, by=by, at=at, before=before, after=after)
    return indicator


def _tell(
    verb: str,
    indicator: Indicator,
    instrument: Instrument,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    """Journal rows about a question belong to its instrument, so that one history shows all of it."""
    label = f"{instrument} · {indicator}"
    journal.write(verb, instrument, by=by, at=at, label=label, before=before, after={"key": indicator.key, **after})
