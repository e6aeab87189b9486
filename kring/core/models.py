"""What every room stands on: the organisation, the account that signs in, and the audit trail."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kring.core.files import Folder


class Organisation(models.Model):
    """A bank, an insurer, a hospital: nothing of one organisation is ever seen by another."""

    name = models.CharField(max_length=120)
    is_simulated = models.BooleanField(default=False)  # the demo world says so on every page
    language = models.CharField(max_length=2, default="nl")  # for people whose language is not known
    time_zone = models.CharField(max_length=60, default="Europe/Amsterdam")
    brand_color = models.CharField(max_length=7, default="#0f5c5c")
    logo = models.FileField(upload_to=Folder("logos"), blank=True)
    disclosure = models.JSONField(default=dict, blank=True)  # {"nl": "Ik werk bij …", "en": "I work at …"}
    email_domains = models.JSONField(default=list, blank=True)
    inbox_address = models.EmailField(blank=True)  # the mailbox that Kring reads; answers to its mails go there
    sharing_paused = models.CharField(max_length=300, blank=True, db_default="")  # why; sharing.Stop says who and when
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class OrganisationModel(models.Model):
    """A row of one organisation: it is only ever read inside that organisation's scope."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    if TYPE_CHECKING:
        objects: ClassVar[models.Manager[Self]]
    else:
        objects = ScopedManager(organisation="organisation")

    class Meta:
        abstract = True


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; an e-mail address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Make the account for `email`; without a password it signs in by e-mail link."""
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account for an e-mail address, however it is written."""
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """What somebody signs in with; one account may belong to people in several organisations."""

    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(max_length=2, default="nl")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_any_case")]

    def __str__(self) -> str:
        return self.email

    @property
    def is_staff(self) -> bool:
        """Nobody has a back office: what can be changed is changed in the rooms themselves."""
        return False


class Membership(models.Model):
    """That an account belongs to an organisation. Read before an organisation is known, so it is outside the locks."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "account"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.account_id} @ {self.organisation_id}"


class AuditNote(OrganisationModel):
    """Who used which power on what, and when. What people choose for themselves is not in it."""

    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class Tries(models.Model):
    """That something was tried; of nobody and no organisation: who tries to sign in is not known yet.

    The key is a hash of what is limited and whose tries they are; `kring.core.limits` says how it counts.
    """

    key = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)  # when all of these tries are forgotten

    def __str__(self) -> str:
        return self.key[:8]
