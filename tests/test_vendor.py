"""Files of others are as they were published, each with its licence."""

import json

from kring.config import vendor


def test_every_file_is_as_it_was_published():
    assert vendor.wrong() == []


def test_a_changed_file_is_found(tmp_path, monkeypatch):
    lock = json.loads(vendor.LOCK.read_text())
    lock["packages"][0]["files"]["kring/ui/static/ui/vendor/htmx.min.js"]["sha256"] = "0" * 64
    monkeypatch.setattr(vendor, "LOCK", tmp_path / "lock.json")
    vendor.LOCK.write_text(json.dumps(lock))
    assert vendor.wrong() == ["kring/ui/static/ui/vendor/htmx.min.js was changed"]


def test_every_package_names_its_licence_and_checksum():
    for package in json.loads(vendor.LOCK.read_text())["packages"]:
        assert package["licence"]
        assert package["integrity"].startswith("sha512-")
        assert any("licences/" in target for target in package["files"])
