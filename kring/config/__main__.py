"""What `./run` hands over to: Kring's own commands, and every other word to Django."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from kring.config import backup, check, processes, vendor

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": processes.demo,
    "serve": processes.serve,
    "worker": processes.worker,
    "test": check.test,
    "check": check.check,
    "css": check.css,
    "vendor": vendor.vendor,
    "backup": backup.backup,
    "restore": backup.restore,
    "release": backup.release,
}
BENCHES = sorted(file.stem for file in (Path(__file__).parents[2] / "bench").glob("[a-z]*.py"))
HELP = f"""./run demo              the demo world: two simulated organisations, on http://localhost:8000
./run serve             Kring for real; --production refuses to start on an unsafe setting
./run worker            one more worker, for a second machine
./run test              the tests; --peers: with the heavy servers; --system-postgres: on this machine's PostgreSQL
./run check             all that has to hold: format, lint, contracts, types, migrations, translations, docs, tests
./run bench NAME        measure: {", ".join(BENCHES)}
./run pictures          takes the README's pictures from the demo world
./run backup FILE       everything of this installation in one file;  ./run restore FILE  puts it back
./run release           lets posts and mails leave again, after a restore
./run repeat_draw FILE  draws waves again from the file of a draw
./run recompute [FILE]  works the answers out again, from a file of sums or from the rows
./run settings          every setting, what it is for and what it is now
./run organisation NAME E-MAIL   starts an organisation, and prints the link by which its administrator signs in
./run messages          brings the Dutch texts up to date; ./run css the style sheet, ./run vendor the files of others
./run <django command>  migrate, shell, makemigrations, …"""


def main(words: list[str]) -> int:
    """Run the command that `words` name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kring.config.settings")
    name, rest = words[0], words[1:]
    if name in {"help", "--help", "-h"}:
        print(HELP)
        return 0
    if name == "pictures":
        return subprocess.call([sys.executable, "-m", "docs.pictures", *rest])
    if name == "bench":
        if not rest:
            print("Which one?", ", ".join(f"./run bench {name}" for name in BENCHES))
            return 2
        return subprocess.call([sys.executable, "-m", f"bench.{rest[0].removeprefix('bench/')}", *rest[1:]])
    if name in COMMANDS:
        return COMMANDS[name](rest)
    if name in {"settings", "messages", "repeat_draw"}:
        os.environ.setdefault("KRING_BUILDING", "1")  # these need no database
    from django.core.management import execute_from_command_line

    execute_from_command_line(["./run", *words])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:] or ["help"]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever read what we print has enough: `./run settings | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
