"""`import_results FILE.csv --year 2023 [--stage stage2] [--dry-run]`: published results of a past cycle."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PORTAL
from common.spreadsheet import TableError
from common.steps import Refused
from evaluations.actions import imports
from evaluations.comparison import Change, Checked


def announcement_day(text: str) -> datetime:
    """The beginning of a day, written 2022-12-06, in the ministry's own zone; a day that has not come is refused."""
    try:
        day = timezone.make_aware(datetime.strptime(text, "%Y-%m-%d"))
    except ValueError as error:
        raise ArgumentTypeError(_("“%s” bukan tanggal; tulis seperti 2022-12-06.") % text) from error
    if day > timezone.now():
        raise ArgumentTypeError(_("%s belum tiba.") % text)
    return day


class Command(BaseCommand):
    """Prints every row that differs, what could not be checked and why, and as last line how many were reproduced."""

    help = (
        "Import published results, recompute each with the instrument's own rule. Exit status 0 only if all was stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--stage", default="", help="single, stage1 or stage2; needed when the year has several")
        parser.add_argument(
            "--announced",
            type=announcement_day,
            help="day of the ministry's letter, such as 2022-12-06; without it a new cycle counts as announced now",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and print, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            found = imports.import_file(
                path,
                year=options["year"],
                stage=options["stage"],
                by=PORTAL,
                at=timezone.now(),
                announced_at=options["announced"],
                dry_run=options["dry_run"],
            )
        except OSError as error:
            raise CommandError(
                _("Berkas %(path)s tidak dapat dibaca: %(error)s") % {"path": path, "error": error}
            ) from error
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        except TableError as error:
            for line, text in error.errors:
                self.stderr.write(_("baris %(line)d: %(text)s") % {"line": line, "text": text})
            raise CommandError(
                _("%(count)d kesalahan; tidak ada yang disimpan.") % {"count": len(error.errors)}
            ) from error
        self._tell(found, dry_run=options["dry_run"])

    def _tell(self, found: imports.Import, *, dry_run: bool) -> None:
        for one in found.differing:
            self.stdout.write(self._difference(one))
        for change in found.changes:
            self.stdout.write(self._change(change))
        if found.absent:
            self.stdout.write(_("%(count)d daerah tidak ikut serta.") % {"count": len(found.absent)})
        if found.not_checkable:
            codes = ", ".join(one.row.regency.pk for one in found.not_checkable)
            words = {"count": len(found.not_checkable), "codes": codes}
            self.stdout.write(
                _("%(count)d Indeks Peningkatan tidak dapat dihitung ulang, pembandingnya tidak tersimpan: %(codes)s.")
                % words
            )
        self.stdout.write(self._outcome(found, dry_run=dry_run))
        finals, improvements = found.finals, found.improvements
        same_finals = sum(not one.final_differs for one in finals)
        same_improvements = sum(not one.improvement_differs for one in improvements)
        self.stdout.write(
            f"{same_finals} of {len(finals)} finals reproduced, "
            f"{same_improvements} of {len(improvements)} improvements reproduced"
        )

    def _difference(self, one: Checked) -> str:
        words = {"line": one.row.line, "code": one.row.regency.pk, "name": one.row.regency.name}
        parts = []
        if one.final_differs and one.score is not None:
            numbers = {"published": _shown(one.row.final), "computed": _shown(one.score.final)}
            parts.append(_("nilai final %(published)s, dihitung %(computed)s") % numbers)
        if one.improvement_differs:
            numbers = {"published": _shown(one.row.improvement), "computed": _shown(one.improvement)}
            parts.append(_("Indeks Peningkatan %(published)s, dihitung %(computed)s") % numbers)
        return f"{_('baris %(line)d, %(code)s %(name)s berbeda:') % words} {'; '.join(parts)}"

    def _change(self, change: Change) -> str:
        return _("baris %(line)d, %(code)s: kolom %(column)s tersimpan %(before)s, dalam berkas %(after)s") % {
            "line": change.row.line,
            "code": change.row.regency.pk,
            "column": change.column,
            "before": _shown(change.before),
            "after": _shown(change.after),
        }

    def _outcome(self, found: imports.Import, *, dry_run: bool) -> str:
        if dry_run:
            return _("Uji coba: tidak ada yang disimpan.")
        if found.is_unchanged:
            return _("%(cycle)s: semua baris sudah tersimpan, tidak ada yang berubah.") % {"cycle": found.cycle_name}
        number = found.run.number if found.run else 0
        return _("%(cycle)s: %(count)d baris disimpan sebagai hasil ke-%(number)d.") % {
            "cycle": found.cycle_name,
            "count": len(found.checked),
            "number": number,
        }


def _shown(value: object) -> str:
    return "–" if value is None else str(value)
