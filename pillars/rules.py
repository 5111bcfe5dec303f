"""May this person do this to an instrument? Grants give the `Actor`, refusals None.

And may it be done to this instrument at all? An empty text means go, otherwise it is the sentence on the page.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from accounts.rules import secretariat
from pillars.models import Instrument


def manages(user: User | AnonymousUser) -> Actor | None:
    """Read and change instruments: the secretariat alone. The administrator keeps accounts, not rulers."""
    return secretariat(user)


def what_forbids_level_texts(instrument: Instrument) -> str:
    """Frozen instruments keep every word that regions and assessors worked with."""
    if not instrument.is_frozen:
        return ""
    return _(
        "Instrumen ini sudah dipakai sebuah siklus, jadi tidak dapat diubah lagi. Perbaikan dibuat sebagai versi baru."
    )


def what_forbids_change(instrument: Instrument) -> str:
    """Weights, questions and wording of the published letters are not the secretariat's to change either."""
    if instrument.is_reference and not instrument.is_frozen:
        return _("Instrumen acuan mengikuti surat resmi kementerian. Perubahan dibuat sebagai salinan atau versi baru.")
    return what_forbids_level_texts(instrument)


def what_forbids_new_version(instrument: Instrument) -> str:
    """What can still be changed needs no new version, and there is one draft at a time. At most one query."""
    if not what_forbids_change(instrument):
        return _("Instrumen ini belum dipakai siklus mana pun; ubah saja langsung.")
    drafts = Instrument.objects.filter(slug=instrument.slug, frozen_at__isnull=True, is_reference=False)
    if draft := drafts.first():
        return _("Versi %s masih berupa rancangan. Lanjutkan perbaikan di sana.") % draft.version
    return ""
