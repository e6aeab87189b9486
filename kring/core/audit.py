"""The audit trail: who used which power on what."""

from typing import Any

from django.db import models

from kring.core.models import Account, AuditNote, Organisation


def note(by: Any, verb: str, subject: models.Model, **details: Any) -> None:
    """Write that `by` (a person, an account, or None for the operator) did `verb` to `subject`."""
    account = by if isinstance(by, Account) else getattr(by, "account", None)
    organisation = subject if isinstance(subject, Organisation) else subject.organisation  # type: ignore[attr-defined]
    AuditNote.objects.create(
        organisation=organisation,
        account=account,
        verb=verb,
        subject_kind=subject._meta.label,
        subject_id=subject.pk,
        details=details,
    )
