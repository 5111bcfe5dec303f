"""Seating in words: why somebody sits where, what could not be met, which rules clash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from evaluations.queries.candidates import Candidate
from evaluations.queries.seating import NO_CAP
from pillars.models import Dimension, Pillar


def topic_names() -> dict[str, str]:
    """What each topic is called: pillars by slug, dimensions by value. One query."""
    return {pillar.slug: pillar.name for pillar in Pillar.objects.all()} | {
        value: str(label) for value, label in Dimension.choices
    }


def sentence(code: str, values: Mapping[str, Any], names: Mapping[str, str], topics: Mapping[str, str]) -> str:
    """A reason or an unmet wish. `names` gives panels (by submission) and people by their ids as text."""
    words = {
        **values,
        "topics": ", ".join(topics.get(slug, slug) for slug in values.get("topics", ())),
        "panel": names.get(values.get("panel", ""), "–"),
        "person": names.get(values.get("person", ""), "–"),
    }
    if code == "load" and values["cap"] >= NO_CAP:
        code = "load_free"
    if code in ("again", "near") and "panel" in values:
        code = f"{code}_at"
    return _sentences()[code] % words


def reasons(rows: Sequence[Sequence[Any]], topics: Mapping[str, str]) -> str:
    """All reasons of a seat as one line."""
    return " · ".join(sentence(code, values, {}, topics) for code, values in rows)


def about(candidate: Candidate, topics: Mapping[str, str]) -> str:
    """What speaks for and against a candidate, in one line."""
    found = []
    if candidate.brings:
        names = ", ".join(topics.get(slug, slug) for slug in candidate.brings)
        found.append(_("Melengkapi keahlian: %(topics)s") % {"topics": names})
    if candidate.is_hinted:
        found.append(_("Ada petunjuk benturan kepentingan"))
    if candidate.has_left:
        found.append(_("Pernah melepas kursi pada panel ini"))
    if candidate.is_full:
        found.append(_("Batas beban tercapai"))
    if candidate.has_colleague:
        found.append(_("Satu instansi dengan anggota panel"))
    if candidate.was_here:
        found.append(_("Menilai daerah ini juga tahun lalu"))
    if candidate.is_near:
        found.append(_("Berasal dari provinsi yang sama"))
    return " · ".join(found)


def _sentences() -> dict[str, str]:
    """By code, in the language of the reader."""
    return {
        # why somebody sits there
        "kept": _("Sudah ditempatkan sebelumnya"),
        "only_expert": _("Satu-satunya di panel ini yang menguasai %(topics)s"),
        "expert": _("Menguasai %(topics)s"),
        "load": _("Beban %(load)s dari paling banyak %(cap)s daerah"),
        "load_free": _("Beban %(load)s daerah"),
        "far": _("Berasal dari provinsi lain"),
        # where the wish was not met; with `panel` and `person` on the list of what could not be met
        "again": _("Menilai daerah ini juga tahun lalu"),
        "near": _("Berasal dari provinsi yang sama"),
        "again_at": _("%(person)s menilai %(panel)s juga tahun lalu."),
        "near_at": _("%(person)s berasal dari provinsi yang sama dengan %(panel)s."),
        "uncovered": _("Panel %(panel)s: tidak ada yang menguasai %(topics)s."),
        "nobody_knows": _("Tidak ada asesor dengan keahlian %(topics)s."),
        "uneven": _("Beban %(person)s %(load)s daerah; yang merata %(low)s sampai %(high)s."),
        # why there is no plan
        "rule_conflict": _(
            "Tanpa larangan benturan kepentingan, susunan dapat dibuat. Tambah asesor, atau putuskan petunjuk yang terbuka."
        ),
        "rule_cap": _("Tanpa batas beban, susunan dapat dibuat. Naikkan batas beban, atau tambah asesor."),
        "rule_chair": _(
            "Tanpa keharusan adanya ketua, susunan dapat dibuat. Izinkan lebih banyak asesor menjadi ketua panel."
        ),
        "rule_institution": _("Bila dua asesor dari satu instansi diperbolehkan, susunan dapat dibuat."),
        "several": _("Tidak cukup melonggarkan satu aturan saja; beberapa aturan saling menghalangi."),
        "no_room": _("Batas beban semua asesor bersama hanya %(room)s kursi, sedangkan yang diperlukan %(wanted)s."),
        "too_few": _("Panel %(panel)s: hanya %(able)s asesor tanpa benturan kepentingan untuk %(seats)s kursi."),
        "no_chair": _("Panel %(panel)s: tidak seorang pun yang boleh menjadi ketua."),
    }
