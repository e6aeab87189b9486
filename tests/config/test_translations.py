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
