"""May this person see and change how the plans of a regency belong together?"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import Actor, Role, User
from accounts.rules import national_roles, secretariat
from documents.models import Document
from documents.rules import edits
from evaluations.rules import own_seats
from regencies.rules import acting_in, own_codes


def visible_plans(user: User | AnonymousUser) -> QuerySet[Document]:
    """Masterplans whose alignment this person may read: of the own regencies, of those of the own seats (an assessor's,
    from the assessment on); the secretariat reads all."""
    plans = Document.objects.filter(kind=Document.Kind.MASTERPLAN)
    if Role.SECRETARIAT in national_roles(user):
        return plans
    seated = own_seats(user).values("submission__regency")
    return plans.filter(Q(regency__in=own_codes(user)) | Q(regency__in=seated))


def links(user: User | AnonymousUser, regency_code: str) -> Actor | None:
    """Confirm, dismiss and withdraw links: who changes the plans themselves, the regency's operator."""
    return edits(user, regency_code)


def opens_documents(user: User | AnonymousUser, regency_code: str) -> bool:
    """Whether the planning documents themselves are open to this person too; to an assessor only what is linked is."""
    return regency_code in own_codes(user) or secretariat(user) is not None


def reads(user: User | AnonymousUser, plan: Document) -> Actor | None:
    """In which role this person reads the alignment of a visible plan; None: the plan is not visible to them."""
    if of_region := acting_in(user, plan.regency_id, Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR, Role.COUNCIL):
        return of_region
    if office := secretariat(user):
        return office
    seated = own_seats(user).filter(submission__regency=plan.regency_id)
    return Actor(user, Role.ASSESSOR) if isinstance(user, User) and seated.exists() else None
