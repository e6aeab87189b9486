"""The pages of allauth that Kring uses, under our own addresses; all its others have none."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.generic import RedirectView

from kring.identity.views import signing_in

urlpatterns = [
    path(
        "account/sign-in",
        RedirectView.as_view(pattern_name="identity:sign_in", query_string=True),
        name="account_login",
    ),
    path("account/sign-out", signing_in.sign_out, name="account_logout"),
    path("account/closed", account.account_inactive, name="account_inactive"),
    path("account/once-more", account.reauthenticate, name="account_reauthenticate"),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/first-password", account.password_set, name="account_set_password"),
    path("account/second-step", mfa.index, name="mfa_index"),
    path("account/second-step/code", mfa.authenticate, name="mfa_authenticate"),
    path("account/second-step/once-more", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-step/app", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-step/off", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-step/spare-codes", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-step/new-spare-codes", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/second-step/spare-codes.txt", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
