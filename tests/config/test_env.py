"""Settings come from the environment or from a file, and say clearly what is wrong."""

import pytest

from kring.config import database, env


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr(env, "KNOWN", {})


def test_a_secret_comes_from_a_file(tmp_path, monkeypatch):
    (tmp_path / "word").write_text("geheim\n")
    monkeypatch.setenv("MAIL_WORD_FILE", str(tmp_path / "word"))
    assert env.text("MAIL_WORD", about="A word.", secret=True) == "geheim"


def test_the_environment_itself_goes_before_the_file(tmp_path, monkeypatch):
    (tmp_path / "word").write_text("from the file")
    monkeypatch.setenv("MAIL_WORD_FILE", str(tmp_path / "word"))
    monkeypatch.setenv("MAIL_WORD", "")
    assert env.text("MAIL_WORD", "default", about="A word.") == ""


def test_a_file_that_cannot_be_read_is_said(monkeypatch):
    monkeypatch.setenv("MAIL_WORD_FILE", "/there/is/no/such/file")
    with pytest.raises(SystemExit, match="MAIL_WORD_FILE names /there/is/no/such/file, which cannot be read"):
        env.text("MAIL_WORD", about="A word.")


@pytest.mark.parametrize(("read", "value"), [(env.number, "many"), (env.switch, "perhaps")])
def test_a_value_of_the_wrong_kind_is_said(read, value, monkeypatch):
    monkeypatch.setenv("THING", value)
    with pytest.raises(SystemExit, match=f"THING must be .*'{value}'. What it is for."):
        read("THING", 5 if read is env.number else False, about="What it is for.")


@pytest.mark.parametrize("value", ["on", "1", "TRUE", "yes"])
def test_a_switch_takes_the_usual_words(value, monkeypatch):
    monkeypatch.setenv("THING", value)
    assert env.switch("THING", False, about="A switch.") is True


def test_a_list_leaves_out_what_is_empty(monkeypatch):
    monkeypatch.setenv("THINGS", " a, ,b ,")
    assert env.words("THINGS", about="Things.") == ["a", "b"]


def test_an_awkward_database_address_is_taken_apart():
    address = "postgresql://kring%40home:p%40ss%2Fw%3Ard%23%3F@db.example:6432/my%20kring?sslmode=require"
    found = database.settings(address)
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("kring@home", "p@ss/w:rd#?", "my kring")
    assert (found["HOST"], found["PORT"]) == ("db.example", "6432")
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_socket_and_several_hosts_are_taken_too():
    assert database.settings("postgresql://kring@/kring?host=/run/my%20db&port=5433")["HOST"] == "/run/my db"
    several = database.settings("postgresql://kring@/kring?host=a.example,b.example&target_session_attrs=read-write")
    assert several["HOST"] == "a.example,b.example"
    assert several["OPTIONS"]["target_session_attrs"] == "read-write"
