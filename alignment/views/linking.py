"""Saying what a programme serves: from the list of what reads alike, or by choosing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Actor
from alignment import actions
from alignment.ends import End, Kind
from alignment.forms import LinkForm, PagesForm
from alignment.models import Dismissal, Link
from alignment.queries.links import choices_for, links_of
from alignment.queries.overview import overview
from alignment.queries.suggestions import suggestions
from alignment.views.door import frame, linking, plan_of, programme_of
from common.steps import Refused
from documents.models import Document, MasterplanProgramme, RpjmdProgramme


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggested(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pairs that read alike. A POST confirms or dismisses one (`pair`), or recalls a dismissed one."""
    plan = plan_of(request, pk)
    if request.method != "POST":
        return _suggestions_page(request, plan)
    by = linking(request, plan)
    try:
        told = _decide(request, plan, by)
    except Refused as reason:
        return _suggestions_page(request, plan, refused=str(reason), status=409)
    messages.success(request, told)
    if back := request.POST.get("program"):
        return redirect("alignment:programme", plan.pk, _known(back))
    asked = {"rpjmd": request.GET["rpjmd"]} if request.GET.get("rpjmd") else {}
    return redirect(f"{reverse('alignment:suggestions', args=[plan.pk])}?{urlencode(asked)}")


def _decide(request: HttpRequest, plan: Document, by: Actor) -> str:
    """Do what the button says; returns the sentence that tells it. Raises `Refused`, `Http404` for what is not there."""
    now = timezone.now()
    if number := request.POST.get("recall"):
        dismissal = get_object_or_404(
            Dismissal.objects.select_related("programme__document__regency", "rpjmd_programme"),
            programme__document=plan,
            pk=int(number) if number.isdecimal() else 0,
        )
        actions.recall(dismissal, by=by, at=now)
        return _("“%s” dapat diusulkan lagi.") % dismissal.rpjmd_programme
    verb = "confirm" if "confirm" in request.POST else "dismiss"
    programme, other = _pair(plan, request.POST.get(verb, ""))
    if verb == "dismiss":
        actions.dismiss(programme, other, by=by, at=now)
        return _("Usulan %(one)s → %(other)s diabaikan dan tidak diajukan lagi.") % {
            "one": programme.code, "other": other.code,
        }  # fmt: skip
    actions.confirm(programme, End(Kind.RPJMD, str(other.pk)), by=by, at=now)
    return _told(request, plan, programme, str(other))


def _pair(plan: Document, text: str) -> tuple[MasterplanProgramme, RpjmdProgramme]:
    first, _colon, second = text.partition(":")
    others = RpjmdProgramme.objects.filter(document__regency=plan.regency_id)
    return programme_of(plan, _known(first)), get_object_or_404(others, pk=_known(second))


def _known(text: str) -> UUID:
    """An id that one of our own pages sent; `Http404` for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _told(request: HttpRequest, plan: Document, programme: MasterplanProgramme, end: str) -> str:
    """The link in words, and how far the Masterplan is covered now by the RPJMD that the page is about."""
    coverage = overview(plan, request.GET.get("rpjmd", "")).coverage
    words = {"one": programme.code, "other": end, "coverage": number_format(str(coverage), 1)}
    return _("%(one)s dikaitkan dengan %(other)s. Cakupan Masterplan sekarang %(coverage)s %%.") % words


def _suggestions_page(request: HttpRequest, plan: Document, *, refused: str = "", status: int = 200) -> HttpResponse:
    found = overview(plan, request.GET.get("rpjmd", ""))
    context = frame(request, plan) | {"found": found, "suggestions": suggestions(found), "refused": refused}
    return render(request, "alignment/suggestions.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest, pk: UUID, programme_pk: UUID) -> HttpResponse:
    """A programme with what it serves and what it could serve. A POST links it to what is chosen."""
    plan = plan_of(request, pk)
    one = programme_of(plan, programme_pk)
    if request.method != "POST":
        return _programme_page(request, plan, one)
    by = linking(request, plan)
    form = LinkForm(request.POST, choices=choices_for(one))
    if not form.is_valid():
        return _programme_page(request, plan, one, form=form, status=422)
    try:
        actions.confirm(one, form.cleaned_data.pop("end"), **form.cleaned_data, by=by, at=timezone.now())
    except Refused as reason:
        form.add_error(None, str(reason))
        return _programme_page(request, plan, one, form=form, status=409)
    messages.success(request, _("Kaitan dikonfirmasi."))
    return redirect("alignment:programme", plan.pk, one.pk)


@login_required
@require_POST
def link(request: HttpRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    """Withdraw a link, or name other pages."""
    plan = plan_of(request, pk)
    by = linking(request, plan)
    rows = Link.objects.select_related("programme__document__regency")
    row = get_object_or_404(rows, programme__document=plan, pk=link_pk)
    if "withdraw" in request.POST:
        actions.withdraw(row, by=by, at=timezone.now())
        messages.success(request, _("Kaitan dicabut."))
        return redirect("alignment:programme", plan.pk, row.programme_id)
    form = PagesForm(request.POST)
    if not form.is_valid():
        wrong = {"link": row.pk, "form": form}
        return _programme_page(request, plan, programme_of(plan, row.programme_id), wrong=wrong, status=422)
    actions.change_pages(row, **form.cleaned_data, by=by, at=timezone.now())
    messages.success(request, _("Perubahan disimpan."))
    return redirect("alignment:programme", plan.pk, row.programme_id)


def _programme_page(
    request: HttpRequest,
    plan: Document,
    one: MasterplanProgramme,
    *,
    form: LinkForm | None = None,
    wrong: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = frame(request, plan) | {"programme": one, "links": links_of(one), "wrong": wrong}
    if context["may_link"]:
        found = overview(plan, request.GET.get("rpjmd", ""))
        context |= {"form": form or LinkForm(choices=choices_for(one)), "suggestions": suggestions(found, one)}
    return render(request, "alignment/programme.html", context, status=status)
