"""Every unsafe setting is said in a sentence of its own."""

import pytest
from django.core.checks import run_checks

from kring.config import checks


@pytest.fixture
def production(settings, tmp_path, monkeypatch):
    """Settings that are safe."""
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # browser tests of the same process set it
    settings.DATA = tmp_path
    settings.IS_DEMO = settings.DEBUG = False
    settings.PUBLIC_URL, settings.IS_HTTPS, settings.TRUSTED_PROXIES = "https://kring.voorbeeld.example", True, 1
    settings.ALLOWED_HOSTS = ["kring.voorbeeld.example"]
    settings.EMAIL_URL = "smtp://kring:geheim@mail.voorbeeld.example:587?tls=1"
    settings.MAIL_FROM = "Kring <kring@voorbeeld.example>"
    settings.LOG_LEVEL, settings.SMALLEST_GROUP, settings.PRIVATE_HOSTS = "WARNING", 5, []
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return settings


def said(**only):
    found = run_checks(include_deployment_checks=True, **only)
    return [f"{message.id} {message.msg}" for message in found if not message.is_silenced()]


def test_safe_settings_are_fine(production):
    assert said() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"IS_DEMO": True}, "DEMO is on"),
        ({"DEBUG": True}, "DEBUG"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRETS_KEYS": ["no key"]}, "SECRETS_KEYS holds something that is no key"),
        ({"PUSH_KEY": "no key"}, "PUSH_KEY is no private key"),
        ({"LOG_LEVEL": "DEBUG"}, "LOG_LEVEL is DEBUG"),
        ({"SMALLEST_GROUP": 1}, "SMALLEST_GROUP is 1"),
        ({"PUBLIC_URL": "http://kring.voorbeeld.example"}, "not an https address"),
        ({"PUBLIC_URL": "https://localhost"}, "not an https address"),
        ({"ALLOWED_HOSTS": ["*"]}, "lets every host name through"),
        ({"ALLOWED_HOSTS": ["elders.example"]}, "does not name kring.voorbeeld.example"),
        ({"TRUSTED_PROXIES": 0}, "TRUSTED_PROXIES is 0"),
        ({"EMAIL_URL": ""}, "EMAIL_URL is empty"),
        ({"EMAIL_URL": "smtp://kring:geheim@mail.voorbeeld.example:25"}, "password in the clear"),
        ({"MAIL_FROM": "Kring <kring@localhost>"}, "MAIL_FROM is"),
        ({"PRIVATE_HOSTS": ["10.0.0.0/8"]}, "ALLOW_PRIVATE_HOSTS holds 10.0.0.0/8"),
        ({"PRIVATE_HOSTS": ["*:443"]}, "ALLOW_PRIVATE_HOSTS holds"),
    ],
)
def test_an_unsafe_setting_is_said(changes, sentence, production):
    for name, value in changes.items():
        setattr(production, name, value)
    assert [line for line in said() if sentence in line]


def test_keys_that_others_can_read_are_said(production, tmp_path):
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "secret_key").write_text("x")
    (tmp_path / "keys" / "secret_key").chmod(0o644)
    assert [line for line in said() if "may read" in line and "secret_key" in line]


def test_a_role_that_no_row_level_security_holds_for_is_said(production, db):
    assert said(databases=["default"]) == []
    assert "is a superuser" in checks.about_role("postgres", True, True, 18)[0].msg
    assert "bypasses row-level security" in checks.about_role("kring", False, True, 18)[0].msg
    assert "PostgreSQL 14 is too old" in checks.about_role("kring", False, False, 14)[0].msg
