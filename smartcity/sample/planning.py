"""The sample plan of Kabupaten Paser: agencies, Masterplan, RPJMD and Quick Wins, all invented and marked so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Actor
from alignment import actions as alignment
from alignment.ends import End, Kind
from documents import actions as documents
from documents.models import Document, Goal, MasterplanProgramme, MasterplanYear, Mission, RpjmdProgramme, Target
from pillars.models import Pillar, SubPillar
from quickwins import actions as quickwins
from quickwins.actions import REPORT_FIELDS
from quickwins.models import QuickWin
from regencies.actions import create_agency
from regencies.models import Agency, Regency
from smartcity.sample.files import photo

FILE = Path(__file__).parent / "data" / "paser-2023.json"
NOT_SET = "belum ditetapkan"
MASTERPLAN_STATUS = {
    "not_started": MasterplanYear.Status.PLANNED,
    "running": MasterplanYear.Status.RUNNING,
    "completed": MasterplanYear.Status.FINISHED,
    "stopped": MasterplanYear.Status.STOPPED,
}

Item = Mapping[str, Any]


@transaction.atomic
def load(*, by: Actor, at: datetime) -> list[str]:
    """Bring in what is not there yet, through the rooms' actions; what is there stays as people left it.

    Returns a sentence per kind of thing that was added: none on a second call. Needs the reference data.
    """
    data = json.loads(FILE.read_text(encoding="utf-8"))
    with override("id"):
        return _Loading(data, by, at).run()


class _Loading:
    """One run over the file, with everything by the code the file calls it by."""

    def __init__(self, data: Item, by: Actor, at: datetime) -> None:
        self.data = data
        self.who: dict[str, Any] = {"by": by, "at": at}
        self.regency = Regency.objects.get(pk=data["region"]["code"])
        self.agencies = {row.code: row for row in Agency.objects.filter(regency=self.regency)}
        self.documents = {row.code: row for row in Document.objects.filter(regency=self.regency)}
        named = [item["code"] for item in data["documents"]]
        own = {"document__regency": self.regency, "document__code__in": named}
        self.missions = {row.code: row for row in Mission.objects.filter(**own)}
        self.goals = {row.code: row for row in Goal.objects.filter(**own)}
        self.targets = {row.code: row for row in Target.objects.filter(**own)}
        self.rpjmd = {row.code: row for row in RpjmdProgramme.objects.filter(**own)}
        self.masterplan = {row.code: row for row in MasterplanProgramme.objects.filter(**own)}
        self.quick_wins = set(QuickWin.objects.filter(regency=self.regency).values_list("code", flat=True))
        self.pillars, self.sub_pillars = Pillar.objects.in_bulk(), SubPillar.objects.in_bulk()

    def run(self) -> list[str]:
        added = [
            (self._agencies(), _("%s perangkat daerah contoh")),
            (self._documents(), _("%s dokumen perencanaan contoh")),
            (self._rpjmd(), _("%s program RPJMD contoh")),
            (self._masterplan(), _("%s program Masterplan contoh")),
            (self._quick_wins(), _("%s Quick Win contoh")),
        ]
        return [sentence % count for count, sentence in added if count]

    def _agencies(self) -> int:
        new = [item for item in self.data["agencies"] if item["code"] not in self.agencies]
        for item in new:
            made = create_agency(self.regency, code=item["code"], name=item["name"], is_sample=True, **self.who)
            self.agencies[made.code] = made
        return len(new)

    def _documents(self) -> int:
        new = [item for item in self.data["documents"] if item["code"] not in self.documents]
        tree = self.data["rpjmd"]
        for item in new:
            names = ("code", "title", "start_year", "end_year", "status", "legal_basis")
            vision = tree["vision"] if item["code"] == tree["document"] else ""
            values = {name: item[name] for name in names} | {"kind": item["type"], "vision": vision}
            made = documents.create(self.regency, values, is_sample=True, **self.who)
            self.documents[made.code] = made
        return len(new)

    def _rpjmd(self) -> int:
        tree = self.data["rpjmd"]
        document = self.documents[tree["document"]]
        added = 0
        for item in tree["missions"]:
            mission = self.missions.get(item["code"]) or documents.add_mission(
                document, code=item["code"], text=item["text"], order=item["order"], **self.who
            )
            for below in item["goals"]:
                goal = self.goals.get(below["code"]) or documents.add_goal(
                    document, code=below["code"], text=below["text"], missions=[mission], **self.who
                )
                added += sum(self._target(goal, target) for target in below["targets"])
        return added

    def _target(self, goal: Goal, item: Item) -> int:
        target = self.targets.get(item["code"]) or documents.add_target(
            goal, code=item["code"], text=item["text"], **self.who
        )
        self.targets[target.code] = target
        new = [row for row in item["programmes"] if row["code"] not in self.rpjmd]
        for row in new:
            texts = {int(year): "" if text == NOT_SET else text for year, text in row["targets"].items()}
            made = documents.add_rpjmd_programme(
                target,
                code=row["code"],
                name=row["name"],
                indicator=row["indicator"],
                unit=row["unit"],
                agency=self.agencies[row["agency"]],
                year_targets=texts,
                **self.who,
            )
            self.rpjmd[made.code] = made
        return len(new)

    def _masterplan(self) -> int:
        new = [item for item in self.data["masterplan_programmes"] if item["code"] not in self.masterplan]
        year = self.data["evaluation_year"]
        for item in new:
            names = ("code", "name", "description", "horizon", "start_year", "end_year", "budget_rupiah")
            values = {name: item[name] for name in names} | {
                "pillar": self.pillars[item["pillar"]],
                "sub_pillar": self.sub_pillars[item["sub_pillar"]],
                "agency": self.agencies[item["agency"]],
            }
            made = documents.add_masterplan_programme(self.documents[item["document"]], values, **self.who)
            status = MASTERPLAN_STATUS[item[f"status_{year}"]]
            documents.record_status(made, year=year, status=status, **self.who)
            if item["rpjmd_programme"]:
                anchor = self.rpjmd[item["rpjmd_programme"]]
                alignment.confirm(made, End(Kind.RPJMD, str(anchor.pk)), **self.who)
            self.masterplan[made.code] = made
        return len(new)

    def _quick_wins(self) -> int:
        new = [item for item in self.data["quick_wins"] if item["code"] not in self.quick_wins]
        for item in new:
            names = (
                *("code", "name", "start_year", "strategic_issue", "beneficiaries", "partners", "appeal", "resources"),
                *("output", "outcome", "impact", "continuity"),
            )
            values = {name: item[name] for name in names} | {
                "pillar": self.pillars[item["pillar"]],
                "agency": self.agencies[item["agency"]],
                "masterplan_programme": self.masterplan[item["masterplan_programme"]],
                "rpjmd_target": self.targets[item["rpjmd_target"]],
                "predecessor_note": item["predecessor"] or "",
            }
            made = quickwins.create(self.regency, values, is_sample=True, **self.who)
            self._years_and_risks(made, item)
            self._reports(made, item)
        return len(new)

    def _years_and_risks(self, quick_win: QuickWin, item: Item) -> None:
        reasons, rupiah = item.get("reasons_by_year", {}), item["rupiah_by_year"]
        for year, status in item["status_by_year"].items():
            if status == "not_started":  # nothing is known of a year before it was planned
                continue
            budget, spent = rupiah.get(year, (None, None))
            quickwins.record_status(
                quick_win,
                year=int(year),
                status=status,
                target=item["targets_by_year"].get(year, ""),
                realisation=item["realisations_by_year"].get(year, ""),
                reason=reasons.get(year, ""),
                budget_rupiah=budget,
                spent_rupiah=spent,
                **self.who,
            )
        for row in item["risks"]:
            texts = {name: row[name] for name in ("code", "cause", "likelihood", "impact", "mitigation", "status")}
            owner = self.agencies[row["owner"]]
            quickwins.add_risk(quick_win, text=row["risk"], owner=owner, **texts, **self.who)

    def _reports(self, quick_win: QuickWin, item: Item) -> None:
        """Quarterly reports, each taken through its steps; the photo of one is drawn on the spot."""
        for row in item.get("reports", ()):
            texts = {name: row[name] for name in REPORT_FIELDS}
            report = quickwins.save_report(quick_win, texts, year=row["year"], quarter=row["quarter"], **self.who)
            if "photo" in row:
                picture = photo(quick_win.name, self.regency.name, row["quarter"])
                limit = settings.EVIDENCE_MAX_BYTES
                quickwins.add_photo(quick_win, picture, alt=row["photo"], report=report, max_bytes=limit, **self.who)
            for step in row["steps"]:
                report = quickwins.take_report_step(report, step, reason=row.get("reason", ""), **self.who)
