"""One region with everything in it, each text carrying `MARK`, and a person of every role who has nothing to do with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Actor, Role, User
from alignment.models import Link
from documents.models import Book, BookVersion, Document, MasterplanProgramme, SheetImport
from evaluations.actions import acceptance, drafts, followups, marks, panels, plans, practice, replies, results
from evaluations.actions.given import Given
from evaluations.models import FollowUp, Note, Practice, Reply, Result, Seat, SeatingPlan
from evaluations.queries.seating import Options
from jobs.models import Job
from quickwins.models import Photo, QuickWin
from regencies.models import Emblem
from reports.models import DraftPreview, Report
from submissions.actions import cycles, evidence, own_windows, uploads, workbooks
from submissions.models import (
    Attachment,
    Cycle,
    HandOver,
    OwnWindow,
    Receipt,
    Submission,
    Upload,
    Window,
    WorkbookImport,
)
from submissions.queries.checks import findings_of
from submissions.queries.receipts import content_of, digest
from submissions.tests import factories as make
from surveys.models import Survey
from surveys.tests.factories import surveyed

MARK = "RAHASIA-PASER"
ABROAD = make.KUTAI


@dataclass
class World:
    """What stands in Kabupaten Paser: a cycle being filled in, one being scored, one announced."""

    filling: Submission
    scoring: Submission
    announced: Submission
    attachment: Attachment
    upload: Upload
    seat: Seat
    result: Result
    reply: Reply
    follow_up: FollowUp
    hand_over: HandOver
    own_window: OwnWindow
    workbook: WorkbookImport
    document: Document
    link: Link
    sheet_import: SheetImport
    book: Book
    quick_win: QuickWin
    survey: Survey
    preview: DraftPreview
    job: Job
    person: User
    strangers: dict[str, User] = field(default_factory=dict)

    @property
    def plan(self) -> SeatingPlan:
        return SeatingPlan.objects.get(cycle=self.scoring.cycle)

    @property
    def practice(self) -> Practice:
        """Still being built: no assessor knows of it."""
        return Practice.objects.get(title=MARK)

    @property
    def draft(self) -> Cycle:
        return Cycle.objects.get(state=Cycle.State.DRAFT)


def build() -> World:
    """Everything through the real actions where they exist."""
    now = timezone.now()
    regency = make.make_regency(make.PASER)
    operator = make.make_member(regency, Role.OPERATOR, name=f"{MARK} Operator")
    agency = make.make_agency(regency, f"{MARK}-DINKES")
    secretariat = Actor(make.make_user(f"{MARK} Sekretariat", national=Role.SECRETARIAT), Role.SECRETARIAT)
    panel = [make.make_user(f"{MARK} Asesor {n}", national=Role.ASSESSOR) for n in range(3)]

    Emblem.objects.create(regency=regency, picture=b"x", sha256="0" * 64, set_at=now)
    filling = make.make_submission(regency=regency)
    first = make.indicators(filling)[0]
    make.make_answer(filling, first, narrative=f"{MARK} narasi")
    hand_over = make.hand_to(filling, first, agency)
    attachment = evidence.attach(
        filling,
        first,
        make.pdf(f"{MARK}.pdf"),
        max_bytes=settings.EVIDENCE_MAX_BYTES,
        by=Actor(operator, Role.OPERATOR),
        at=now,
    )
    upload = uploads.begin(filling, first, operator, upload_id=uuid4(), name=f"{MARK}.pdf", size=9, at=now)
    scoring = make.make_submission(
        regency=regency, state=Submission.State.HANDED_IN, answered=True, cycle=_cycle(Cycle.State.ASSESSMENT)
    )
    seat = _scored(scoring, panel[:1], secretariat, hand_in=False)[0]
    head = Actor(operator, Role.HEAD)
    content = content_of(scoring, findings_of(scoring), number=1, by=head, at=now)
    Receipt.objects.create(submission=scoring, number=1, content=content, sha256=digest(content), at=now, by=operator)
    book = workbooks.keep(filling, [], name=f"{MARK}.xlsx", made_for=MARK, by=Actor(operator, Role.OPERATOR), at=now)
    own_window = own_windows.open_late(
        scoring,
        make.indicators(scoring)[:1],
        closes_at=now + timedelta(days=1),
        reason=f"{MARK} alasan",
        by=secretariat,
        at=now,
    )
    announced = make.make_submission(
        regency=regency, state=Submission.State.HANDED_IN, answered=True, cycle=_cycle(Cycle.State.ASSESSMENT)
    )
    plans.make(scoring.cycle, Options(), by=secretariat, at=now)
    practice.build(scoring.cycle, scoring, title=MARK, count=2, by=secretariat, at=now)
    _scored(announced, panel, secretariat, hand_in=True)
    cycle = cycles.step(announced.cycle, "begin_plenary", by=secretariat, at=now)
    reply = _replied(announced, operator, secretariat)
    run = results.announce(cycle, by=secretariat, at=now)
    follow_up = followups.record(
        Note.objects.filter(seat__submission=announced, kind="recommendation")[0],
        followups.Plan("done", remark=f"{MARK} tindak lanjut", files=[attachment.evidence]),
        by=Actor(operator, Role.OPERATOR),
        at=now,
    )
    cycles.create(name=f"{MARK} rancangan", year=3999, stage="single", previous=None, by=secretariat, at=now)
    result = run.results.get()
    Report.objects.create(
        subject=result.pk,
        owner=MARK,
        about=MARK,
        kind="region",
        file="reports/x.pdf",
        sha256="0" * 64,
        size=1,
        pages=1,
        made_at=now,
    )
    document = Document.objects.create(
        regency=regency, code="MP", kind="masterplan", title=f"{MARK} Masterplan", start_year=2021, end_year=2026
    )
    programme = MasterplanProgramme.objects.create(
        document=document, code="MP-1", name=f"{MARK} program", pillar=make.make_pillar("living"), horizon="short"
    )
    link = Link.objects.create(programme=programme, indicator_key=first.key, confirmed_at=now)
    sheet_import = SheetImport.objects.create(document=document, by=operator, name=f"{MARK}.xlsx", at=now)
    bound = Book.objects.create(document=document, title=f"{MARK} buku", order=1)
    version = BookVersion(book=bound, number=1, name=f"{MARK}.pdf", size=9, pages=1, added_at=now, read_at=now)
    version.pages_with_text = 1
    version.file.save("buku.pdf", ContentFile(b"%PDF-"))
    version.texts.create(number=1, text=f"{MARK} halaman")
    quick_win = QuickWin.objects.create(
        regency=regency, code="QW", name=f"{MARK} Quick Win", pillar=make.make_pillar("living"), start_year=2021
    )
    quick_win.years.create(year=2021, status="running")
    quick_win.reports.create(year=2021, quarter=1, state="sent", sent_at=now, light="green", progress=f"{MARK} laporan")
    photo = Photo(quick_win=quick_win, width=9, height=9, alt=f"{MARK} foto", added_at=now)
    for stored in (photo.file, photo.large, photo.small):
        stored.save(f"{MARK}.jpg", ContentFile(b"x"), save=False)
    photo.save()
    quick_win.risks.create(code="R1", text=f"{MARK} risiko", likelihood=3, impact=4)
    preview = DraftPreview.objects.create(
        kind="region",
        submission=scoring,
        file="previews/x.pdf",
        pages=1,
        made_at=now,
        expires_at=now + timedelta(days=7),
    )
    args = {"kind": "region", "subject": str(result.pk)}
    job = Job.objects.create(kind="report.make", key=MARK, args=args, owner=operator, created_at=now, rung_at=now)
    return World(
        filling,
        scoring,
        announced,
        attachment,
        upload,
        seat,
        result,
        reply,
        follow_up,
        hand_over,
        own_window,
        book,
        document,
        link,
        sheet_import,
        bound,
        quick_win,
        surveyed(regency, MARK),
        preview,
        job,
        operator,
        _strangers(),
    )


def _cycle(state: str) -> Cycle:
    return make.make_cycle(state=state, at=timezone.now() - timedelta(minutes=1))


def _replied(submission: Submission, operator: User, secretariat: Actor) -> Reply:
    """A draft whose right of reply is over, with one objection, rejected."""
    start = timezone.now() - timedelta(hours=2)
    Window.objects.update_or_create(
        cycle=submission.cycle,
        kind=Window.Kind.OBJECTION,
        defaults={"opens_at": start, "closes_at": start + timedelta(hours=1)},
    )
    result = drafts.publish(submission.cycle, by=secretariat, at=start).results.get()
    question = make.indicators(submission)[0]
    by = Actor(operator, Role.OPERATOR)
    reply = replies.write(result, question, kind="object", text=f"{MARK} sanggahan", by=by, at=start)
    replies.send(result, by=by, at=start)
    return replies.decide(reply, "reject", reason=f"{MARK} alasan", by=secretariat, at=start)


def _scored(submission: Submission, people: list[User], secretariat: Actor, *, hand_in: bool) -> list[Seat]:
    now = timezone.now()
    found = []
    for person in people:
        by = Actor(person, Role.ASSESSOR)
        seat = acceptance.accept(
            panels.seat(submission, person, by=secretariat, at=now), by=Actor(person, Role.ASSESSOR), at=now
        )
        marks.save(seat, {indicator: Given(3) for indicator in make.indicators(submission)}, by=by, at=now)
        kinds = ("strength", "weakness", "recommendation")
        marks.save_notes(seat, {kind: [f"{MARK} catatan"] for kind in kinds}, by=by, at=now)
        found.append(marks.hand_in(seat, by=by, at=now) if hand_in else seat)
    return found


def _strangers() -> dict[str, User]:
    """Every role but the secretariat, whose scope is the whole country, held somewhere else."""
    abroad = make.make_regency(ABROAD)
    found: dict[str, Any] = {
        role.value: make.make_member(abroad, role) for role in (Role.OPERATOR, Role.HEAD, Role.COUNCIL)
    }
    found["contributor"] = make.make_member(abroad, Role.CONTRIBUTOR, agency=make.make_agency(abroad))
    found["assessor"] = make.make_user(national=Role.ASSESSOR)
    found["administrator"] = make.make_user(national=Role.ADMINISTRATOR)
    found["nobody"] = make.make_user()
    return found
