"""The list of regions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.rules import secretariat
from regencies import queries
from regencies.models import Province
from regencies.rules import visible_regencies

A_PAGE = 50


@login_required
@require_safe
def regencies(request: HttpRequest) -> HttpResponse:
    """The own regions; the secretariat searches among all."""
    searches = secretariat(request.user) is not None
    text = request.GET.get("cari", "").replace("\0", "").strip() if searches else ""
    province = request.GET.get("provinsi", "").replace("\0", "") if searches else ""
    found = queries.matching(visible_regencies(request.user), text=text, province=province)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("hal"))
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "searches": searches,
        "text": text,
        "province": province,
        "provinces": Province.objects.order_by("code") if searches else [],
    }
    return render(request, "regencies/list.html", context)
