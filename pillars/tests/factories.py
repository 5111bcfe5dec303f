"""People, pillars, instruments and the rows of their files for tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Actor, NationalRole, Role, User
from common.spreadsheet import Row, write_csv
from pillars.actions.imports import Header, import_instrument
from pillars.models import Instrument, Pillar, SubPillar
from pillars.rows import QUESTION_COLUMNS, Weight

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 9, 3, 0, tzinfo=UTC)

_number = count(1)


def make_person(role: Role | None = None) -> User:
    """Somebody with an invented name, and perhaps a national role."""
    number = next(_number)
    user = User.objects.create_user(f"instrumen{number}@contoh.test", "rahasia-sekali", name=f"Orang {number}")
    if role is not None:
        NationalRole.objects.create(user=user, role=role)
    return user


def secretary() -> Actor:
    return Actor(make_person(Role.SECRETARIAT), Role.SECRETARIAT)


def make_pillars() -> None:
    """Governance with two sub-pillars, and living with one."""
    for order, (slug, subs) in enumerate({"governance": ("service", "policy"), "living": ("health",)}.items(), 1):
        name = f"Smart {slug.title()}"
        pillar, is_new = Pillar.objects.get_or_create(
            slug=slug, defaults={"order": order, "name_id": name, "name_en": name}
        )
        if is_new:
            for place, sub in enumerate(subs, 1):
                SubPillar.objects.create(slug=sub, pillar=pillar, order=place, name_id=sub.title(), name_en=sub.title())


def cells(order: int = 1, **values: str) -> dict[str, str]:
    """The cells of one faultless row of a questions file."""
    return {
        **dict.fromkeys(QUESTION_COLUMNS, ""),
        "order": str(order),
        "key": f"baseline.q{order}",
        "dimension": "baseline",
        "label_id": f"Pertanyaan {order}",
        "label_en": f"Question {order}",
        "answer_kind": "yes_no",
        "horizon": "this_year",
        **values,
    }


QUESTIONS = (
    cells(1),
    cells(2, answer_kind="count", unit="program", element_id="Perencanaan", element_en="Planning"),
    cells(3, key="outcome.q3", dimension="outcome", pillar="governance", answer_kind="percent", unit="%"),
    cells(
        4, key="outcome.q4", dimension="outcome", pillar="governance", sub_pillar="policy", answer_kind="survey_mean"
    ),
)
WEIGHTS = (Weight("baseline", Decimal(40)), Weight("outcome", Decimal(60)))


def rows(*questions: Mapping[str, str]) -> list[Row]:
    """Rows as the reader gives them: the heading is line 1."""
    return [Row(line, values) for line, values in enumerate(questions or QUESTIONS, 2)]


def header(**values: Any) -> Header:
    return Header(
        **{
            "slug": f"uji-{next(_number)}",
            "name": "Instrumen uji",
            "year": 2026,
            "stage": "single",
            "cohort": "regular",
            "panel_size": 3,
            "rounding": "sum_then_round",
            "improvement_rule": "none",
            **values,
        }
    )


def make_instrument(
    *, by: Actor | None = None, frozen: bool = False, reference: bool = False, **values: Any
) -> Instrument:
    """An instrument of four questions, 40 % baseline and 60 % outcome; a draft unless told otherwise."""
    make_pillars()
    made = import_instrument(rows(), header=header(**values), weights=WEIGHTS, by=by or secretary(), at=AT)
    if frozen or reference:
        made.frozen_at, made.is_reference = AT if frozen else None, reference
        made.save(update_fields=["frozen_at", "is_reference"])
    return made


def use_in_cycle(instrument: Instrument, name: str = "Evaluasi 2026") -> None:
    """A cycle that measures with the instrument; cycles live above this room, so they are not imported."""
    year = 3000 + next(_number)
    cycle = apps.get_model("submissions", "Cycle").objects.create(name=name, year=year, stage="single", created_at=AT)
    instrument.cycle_cohorts.create(cycle=cycle, cohort=instrument.cohort)


def questions_file(*questions: Mapping[str, str], name: str = "pertanyaan.csv") -> SimpleUploadedFile:
    """The questions as an uploaded CSV."""
    lines = [[row[column] for column in QUESTION_COLUMNS] for row in questions or QUESTIONS]
    return SimpleUploadedFile(name, write_csv(QUESTION_COLUMNS, lines).encode())
