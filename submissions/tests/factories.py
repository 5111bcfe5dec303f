"""People, regions, a small instrument, cycles and submissions for tests (also those of `evaluations` and `reports`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Actor, NationalRole, Role, User
from pillars.models import Dimension, DimensionWeight, Indicator, Instrument, Pillar, Rounding, SubPillar
from regencies.models import Agency, Membership, Province, Regency
from submissions.models import Answer, Cycle, CycleCohort, HandOver, Submission, Window

_number = count(1)

ZONES = {"31": "Asia/Jakarta", "64": "Asia/Makassar", "94": "Asia/Jayapura"}
PASER, KUTAI, JAKARTA_PUSAT, NABIRE = "64.01", "64.02", "31.71", "94.01"

Kind = Indicator.AnswerKind
SMALL = (
    ("baseline.legal", Dimension.BASELINE, None, Kind.YES_NO, ""),
    ("baseline.programmes", Dimension.BASELINE, None, Kind.COUNT, "program"),
    ("outcome.share", Dimension.OUTCOME, "governance", Kind.PERCENT, "%"),
    ("impact.survey", Dimension.IMPACT, "governance", Kind.SURVEY_MEAN, "skor 0–4"),
)
"""Key, dimension, pillar, kind and unit of the small instrument: four questions on three pages."""


def make_user(name: str = "", *, national: Role | None = None, **fields: Any) -> User:
    """A person with an invented name; `national` gives a role for the whole country."""
    number = next(_number)
    user = User.objects.create_user(
        fields.pop("email", f"orang{number}@contoh.test"), "rahasia-sekali", name=name or f"Orang {number}", **fields
    )
    if national is not None:
        NationalRole.objects.create(user=user, role=national)
    return user


def make_regency(code: str = PASER, name: str = "") -> Regency:
    """The regency with this code, in the zone of its province (31 WIB, 64 WITA, 94 WIT; others WIB)."""
    province_code = code[:2]
    zone = ZONES.get(province_code, "Asia/Jakarta")
    province, _new = Province.objects.get_or_create(
        code=province_code, defaults={"name": f"Provinsi {province_code}", "timezone": zone}
    )
    kind = Regency.Kind.KOTA if code[3:4] == "7" else Regency.Kind.KABUPATEN
    regency, _new = Regency.objects.get_or_create(
        code=code,
        defaults={
            "province": province,
            "kind": kind,
            "name": name or f"{kind.label} {code}",
            "timezone": province.timezone,
        },
    )
    return regency


def make_agency(regency: Regency, code: str = "DINKES") -> Agency:
    return Agency.objects.create(regency=regency, code=code, name=f"Dinas contoh {code}")


def make_member(regency: Regency, role: Role = Role.OPERATOR, *, agency: Agency | None = None, name: str = "") -> User:
    """A person who works for the regency in this role; a contributor needs an agency."""
    user = make_user(name)
    Membership.objects.create(user=user, role=role, regency=regency, agency=agency)
    return user


def actor(user: User, role: Role = Role.OPERATOR) -> Actor:
    return Actor(user, role)


def make_instrument(
    questions: Sequence[tuple[str, str, str | None, str, str]] = SMALL, *, panel_size: int = 3, **fields: Any
) -> Instrument:
    """An instrument with these questions, equal-ish weights that add to 100, and the pillars it names."""
    number = next(_number)
    values = {
        "slug": f"uji-{number}",
        "name": f"Instrumen uji {number}",
        "year": 2026,
        "stage": "single",
        "cohort": "regular",
        "panel_size": panel_size,
        "rounding": Rounding.SUM_THEN_ROUND,
        "improvement_rule": "final_minus_previous_unrounded_half_even",
    }
    instrument = Instrument.objects.create(**{**values, **fields})
    _weigh(instrument, list(dict.fromkeys(dimension for _key, dimension, *_rest in questions)))
    for order, (key, dimension, pillar, kind, unit) in enumerate(questions, 1):
        Indicator.objects.create(
            instrument=instrument,
            order=order,
            key=key,
            dimension=dimension,
            pillar=make_pillar(pillar) if pillar else None,
            label_id=f"Pertanyaan contoh {order}",
            label_en=f"Sample question {order}",
            answer_kind=kind,
            unit=unit,
            evidence_hint_id="Laporan contoh.",
            horizon=Indicator.Horizon.THIS_YEAR,
        )
    return instrument


def _weigh(instrument: Instrument, dimensions: list[str]) -> None:
    share = Decimal(100) // max(1, len(dimensions))
    for order, dimension in enumerate(dimensions, 1):
        rest = Decimal(100) - share * (len(dimensions) - 1)
        DimensionWeight.objects.create(
            instrument=instrument,
            dimension=dimension,
            order=order,
            percent=rest if order == len(dimensions) else share,
        )


def make_pillar(slug: str) -> Pillar:
    """One of the six pillars, with one sub-pillar."""
    order = ["governance", "branding", "economy", "living", "society", "environment"].index(slug) + 1
    name = f"Smart {slug.title()}"
    pillar, new = Pillar.objects.get_or_create(slug=slug, defaults={"order": order, "name_id": name, "name_en": name})
    if new:
        SubPillar.objects.create(
            slug=f"{slug}-1"[:20], pillar=pillar, order=1, name_id="Subpilar", name_en="Sub-pillar"
        )
    return pillar


def make_cycle(
    *,
    instrument: Instrument | None = None,
    state: str = Cycle.State.SELF_ASSESSMENT,
    cohort: str = "regular",
    year: int | None = None,
    at: datetime | None = None,
    windows: bool = True,
    **fields: Any,
) -> Cycle:
    """A cycle with one cohort, its answers window open now (`at`) and its assessment window open too.

    Answers: a week ago to a week from now. Assessment: yesterday to in a month, so that both sides can be tried.
    """
    at = at or timezone.now()
    year = year if year is not None else 3000 + next(_number)
    announced = {"announced_at": at} if state == Cycle.State.ANNOUNCED else {}
    cycle = Cycle.objects.create(
        **{
            "name": f"Evaluasi {year}",
            "year": year,
            "stage": "single",
            "state": state,
            "created_at": at,
            **announced,
            **fields,
        }
    )
    CycleCohort.objects.create(cycle=cycle, cohort=cohort, instrument=instrument or make_instrument())
    if windows:
        set_window(cycle, Window.Kind.ANSWERS, at - timedelta(days=7), at + timedelta(days=7))
        set_window(cycle, Window.Kind.ASSESSMENT, at - timedelta(days=1), at + timedelta(days=30))
    return cycle


def set_window(cycle: Cycle, kind: str, opens_at: datetime, closes_at: datetime) -> Window:
    row, _new = Window.objects.update_or_create(
        cycle=cycle, kind=kind, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    return row


def make_submission(
    *,
    cycle: Cycle | None = None,
    regency: Regency | None = None,
    state: str = Submission.State.FILLING,
    answered: bool = False,
    **cycle_fields: Any,
) -> Submission:
    """A region taking part in the cycle (a new one unless given; `cycle_fields` go to `make_cycle`).

    `answered`: every question has an answer and a level, as handing in wants it.
    """
    cycle = cycle or make_cycle(**cycle_fields)
    cohort = cycle.cohorts.select_related("instrument").get()
    handed_in = {"handed_in_at": timezone.now()} if state == Submission.State.HANDED_IN else {}
    submission = Submission.objects.create(
        cycle=cycle,
        regency=regency or make_regency(),
        cohort=cohort.cohort,
        instrument=cohort.instrument,
        state=state,
        **handed_in,
    )
    if answered:
        answer_all(submission)
    return submission


def indicators(submission: Submission) -> list[Indicator]:
    """Questions of the submission in order."""
    return list(Indicator.objects.filter(instrument=submission.instrument_id).order_by("order"))


def make_answer(submission: Submission, indicator: Indicator, **fields: Any) -> Answer:
    """An answer with a value of the indicator's kind and level 3, unless told otherwise."""
    values: dict[str, Any] = {"own_level": 3, "changed_at": timezone.now()}
    if indicator.answer_kind == Kind.YES_NO:
        values["yes"] = True
    elif indicator.answer_kind == Kind.TEXT:
        values["text"] = "Uraian contoh."
    else:
        values["number"] = Decimal("3")
    return Answer.objects.create(submission=submission, indicator=indicator, **{**values, **fields})


def answer_all(submission: Submission) -> list[Answer]:
    return [make_answer(submission, indicator) for indicator in indicators(submission)]


def hand_to(submission: Submission, indicator: Indicator, agency: Agency, **fields: Any) -> HandOver:
    """A question with an agency; `state` comes with the timestamps that it wants."""
    at = timezone.now()
    stamps: dict[str, Any] = {}
    if (state := fields.get("state", HandOver.State.ASKED)) != HandOver.State.ASKED:
        stamps["given_back_at"] = at
    if state in (HandOver.State.RETURNED, HandOver.State.ACCEPTED):
        stamps["decided_at"] = at
    return HandOver.objects.create(
        **{"submission": submission, "indicator": indicator, "agency": agency, "at": at, **stamps, **fields}
    )


PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
xref
0 4
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000054 00000 n\x20
0000000105 00000 n\x20
trailer<</Size 4/Root 1 0 R>>
startxref
165
%%EOF
"""


def pdf(name: str = "laporan.pdf", *, extra: bytes = b"") -> SimpleUploadedFile:
    """A real one-page PDF; different `extra` (a comment after the end) gives different bytes."""
    content = PDF + (b"% " + extra + b"\n" if extra else b"")
    return SimpleUploadedFile(name, content, content_type="application/pdf")
