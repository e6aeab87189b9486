"""List every setting of the installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kring.config import env


def as_table() -> str:
    """Return the settings as the table in docs/running.md."""
    lines = ["| setting | default | what it is for |", "| --- | --- | --- |"]
    for setting in sorted(env.KNOWN.values(), key=lambda s: s.name):
        default = f"`{setting.default}`" if setting.default else ""
        lines.append(f"| `{setting.name}` | {default} | {setting.about} |")
    return "\n".join(lines)


class Command(BaseCommand):
    """List every setting, what it is for and what it is now."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --table."""
        parser.add_argument("--table", action="store_true", help="as the table in docs/running.md")

    def handle(self, *, table: bool, **options: Any) -> None:
        """Print a line per setting; secrets stay secret. Each can also come from a file that NAME_FILE points at."""
        if table:
            self.stdout.write(as_table())
            return
        for setting in sorted(env.KNOWN.values(), key=lambda s: s.name):
            value = ("(set)" if setting.value else "(not set)") if setting.secret else setting.value or "(empty)"
            self.stdout.write(f"{setting.name:22} {value}\n{'':22} {setting.about}")
