"""Forms of this room, and allauth's forms with our look."""

import zoneinfo
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kring.core.limits import give_back, take
from kring.core.models import Account
from kring.identity import limits
from kring.ui.forms import Form, Styled

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith(("Etc", "posix")))


class ColorInput(forms.TextInput):
    """The browser's own choice of colours."""

    input_type = "color"


def _own_label(form: forms.Form, name: str, label: Any) -> None:
    form.fields[name].label = label
    form.fields[name].widget.attrs.pop("placeholder", None)


def _new_password(form: forms.Form) -> None:
    """Ask for a new password twice, and say in one sentence what it takes."""
    _own_label(form, "password1", _("New password"))
    _own_label(form, "password2", _("New password, once more"))
    form.fields["password1"].help_text = _("At least ten characters, and nothing that others guess, such as your name.")


class SignInForm(Form):
    """An e-mail address, and a password for whoever uses one."""

    email = forms.EmailField(
        label=_("Your work e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class StartForm(Form):
    """What it takes to start an organisation."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    admin_name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    admin_email = forms.EmailField(
        label=_("Your work e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    language = forms.ChoiceField(label=_("Language of the organisation"), choices=LANGUAGES)


class LookForm(Form):
    """How the organisation looks, and how its people say who they work for."""

    name = forms.CharField(label=_("Name"), max_length=120)
    brand_color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        help_text=_("Used for buttons and links. It is made a little darker or lighter where it could not be read."),
        widget=ColorInput(),
    )
    logo = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, at most 2 MB."))
    no_logo = forms.BooleanField(label=_("Show no logo"), required=False)
    disclosure_nl = forms.CharField(
        label=_("Who you work for, in Dutch"),
        required=False,
        max_length=120,
        help_text=_("Stands below every post, so that readers know. For example: Ik werk bij ons."),
    )
    disclosure_en = forms.CharField(label=_("Who you work for, in English"), required=False, max_length=120)
    language = forms.ChoiceField(label=_("Language for people whose language is not known"), choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in ZONES])


class Counted:
    """A form with a code of the second step: wrong codes are counted, right ones work once."""

    user: Account
    signs_in = True

    def clean_code(self) -> Any:
        """Return the code, unless there were too many wrong ones."""
        tries = limits.codes(self.user.pk)
        if not take(*tries, now=timezone.now()):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()  # type: ignore[misc]
        give_back(*tries)
        if self.signs_in and not take(limits.code_once(self.user.pk, code), now=timezone.now()):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(Counted, Styled, mfa.AuthenticateForm):
    """The code of the second step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _own_label(self, "code", _("Code from your app, or a spare code"))


class ReauthenticateMFAForm(Counted, Styled, mfa.ReauthenticateForm):
    """The code of the second step, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _own_label(self, "code", _("Code from your app, or a spare code"))


class ActivateTOTPForm(Counted, Styled, totp.ActivateTOTPForm):
    """The first code of a new app."""

    signs_in = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _own_label(self, "code", _("Code that the app shows now"))


class ReauthenticateForm(Styled, account.ReauthenticateForm):
    """The password, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _own_label(self, "password", _("Password"))


class ChangePasswordForm(Styled, account.ChangePasswordForm):
    """Another password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _own_label(self, "oldpassword", _("Password now"))
        _new_password(self)

    def clean_oldpassword(self) -> str:
        """Return the password there was, unless it was asked too often."""
        if not take((limits.PASSWORD_CHANGES, str(self.user and self.user.pk)), now=timezone.now()):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        return str(super().clean_oldpassword())


class SetPasswordForm(Styled, account.SetPasswordForm):
    """A first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)
