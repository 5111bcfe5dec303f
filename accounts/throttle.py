"""When sign-in pauses: after few wrong passwords for one name from one address, or very many from one address."""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class SignInThrottle(AxesDatabaseHandler):
    """django-axes' limit per name and address, and a loose one per address against trying many names."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Wrong passwords that count now; at least the limit when the whole address used up its own."""
        failures: int = super().get_failures(request, credentials)
        if self._of_address(request) >= settings.AXES_ADDRESS_LIMIT:
            return max(failures, settings.AXES_FAILURE_LIMIT)
        return failures

    def _of_address(self, request: HttpRequest) -> int:
        recent = AccessAttempt.objects.filter(
            ip_address=get_client_ip_address(request), attempt_time__gte=get_cool_off_threshold(request)
        )
        return recent.aggregate(total=Sum("failures_since_start"))["total"] or 0
