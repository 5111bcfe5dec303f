"""Sign-in and the own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, queries
from accounts.forms import OwnDetailsForm, OwnPasswordForm, SignInForm
from accounts.models import User
from accounts.rules import oneself


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The throttle answers 429 by itself: axes' middleware puts its page in place of this one."""
    target = _safe_target(request)
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(target or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return redirect(target or settings.LOGIN_REDIRECT_URL)
        form.add_error(None, _why_not(**form.cleaned_data))
    context = {"form": form, "next": target, "demo_accounts": settings.DEMO_ACCOUNTS}
    return render(request, "accounts/sign_in.html", context, status=422 if form.is_bound else 200)


def _why_not(username: str, password: str) -> str:
    """Only who knows the password learns that there is an account, and that it is closed."""
    closed = User.objects.filter(email=username, is_active=False).first()
    if closed is not None and closed.check_password(password):
        return _("Akun ini dinonaktifkan. Hubungi sekretariat evaluasi bila Anda masih memerlukannya.")
    return _("Surel atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.")


def _safe_target(request: HttpRequest) -> str:
    """Where `next` leads, when that is on this site; otherwise empty."""
    target = request.POST.get("next") or request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if here else ""


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("Anda sudah keluar."))
    return redirect("accounts:sign_in")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    user = queries.person(request.user)
    form = OwnDetailsForm(request.POST if request.method == "POST" else None, instance=user)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        actions.change_person(
            user, name=values["name"], institution=values["institution"], by=oneself(user), at=timezone.now()
        )
        messages.success(request, _("Data Anda tersimpan."))
        return redirect("accounts:own_account")
    context = {"form": form, "roles": queries.running_roles(user), "memberships": queries.running_memberships(user)}
    return render(request, "accounts/own_account.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@sensitive_post_parameters("old", "new", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    user = queries.person(request.user)
    form = OwnPasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.change_own_password(user, password=form.cleaned_data["new"], by=oneself(user), at=timezone.now())
        update_session_auth_hash(request, user)
        messages.success(
            request, _("Kata sandi diganti. Perangkat lain yang masih masuk dengan akun ini sudah dikeluarkan.")
        )
        return redirect("accounts:own_account")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)
