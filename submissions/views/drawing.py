"""The rows of the answering form, drawn from their lines with stencils: words in templates, speed in long sections."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.stencil import Gap, stencil
from submissions.actions.evidence import MOST_ATTACHMENTS
from submissions.forms.answers import LONGEST_TEXT
from submissions.views.lines import Asked, FileLine, Line

PARTS = "submissions/parts/"
NOTHING = SafeString()


def row(line: Line) -> SafeString:
    """One question complete: head, fields or answer, evidence."""
    texts = {
        "n": line.n,
        "pk": str(line.indicator.pk),
        "seen": line.seen,
        "label": line.label,
        "meta": line.meta,
        "hint": line.indicator.evidence_hint,
        "saved": line.saved,
        "version": line.typed.version,
        "year": line.last_year_name,
        "before": line.last_year,
        "told": _drawn("told.html", line) if line.theirs or line.refused or line.errors.get("version") else NOTHING,
        "asked": _asked(line.asked) if line.asked else NOTHING,
        "levels": _drawn("levels.html", line) if line.levels else NOTHING,
        "offer": line.offer,
        "taken": line.offer_url,
        "excused": _excused(line) if line.excused else NOTHING,
        "body": _fields(line) if line.is_open else _drawn("answer.html", line),
        "evidence": evidence(line),
    }
    gaps: dict[str, str] = {name: Gap(name) if text else "" for name, text in texts.items()}
    same = {
        "has_error": line.has_error,
        "is_open": line.is_open,
        "is_complete": not line.lacks,
        "is_carried": line.is_carried,
    }
    return stencil(f"{PARTS}row.html", **same, **gaps).fill(texts)


def evidence(line: Line) -> SafeString:
    """The files of a question, and the field that adds one."""
    texts = {
        "n": line.n,
        "all_url": line.evidence_url if line.more_files else "",
        "count": str(len(line.files) + line.more_files),
        "files": files(line),
        "upload": _upload(line) if line.takes_files else NOTHING,
    }
    gaps: dict[str, str] = {name: Gap(name) if text else "" for name, text in texts.items()}
    return stencil(f"{PARTS}evidence.html", is_open=line.takes_files, **gaps).fill(texts)


def files(line: Line) -> SafeString:
    """The files of a question as rows of a list."""
    return SafeString("".join(_file(file, may_detach=_may_detach(line, file)) for file in line.files))


def limits() -> str:
    """What a file may be, told before it is chosen."""
    return _limits(settings.EVIDENCE_MAX_BYTES, get_language())


@lru_cache(maxsize=16)
def _limits(most: int, _language: str | None) -> str:
    words = {"size": most // 1024**2, "count": MOST_ATTACHMENTS}
    return _("PDF, JPG, PNG, DOCX, XLSX; paling besar %(size)d MB; paling banyak %(count)d berkas.") % words


def _fields(line: Line) -> SafeString:
    """The fields of a question. With an error, what was typed may be no choice at all: then nothing is kept."""
    typed = line.typed
    same: dict[str, Any] = {
        "kind": line.kind,
        "is_whole": line.is_whole,
        "unit": line.indicator.unit,
        "longest": LONGEST_TEXT,
        "level": typed.level,
    }
    texts = {"n": line.n, "value": typed.value, "narrative": typed.narrative, "reason": typed.reason}
    if line.errors:
        return render_to_string(f"{PARTS}fields.html", same | texts | {"errors": line.errors})
    gaps: dict[str, str] = {name: Gap(name) for name in texts}
    if line.kind == "yes_no":
        gaps["value"] = typed.value
    return stencil(f"{PARTS}fields.html", **same, **gaps).fill(texts)


def _upload(line: Line) -> SafeString:
    same = {"limits": limits()}
    texts = {"n": line.n, "url": line.evidence_url, "library": line.evidence_url.replace("/data-dukung/", "/pustaka/")}
    if line.upload_error:
        return render_to_string(f"{PARTS}upload.html", same | texts | {"error": line.upload_error})
    return stencil(f"{PARTS}upload.html", **same, **{name: Gap(name) for name in texts}).fill(texts)


def _asked(asked: Asked) -> SafeString:
    texts = {"due": asked.due, "reason": asked.reason}
    gaps: dict[str, str] = {name: Gap(name) if text else "" for name, text in texts.items()}
    same = {"state": asked.state, "word": asked.word, "is_overdue": asked.is_overdue}
    return stencil(f"{PARTS}asked.html", **same, **gaps).fill(texts)


def _excused(line: Line) -> SafeString:
    return render_to_string(f"{PARTS}excused.html", {"excused": line.excused})


def _may_detach(line: Line, file: FileLine) -> bool:
    """In a window for late evidence only late files go again."""
    return line.is_open or (line.takes_late and file.is_late)


def _file(file: FileLine, *, may_detach: bool) -> SafeString:
    texts = {
        "pk": file.pk,
        "name": file.name,
        "url": file.url,
        "facts": file.facts,
        "point_url": file.point_url,
        "note": file.note,
        "fault": file.fault,
        "preview_url": file.preview_url,
    }
    gaps: dict[str, str] = {name: Gap(name) if text else "" for name, text in texts.items()}
    same = {"icon": file.icon, "is_open": may_detach, "is_late": file.is_late}
    return stencil(f"{PARTS}file.html", **same, **gaps).fill(texts)


def _drawn(template: str, line: Line) -> SafeString:
    return render_to_string(f"{PARTS}{template}", {"line": line})
