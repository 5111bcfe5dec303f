"""Everything that changes regions, their agencies, and who works for them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import NATIONAL_ROLES, REGIONAL_ROLES, Actor, Role, User
from common import filegate, page_picture
from common.reference import Tally, bring
from common.steps import Refused
from journal import actions as journal
from journal.models import Audience
from regencies.models import Agency, Emblem, Membership, Province, Regency
from regencies.rules import forget_memberships

DATA = Path(__file__).parent / "data"
EMBLEM_BYTES = 2 * 1024 * 1024
EMBLEM_SIDE, EMBLEM_LEAST = 400, 160  # pixels: 20 mm on paper in 500 and 200 dots an inch


@transaction.atomic
def create_agency(
    regency: Regency, *, code: str, name: str, by: Actor, at: datetime, is_sample: bool = False
) -> Agency:
    """A new agency of a regency. Raises `Refused` when the regency already has one with this abbreviation."""
    try:
        with transaction.atomic():
            agency = Agency.objects.create(regency=regency, code=code.strip(), name=name.strip(), is_sample=is_sample)
    except IntegrityError:
        raise Refused(
            _("%(regency)s sudah memiliki perangkat daerah dengan singkatan “%(code)s”.")
            % {"regency": regency.name, "code": code.strip()}
        ) from None
    journal.write(
        "agency.create",
        agency,
        by=by,
        at=at,
        after={"code": agency.code, "name": agency.name},
        regency_code=regency.code,
        audience=Audience.REGION,
    )
    return agency


def set_emblem(regency: Regency, upload: File[bytes], *, by: Actor, at: datetime) -> Emblem:
    """Judge a picture, make it anew as a small PNG, and take it as the emblem in place of the one before.

    Raises `Refused` with a sentence for what is no whole JPEG or PNG, too large, too many pixels or too small to print, and
    `virus_scan.Unavailable`. The judging runs before the transaction, so that a slow file holds no lock.
    """
    picture = _made_anew(upload)
    mark = hashlib.sha256(picture).hexdigest()
    with transaction.atomic():
        before = Emblem.objects.select_for_update().filter(pk=regency.pk).first()
        if before is not None and before.sha256 == mark:
            return before
        values = {"picture": picture, "sha256": mark, "set_at": at}
        emblem, _new = Emblem.objects.update_or_create(regency=regency, defaults=values)
        told = {"sha256": before.sha256} if before else {}
        _tell_emblem("emblem.set", emblem, before=told, after={"sha256": mark}, by=by, at=at)
    return emblem


@transaction.atomic
def remove_emblem(regency: Regency, *, by: Actor, at: datetime) -> None:
    """Reports made from now on come without; those that are stored stay as they are. Nothing happens without an emblem."""
    emblem = Emblem.objects.select_for_update().filter(pk=regency.pk).first()
    if emblem is None:
        return
    _tell_emblem("emblem.remove", emblem, before={"sha256": emblem.sha256}, after={}, by=by, at=at)
    emblem.delete()


def _made_anew(upload: File[bytes]) -> bytes:
    name = (upload.name or "lambang")[-200:]
    try:
        verdict = filegate.judge(upload, name=name, max_bytes=EMBLEM_BYTES)
    except filegate.Refused as reason:
        raise Refused(str(reason)) from reason
    if verdict.kind not in ("jpg", "png"):
        raise Refused(_("Lambang harus berupa gambar JPG atau PNG."))
    upload.seek(0)
    try:
        picture = page_picture.copy(upload, side=EMBLEM_SIDE)
    except page_picture.Undrawable as failure:
        raise Refused(_("Gambar ini tidak dapat dibuka. Simpan ulang sebagai PNG, lalu unggah kembali.")) from failure
    if max(_size_of(picture)) < EMBLEM_LEAST:
        words = {"least": EMBLEM_LEAST}
        raise Refused(_("Gambar terlalu kecil untuk dicetak. Sisi panjangnya paling sedikit %(least)d piksel.") % words)
    return picture


def _size_of(png: bytes) -> tuple[int, int]:
    """Width and height, from the place where every PNG has them."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _tell_emblem(
    verb: str, emblem: Emblem, *, before: Mapping[str, str], after: Mapping[str, str], by: Actor, at: datetime
) -> None:
    journal.write(
        verb,
        emblem,
        by=by,
        at=at,
        before=before,
        after=after,
        label=emblem.regency.name,
        regency_code=emblem.regency_id,
        audience=Audience.REGION,
    )


@transaction.atomic
def grant_membership(
    user: User, *, role: Role, regency: Regency, agency: Agency | None = None, by: Actor, at: datetime
) -> Membership:
    """A role in a regency from now on; a contributor's in one of its agencies.

    Raises `Refused` when it is held already, or when the agency is missing, too much, or another regency's; ValueError
    for a national role.
    """
    if role not in REGIONAL_ROLES:
        raise ValueError(f"{role} is held nationally")
    _fitting(role, regency, agency)
    try:
        with transaction.atomic():
            held = Membership.objects.create(user=user, role=role, regency=regency, agency=agency)
    except IntegrityError:
        words = {"name": user.name, "role": role.label, "place": agency.name if agency else regency.name}
        raise Refused(_("%(name)s sudah memegang peran %(role)s di %(place)s.") % words) from None
    forget_memberships(user)
    journal.write(
        "person.grant",
        user,
        by=by,
        at=at,
        after=_told(held),
        regency_code=regency.code,
        audience=Audience.REGION,
    )
    return held


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, at: datetime, reason: str = "") -> Membership:
    """End a role in a regency; what the person did in it stays. Raises `Refused` when it has ended already."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "regency", "agency")
    row = rows.get(pk=membership.pk)
    if row.ended_at is not None:
        raise Refused(_("Peran ini sudah berakhir."))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    forget_memberships(membership.user)
    journal.write(
        "person.revoke",
        row.user,
        by=by,
        at=at,
        before=_told(row),
        reason=reason,
        regency_code=row.regency_id,
        audience=Audience.REGION,
    )
    return row


def grant(user: User, *, role: Role, regency: Regency | None, agency: Agency | None, by: Actor, at: datetime) -> None:
    """Any of the seven roles; `regency` and `agency` count only for those held there. Raises `Refused` as they do."""
    if role in NATIONAL_ROLES:
        accounts.grant_role(user, role=role, by=by, at=at)
    elif regency is None:
        raise Refused(_("Pilih kabupaten atau kota untuk peran %s.") % role.label)
    else:
        here = agency if role == Role.CONTRIBUTOR else None
        grant_membership(user, role=role, regency=regency, agency=here, by=by, at=at)


@transaction.atomic
def admit(
    *,
    email: str,
    name: str,
    institution: str,
    password: str,
    role: Role,
    regency: Regency | None,
    agency: Agency | None,
    by: Actor,
    at: datetime,
) -> User:
    """A new person with a first role: both, each with its journal row, or `Refused` and neither."""
    user = accounts.create_person(email=email, name=name, institution=institution, password=password, by=by, at=at)
    grant(user, role=role, regency=regency, agency=agency, by=by, at=at)
    return user


def _fitting(role: Role, regency: Regency, agency: Agency | None) -> None:
    if role == Role.CONTRIBUTOR and agency is None:
        raise Refused(_("Pilih perangkat daerah tempat kontributor bekerja."))
    if role != Role.CONTRIBUTOR and agency is not None:
        raise Refused(_("Peran %s dipegang di daerah, bukan di perangkat daerah.") % role.label)
    if agency is not None and agency.regency_id != regency.code:
        words = {"agency": agency.name, "regency": regency.name}
        raise Refused(_("%(agency)s bukan perangkat daerah %(regency)s.") % words)


def _told(held: Membership) -> dict[str, str]:
    """A membership as the journal keeps it: by names, since the administrator reads them there."""
    told = {"role": held.role, "regency": held.regency.name}
    return told | {"agency": held.agency.name} if held.agency else told


@transaction.atomic
def load_regions(folder: Path = DATA) -> Mapping[str, Tally]:
    """Provinces, regencies and cities from the files of `folder`; safe to run twice. Returns a tally per table.

    Codes that the files no longer name stay: submissions of past years point to them.
    """
    provinces = [Province(**row) for row in _read(folder / "provinces.csv")]
    regencies = [Regency(**_with_id(row)) for row in _read(folder / "regencies.csv")]
    return {
        "provinces": bring(Province, provinces, key="code", fields=("name", "timezone")),
        "regencies": bring(Regency, regencies, key="code", fields=("province_id", "kind", "name", "timezone")),
    }


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _with_id(row: dict[str, str]) -> dict[str, str]:
    return {"province_id" if name == "province_code" else name: value for name, value in row.items()}
