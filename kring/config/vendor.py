"""Files of others that are kept here: which package each came from, proved by its checksum."""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = ROOT / "kring" / "ui" / "vendor.lock.json"
PACKED = ROOT / ".cache" / "vendor"
ICONS = "kring/ui/icons"
ICON_PACKAGE, ICON_FOLDER = "@tabler/icons", "icons/outline"


def vendor(words: list[str]) -> int:
    """Fetch every package of the lock file, prove it is the one, and copy its files; --check only compares."""
    if words == ["--check"]:
        print("\n".join(lines := wrong()) or "Every file of others is as it was published.")
        return 1 if lines else 0
    lock = json.loads(LOCK.read_text())
    for package in lock["packages"]:
        archive = fetched(package)
        if not package.get("integrity"):
            package["integrity"] = integrity(archive)
        if integrity(archive) != package["integrity"]:
            print(f"{package['name']} {package['version']} is not what was locked.", file=sys.stderr)
            return 1
        if package["name"] == ICON_PACKAGE:
            names = sorted(path.name for path in (ROOT / ICONS).glob("*.svg"))
            icons = {f"{ICONS}/{name}": {"from": f"{ICON_FOLDER}/{name}"} for name in names}
            package["files"] = {k: v for k, v in package["files"].items() if not k.startswith(ICONS)} | icons
        with tarfile.open(archive) as opened:
            for target, file in package["files"].items():
                if content := content_of(opened, archive, file["from"]):
                    (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
                    (ROOT / target).write_bytes(content)
                    file["sha256"] = hashlib.sha256(content).hexdigest()
                else:
                    print(f"{target}: {package['name']} has no {file['from']}.", file=sys.stderr)
                    return 1
        print(f"{package['name']} {package['version']}: {len(package['files'])} files")
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")
    return 0


def content_of(opened: tarfile.TarFile, archive: Path, name: str) -> bytes | None:
    """Return a file of a package; `.` is the package itself, as it was packed."""
    if name == ".":
        return archive.read_bytes()
    try:
        found = opened.extractfile(f"package/{name}")
    except KeyError:
        return None
    return found.read() if found else None


def fetched(package: dict[str, Any]) -> Path:
    """Return the package as it was published, fetched the first time."""
    folder = PACKED / f"{package['name'].strip('@').replace('/', '-')}-{package['version']}"
    if not folder.exists():
        new = folder.with_suffix(".new")
        new.mkdir(parents=True, exist_ok=True)
        npm = str(Path(sys.executable).parent / "npm")
        command = [npm, "pack", "--silent", f"{package['name']}@{package['version']}"]
        subprocess.run(command, cwd=new, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        new.rename(folder)
    return next(folder.glob("*.tgz"))


def integrity(archive: Path) -> str:
    """Return a package's checksum the way registries write it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()


def wrong() -> list[str]:
    """Return a line for every file of others that is not what the lock file says, or not in it."""
    files = {target: file for p in json.loads(LOCK.read_text())["packages"] for target, file in p["files"].items()}
    lines = [f"{target} is missing" for target in files if not (ROOT / target).exists()]
    for target, file in files.items():
        if (ROOT / target).exists() and hashlib.sha256((ROOT / target).read_bytes()).hexdigest() != file["sha256"]:
            lines.append(f"{target} was changed")
    for folder in (ICONS, "kring/ui/static/ui/vendor", "kring/ui/vendor"):
        found = (path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file())
        lines += [f"{name} is not in the lock file: ./run vendor" for name in sorted(found) if name not in files]
    return lines
