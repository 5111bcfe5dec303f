"""The queue: one question at a time, in three panes: what is asked, what the region has for it, and the own mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor, User
from accounts.rules import assessor
from common.printable import printable
from common.steps import Refused
from evaluations import queries
from evaluations.actions import marks
from evaluations.actions.given import Conflict
from evaluations.forms import MarksForm, read_mark, read_marks
from evaluations.models import MarkRevision, Seat
from evaluations.queries.followups import by_key, earlier_notes
from evaluations.queries.marking import own_notes
from evaluations.queries.queue import Order, Place, next_open, open_questions, open_seats
from evaluations.rules import own_seats, scores
from evaluations.views import lines
from evaluations.views.followed import followed
from evaluations.views.preview import shown_beside
from evaluations.views.seats import frame, own_seat
from pillars.models import Indicator
from submissions.models import Cycle


@dataclass(frozen=True)
class Page:
    """One question of a seat before its assessor."""

    seat: Seat
    standing: queries.Standing
    indicator: Indicator
    order: Order

    @property
    def address(self) -> str:
        here = reverse("evaluations:question", args=[self.seat.pk, self.indicator.pk])
        return f"{here}?urut={self.order}"

    @property
    def onward(self) -> str:
        """The next open question after this one, whether this one was marked or not."""
        return f"{reverse('evaluations:queue')}?urut={self.order}&setelah={self.seat.pk}.{self.indicator.pk}"


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What is open, by region or by question; `setelah` (a seat and a question) or `mulai` leads to the next one."""
    by = assessor(request.user)
    if by is None or by.user is None:
        raise Http404
    order, at = order_of(request.GET), timezone.now()
    if "mulai" not in request.GET and "setelah" not in request.GET:
        regions = open_seats(own_seats(request.user), at)
        rows: list[Any] = list(open_questions(regions)) if order == Order.QUESTION else list(regions)
        if order == Order.REGION:
            rows.sort(key=lambda row: row.seat.submission.regency_id)
        return render(request, "evaluations/queue.html", {"order": order.value, "rows": rows, "tabs": _tabs()})
    found = _after(request, by.user, order, at)
    if found is None:
        messages.success(request, _("Tidak ada lagi pertanyaan yang terbuka dalam antrean Anda."))
        return redirect(f"{reverse('evaluations:queue')}?urut={order}")
    return redirect(f"{reverse('evaluations:question', args=found)}?urut={order}")


def _after(request: HttpRequest, user: User, order: Order, at: datetime) -> tuple[UUID, UUID] | None:
    seat_pk, _dot, indicator_pk = request.GET.get("setelah", "").partition(".")
    place = closes_at = None
    if seat_pk:
        try:
            seat = own_seat(request, UUID(seat_pk))
            indicator = Indicator.objects.get(pk=UUID(indicator_pk), instrument=seat.submission.instrument_id)
        except (ValueError, Indicator.DoesNotExist):
            raise Http404 from None
        place, closes_at = Place(seat, indicator), seat.closes_at  # type: ignore[attr-defined]
    return next_open(user.pk, order, at=at, after=place, closes_at=closes_at)


def order_of(data: QueryDict) -> Order:
    """The order asked for; by deadline when none is named."""
    try:
        return Order(data.get("urut") or Order.DEADLINE)
    except ValueError:
        raise Http404 from None


def _tabs() -> list[tuple[str, str]]:
    return [
        (Order.DEADLINE.value, _("Menurut tenggat")),
        (Order.REGION.value, _("Menurut daerah")),
        (Order.QUESTION.value, _("Pertanyaan yang sama di semua daerah")),
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    """A POST saves the mark, `keep`s one whose answer moved on, or (`do=revise`) changes a handed-in one."""
    seat = own_seat(request, pk)
    standing = queries.standing_of(seat)
    indicator = next((row for row in standing.questions if row.pk == indicator_pk), None)
    if indicator is None:
        raise Http404
    page = Page(seat, standing, indicator, order_of(request.GET))
    if request.method != "POST":
        return _show(request, page)
    by = scores(request.user, seat)
    if by is None:
        raise PermissionDenied
    return _revise(request, page, by) if request.POST.get("do") == "revise" else _save(request, page, by)


def _save(request: HttpRequest, page: Page, by: Actor) -> HttpResponse:
    question, key, at = page.indicator, str(page.indicator.order), timezone.now()
    form = read_marks(request.POST, [key])
    if form.errors:
        return _show(request, page, form, status=422)
    try:
        if key in form.given:
            seen = {question: form.seen[key]} if key in form.seen else {}
            marks.save(page.seat, {question: form.given[key]}, by=by, at=at, seen=seen)
        if "keep" in request.POST:
            marks.keep(page.seat, question, by=by, at=at)
    except Conflict as conflict:
        form.errors = {key: lines.overtaken(conflict.current[question])}
        return _show(request, page, form, refused=str(conflict), status=409)
    except Refused as reason:
        return _show(request, page, form, refused=str(reason), status=409)
    return redirect(page.onward if "next" in request.POST else page.address)


def _revise(request: HttpRequest, page: Page, by: Actor) -> HttpResponse:
    chosen, reason = request.POST.get("mark", ""), printable(request.POST.get("reason", ""))
    given = read_mark(chosen, None)
    cause = cause_of(page.seat)
    try:
        if given is None or given.is_blank:
            raise Refused(_("Pilih nilai 0 sampai 4, tidak berlaku, atau abstain."))
        marks.revise(page.seat, page.indicator, given, reason=reason, cause=cause, by=by, at=timezone.now())
    except Refused as refused:
        return _show(request, page, refused=str(refused), status=409, typed=(chosen, reason))
    messages.success(request, _("Nilai diubah; nilai lama dan alasannya tersimpan."))
    return redirect(page.address)


def cause_of(seat: Seat) -> str:
    """Why an assessor changes a handed-in mark on the own initiative: what the cycle's step makes of it."""
    is_plenary = seat.submission.cycle.state == Cycle.State.PLENARY
    return MarkRevision.Cause.PLENARY if is_plenary else MarkRevision.Cause.OWN


def _show(
    request: HttpRequest,
    page: Page,
    form: MarksForm | None = None,
    *,
    refused: str = "",
    status: int = 200,
    typed: tuple[str, str] = ("", ""),
) -> HttpResponse:
    form, seat, at = form or MarksForm(), page.seat, timezone.now()
    around = frame(seat, None, at=at)
    sheet = lines.Sheet(seat, bool(around["closed"]), form.typed, form.errors)
    case = queries.cases_of(seat, page.standing, [page.indicator])[0]
    earlier = by_key(earlier_notes(seat))
    context: dict[str, Any] = {
        "indicator": page.indicator,
        "case": case,
        "order": page.order.value,
        "onward": page.onward,
        "seen": lines.seen(case),
        "wants": " ".join(lines.wanting(case.marked_last_year)),
        "answer": lines.answer(case, seat),
        "files": lines.files(case, seat, beside=page.address),
        "excused": lines.excused(case),
        "levels": lines.levels(case),
        "mark": lines.mark(case, sheet),
        "before": lines.before(case.marked_last_year),
        "own_notes": own_notes(seat, page.indicator),
        "recommendations": followed(earlier.get(page.indicator.key, ()), seat),
        "for_all": followed(earlier.get("", ()), seat),
        "refused": refused,
        "has_errors": bool(form.errors),
        "preview": shown_beside(request, seat, case.files, at=at),
        "revision": _revision(request, page, typed),
    }
    return render(request, "evaluations/question.html", context | around, status=status)


def _revision(request: HttpRequest, page: Page, typed: tuple[str, str]) -> dict[str, Any] | None:
    """The form that changes a handed-in mark; None where there is no mark to change or the step forbids it."""
    by = scores(request.user, page.seat)
    if by is None or page.seat.state != Seat.State.HANDED_IN or page.indicator.pk not in page.standing.marks:
        return None
    if marks.why_not_revised(page.seat, by, cause_of(page.seat), timezone.now()):
        return None
    now = page.standing.marks[page.indicator.pk].shown
    return {"marks": lines.choices(), "now": now, "typed_mark": typed[0], "typed_reason": typed[1]}
