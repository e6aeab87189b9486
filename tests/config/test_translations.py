"""Texts to translate are found without any tool of the machine."""

from kring.config import translations


def room_with(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / name.replace("_", ".", 1)).write_text(text)
    return translations.found_in(tmp_path)


def test_it_finds_texts_in_code(tmp_path):
    found = room_with(tmp_path, a_py='from x import gettext as _\nname = _("Share")\n')
    assert "Share" in found


def test_it_finds_texts_in_templates(tmp_path):
    text = """{% translate "It's here" %}{% blocktranslate trimmed count n=3 %}
      {{ n }} share{% plural %}{{ n }} shares{% endblocktranslate %}<c-card title="{% translate 'Card' %}">"""
    found = room_with(tmp_path, a_html=text)
    assert {m.id if isinstance(m.id, str) else m.id[0] for m in found if m.id} == {"It's here", "%(n)s share", "Card"}


def test_a_text_with_a_context_keeps_it(tmp_path):
    found = room_with(tmp_path, a_html="""{% translate "Share" context "verb" %}""")
    assert found.get("Share", "verb") is not None


def dutch_of(tmp_path, monkeypatch, room, *, said):
    """What is missing in a room with one text, which has `said` as its Dutch."""
    (tmp_path / room / "locale" / "nl" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / room / "apps.py").write_text("")
    (tmp_path / room / "words.py").write_text('from x import gettext as _\nsaid = _("%(count)s people in %(unit)s")\n')
    monkeypatch.setattr(translations, "PACKAGE", tmp_path)
    translations.update_all()
    file = translations.file_of(tmp_path / room)
    file.write_text(file.read_text().replace('in %(unit)s"\nmsgstr ""', f'in %(unit)s"\nmsgstr "{said}"'))
    return translations.missing()


def test_a_text_with_all_its_places_is_fine(tmp_path, monkeypatch):
    assert dutch_of(tmp_path, monkeypatch, "room", said="%(count)s mensen in %(unit)s") == []


def test_a_text_without_dutch_is_said(tmp_path, monkeypatch):
    assert "not translated" in dutch_of(tmp_path, monkeypatch, "room", said="")[0]


def test_a_translation_that_lost_a_place_is_said(tmp_path, monkeypatch):
    lines = dutch_of(tmp_path, monkeypatch, "room", said="%(aantal)s mensen in %(unit)s")
    assert len(lines) == 1
    assert "placeholder" in lines[0]
