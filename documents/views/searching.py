"""Looking for words in all books that a person may read."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents import search, shelf
from documents.forms.books import SearchForm
from documents.models import Document

A_PAGE = 20


@login_required
@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """Pages with the words of `?cari=`, each with an excerpt; what the person may not see counts nowhere."""
    documents = Document.objects.visible_to(request.user)
    form = SearchForm(request.GET if request.GET else None, regencies=shelf.regencies_of(documents))
    context: dict[str, Any] = {"form": form, "knows_stems": search.knows_stems(), "kinds": Document.Kind.choices}
    context["regencies"] = list(form.fields["daerah"].queryset)  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        context |= _hits(request, form, documents)
    else:
        context["unsearchable"] = shelf.unsearchable(documents)
    return render(request, "documents/search.html", context, status=422 if form.errors else 200)


def _hits(request: HttpRequest, form: SearchForm, documents: Any) -> dict[str, Any]:
    words, filters = form.cleaned_data["cari"], form.filters()
    pages = Paginator(search.pages(words, documents, **filters), A_PAGE)
    page = pages.get_page(request.GET.get("hal"))
    rows = list(page)
    excerpts = search.excerpts(rows, words)
    asked = request.GET.copy()
    asked.pop("hal", None)
    return {
        "page": page,
        "hits": [(row, excerpts.get(row.pk, [])) for row in rows],
        "numbers": pages.get_elided_page_range(page.number),
        "asked": asked.urlencode(),
        "unsearchable": shelf.unsearchable(documents.filter(**filters)),
    }
