"""People, where they work and when, what they agreed to, and the staff lists that say so."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.core.files import Folder
from kring.core.models import OrganisationModel


class Unit(OrganisationModel):
    """A part of the organisation: a region, a local bank, a team. Units make a tree."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    starts_on = models.DateField(null=True, blank=True)  # when the programme starts here; None: not planned

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="unit_name_once")]

    def __str__(self) -> str:
        return self.name


class Department(OrganisationModel):
    """What part of the work somebody does: customer service, mortgages, communication."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="department_name_once")]

    def __str__(self) -> str:
        return self.name


class Rank(OrganisationModel):
    """How an organisation names its levels: director, manager, adviser."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="rank_name_once")]

    def __str__(self) -> str:
        return self.name


class TargetGroup(OrganisationModel):
    """People who are helped in the same way, with what that means for them in their own words."""

    key = models.SlugField(max_length=40)  # role_model, thought_leader, networker, ambassador; or an organisation's own
    name = models.JSONField(default=dict)  # {"nl": …, "en": …}
    explanation = models.JSONField(default=dict)
    weekly_step = models.JSONField(default=dict)  # {"nl": [one step, …], "en": […]}: one a week, in turn
    prompts = models.JSONField(default=dict)  # {"nl": [question, …], "en": […]}: asked when a story has none of its own
    hue = models.PositiveSmallIntegerField(default=1)  # 1 to 4: the colours that stand for groups everywhere
    position = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(default=False)  # for whoever no rule fits

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="target_group_key_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_default=True), name="target_group_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class TargetGroupRule(OrganisationModel):
    """Whoever has this department and rank (empty: any) belongs to this group; the first rule that fits holds."""

    target_group = models.ForeignKey(TargetGroup, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    rank = models.ForeignKey(Rank, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.department_id}/{self.rank_id} → {self.target_group_id}"


class Person(OrganisationModel):
    """Somebody of an organisation: on its staff list, or let in from outside (an agency)."""

    account = models.ForeignKey("core.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()  # in lower case
    language = models.CharField(max_length=2, default="nl")
    target_group = models.ForeignKey(TargetGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_own_choice = models.BooleanField(default=False)  # the person chose this target group; rules leave it alone
    employed_from = models.DateField(null=True, blank=True)
    employed_until = models.DateField(null=True, blank=True)  # first day that somebody is no longer there
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)  # takes part since; None: does not (yet, or any more)
    photo = models.ImageField(upload_to=Folder("photos"), blank=True)
    has_answer = models.BooleanField(default=False, db_default=False)  # of the hub, to a question, that was not read
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="person_email_once"),
            models.UniqueConstraint(
                fields=["organisation", "account"], condition=Q(account__isnull=False), name="person_account_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_participant(self) -> bool:
        """Whether this person takes part now."""
        return self.joined_at is not None

    @property
    def reads(self) -> str:
        """The language that they read Kring in: what they chose, else what the staff list says."""
        return (self.account.language if self.account else "") or self.language

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.name.split(" ")[0]


class Placement(OrganisationModel):
    """Where a person worked from one day until another, so that last March's rate counts last March's staff."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rank = models.ForeignKey(Rank, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    location = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(valid_until__isnull=True), name="placement_one_now"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="placement_until_after_from",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "valid_from"], name="placement_of_person"),
            models.Index(fields=["organisation", "valid_from", "valid_until"], name="placement_on_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id} from {self.valid_from}"


class RoleGrant(OrganisationModel):
    """A role that was given to a person; everyone is a person without one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.person_id} is {self.role}"


class Consent(OrganisationModel):
    """That a person agreed to one purpose, in which words, and when they took it back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    text_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.purpose}"


class Invitation(OrganisationModel):
    """One letter that invites a person to join; the worker sends it once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker is sending it
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation"], condition=Q(sent_at__isnull=True), name="invitation_waiting")]

    def __str__(self) -> str:
        return f"invitation for {self.person_id}"


class StaffImport(OrganisationModel):
    """One staff list: the file, how its columns are read, what it would change, and whether it did."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("choose the columns")
        READING = "reading", _("being read")
        READY = "ready", _("ready to look at")
        APPLYING = "applying", _("being brought in")
        APPLIED = "applied", _("brought in")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("could not be read")

    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.FileField(upload_to=Folder("staff-lists"))
    file_name = models.CharField(max_length=200)
    layout = models.JSONField(default=dict)  # rules.staff_files.Layout: encoding, separator, columns with samples
    mapping = models.JSONField(default=dict)  # {"email": 2, …}: our column → the number of theirs
    options = models.JSONField(default=dict)  # {"absent_people_left": true, "valid_from": "2026-11-23"}
    staged = models.BinaryField(null=True, editable=False)  # the rows as they were read, packed, until they are applied
    status = models.CharField(max_length=10, default=Status.UPLOADED)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    counts = models.JSONField(default=dict)  # {"new": 3, "moved": 1, "left": 2, "unchanged": 94, "bad": 1, …}
    made = models.JSONField(default=dict)  # {"unit": [7], "department": [], …}: what was made for it, to undo with
    problem = models.JSONField(default=dict)  # {"reason": a key of errors.UNREADABLE, "line": 7}
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"], name="staff_import_newest")]

    def __str__(self) -> str:
        return self.file_name


class StaffImportRow(OrganisationModel):
    """One line of a staff list that matters: what it would change, what is wrong with it, and how to put it back."""

    staff_import = models.ForeignKey(StaffImport, on_delete=models.CASCADE, related_name="+")
    line = models.PositiveIntegerField()  # as a spreadsheet numbers it; 0 for somebody who is not in the file
    kind = models.CharField(max_length=10)  # new, moved, changed, left, back, bad
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)  # what the file says, for the preview
    before = models.JSONField(default=dict)  # what it was, to undo with
    column = models.CharField(max_length=130, blank=True)  # of a bad value
    value = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=40, blank=True)  # a key of errors.REASONS

    class Meta:
        indexes = [models.Index(fields=["staff_import", "kind", "line"], name="staff_import_lines")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.kind}"
