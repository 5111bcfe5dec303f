"""What is typed in a plenary, read into plain values. Nothing typed is lost when something is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from common.printable import printable
from evaluations.actions.given import Given
from evaluations.forms import MARKS, NOT_APPLICABLE

LONGEST = 8_000  # characters of one text


@dataclass
class Typed:
    """Texts as they were sent, without characters nobody can see; `errors` by the name of the field."""

    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def seen(self) -> int:
        """The version on the page it was sent from; -1, which is none, for anything else."""
        text = self["seen"]
        return int(text) if text.isdecimal() and len(text) < 9 else -1

    @property
    def given(self) -> Given:
        text = self["value"]
        return Given(not_applicable=True) if text == NOT_APPLICABLE else Given(int(text)) if text in MARKS else Given()


def read(data: QueryDict, *names: str) -> Typed:
    """These fields; one that is too long, or a value that is none, is an error."""
    form = Typed({name: printable(data.get(name, "")) for name in ("seen", *names)})
    for name in names:
        if len(form[name]) > LONGEST:
            words = {"limit": LONGEST, "length": len(form[name])}
            form.errors[name] = _("Paling panjang %(limit)d karakter; teks ini %(length)d karakter.") % words
    if "value" in names and form["value"] not in ("", NOT_APPLICABLE, *MARKS):
        told = {"text": form["value"][:20]}
        form.errors["value"] = (
            _("“%(text)s” bukan nilai. Pilih bilangan bulat 0 sampai 4, atau “Tidak berlaku”.") % told
        )
    return form


def read_decision(data: QueryDict, *, done: bool) -> Typed:
    """The chair's words on a question: a value wants a reason, and the end of the talk an outcome."""
    form = read(data, "outcome", "value", "reason")
    if form["value"] and not form["reason"].strip():
        form.errors.setdefault("reason", _("Tuliskan alasan nilai panel."))
    if done and not form["outcome"].strip():
        form.errors.setdefault("outcome", _("Tuliskan hasil pembahasan."))
    return form


def read_revision(data: QueryDict) -> Typed:
    """A new own mark, and why."""
    form = read(data, "value", "reason")
    if not form["value"]:
        form.errors.setdefault("value", _("Pilih nilai."))
    if not form["reason"].strip():
        form.errors.setdefault("reason", _("Tuliskan alasannya."))
    return form


def read_signature(data: QueryDict) -> Typed:
    """Assent, or a dissent in own words."""
    form = read(data, "assents", "text")
    if form["assents"] not in ("ya", "tidak"):
        form.errors["assents"] = _("Pilih setuju atau berkeberatan.")
    if form["assents"] == "tidak" and not form["text"].strip():
        form.errors.setdefault("text", _("Tuliskan keberatan Anda."))
    return form
