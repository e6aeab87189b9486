"""A story from a remark on a phone, over content hour and board, to the feed, and back to who told it."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from kring.core.scope import inside
from kring.feed import actions as feed
from kring.stories.models import ContentHour, Idea, IdeaPicture, Story
from tests import make
from tests.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SAID = {
    "nl": "Onze chauffeur Piet rijdt veertig jaar dezelfde route en kent iedere klant bij naam.",
    "en": "Our driver Piet has driven the same round for forty years and knows every customer by name.",
}
TITLES = {"nl": "Piet kent iedereen", "en": "Piet knows everybody"}
PROMPTS = {
    "networker": {"nl": "Welke klant ken jij het langst?", "en": "Which customer have you known longest?"},
    "thought_leader": {"nl": "Wat gaat verloren als Piet stopt?", "en": "What is lost when Piet stops?"},
}
OTHERS = 24  # stories for everyone, so that nobody is shown what was made for others by want of anything else


def a_photo():
    """A photo as a phone makes it: it says where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 8.0, 0.0), 3: "E", 4: (6.0, 12.0, 0.0)}
    exif[0x010F] = "Telefoon van Piet"
    made = io.BytesIO()
    Image.new("RGB", (3000, 2000), "#2a6f97").save(made, "JPEG", exif=exif)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


@pytest.fixture
def people(live_kring):
    """Who it is about: the teller, an editor, and readers of three groups."""
    organisation = make.organisation(name="Waterbank")
    with inside(organisation):
        theme = make.theme(organisation, name={"nl": "Werk", "en": "Work"})
        for number in range(OTHERS):
            make.story(organisation, theme=theme, live_from=timezone.now() - timedelta(hours=number + 1))
        groups = {
            "teller": "ambassador",
            "editor": "role_model",
            "networker": "networker",
            "thinker": "thought_leader",
            "chief": "role_model",
        }
        yield {
            who: make.person(
                organisation,
                name=f"{who.title()} Jansen",
                account=make.account(),
                target_group=make.group(organisation, group),
                roles=["editor"] if who == "editor" else [],
            )
            for who, group in groups.items()
        }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_a_remark_to_what_came_of_it(language, people, open_screen, run_jobs, pass_a_while):
    for person in people.values():
        person.account.language = person.language = language
        person.account.save()
        person.save()

    def sits(who, **screen):
        return Actor(open_screen(people[who], language=language, **screen), language)

    teller, hub = sits("teller"), sits("editor", width=1440, height=900)
    tell(teller, run_jobs)
    plan_an_hour(hub)
    come_along(teller)
    decide_in_the_hour(hub)
    write_it_up(hub, people)
    run_jobs()
    feed.follow_all(organisation_id=people["teller"].organisation_id, now=timezone.now())

    for who, group in (("networker", "networker"), ("thinker", "thought_leader")):
        reader = sits(who)
        reader.page.goto("/")
        expect(reader.page.locator("main")).to_contain_text(PROMPTS[group][language])
        reader.looks()
    for who in ("chief", "teller"):
        other = sits(who)
        other.page.goto("/")
        expect(other.page.locator("main article").first).to_be_visible()
        expect(other.page.locator("main")).not_to_contain_text(TITLES[language])

    share(people)
    see_what_came_of_it(teller)


def tell(teller, run_jobs):
    teller.page.goto("/tell")
    teller.fill(going_on=SAID[teller.language])
    teller.page.set_input_files("[name=photos]", a_photo())
    teller.press("Send it to the editors")
    teller.sees("Waiting for an editor")
    teller.looks()
    run_jobs()
    (picture,) = IdeaPicture.objects.all()
    with storages["default"].open(picture.picture.name) as file, Image.open(file) as kept:
        assert not kept.getexif()
        assert max(kept.size) <= 2000


def plan_an_hour(hub):
    hub.page.goto("/stories/hours/new")
    day = timezone.localtime() + timedelta(hours=2)
    hub.fill(day=f"{day:%Y-%m-%d}", at=f"{day:%H:%M}", place="Hal")
    hub.looks()
    hub.page.locator("main form button").last.click()
    hub.page.wait_for_url(re.compile("/stories/hours"))


def come_along(teller):
    hour = ContentHour.objects.get()
    teller.page.goto(f"/hour/{hour.pk}")
    teller.looks()
    teller.page.locator("main form button").first.click()
    teller.page.wait_for_load_state()


def decide_in_the_hour(hub):
    hour = ContentHour.objects.get()
    hub.page.goto(f"/stories/hours/{hour.pk}/")
    hub.press("Begin the hour")
    expect(hub.page.locator("main")).to_contain_text(SAID[hub.language])
    hub.page.get_by_label(hub.words("We make it")).check()
    hub.looks()
    hub.press("Answer")
    hub.page.wait_for_load_state()
    idea = Idea.objects.get()
    assert (idea.outcome, idea.story.stage) == ("make", "draft")


def write_it_up(hub, people):
    story = Idea.objects.get().story
    hub.page.goto("/stories/")
    expect(hub.page.locator("main")).to_contain_text(SAID[hub.language][:40])
    hub.page.goto(f"/stories/{story.pk}/")
    hub.open_sections()
    for language, title in TITLES.items():
        hub.fill(**{f"title_{language}": title, f"body_{language}": SAID[language], f"alt_{language}": "Piet"})
    hub.page.locator("[name=audience][value=groups]").check()
    for key, asked in PROMPTS.items():
        group = make.group(people["editor"].organisation, key)
        hub.page.locator(f"[name=groups][value='{group.pk}']").check()
        for language, prompt in asked.items():
            hub.fill(**{f"prompt_{group.pk}_{language}": prompt})
    hub.looks()
    hub.press("Publish")
    hub.page.wait_for_load_state()
    assert Story.objects.get(pk=story.pk).is_live_at(timezone.now())


def share(people):
    """As many colleagues as a count needs tell it on; each was shown the story, or found it."""
    organisation, story = people["teller"].organisation, Idea.objects.get().story
    with inside(organisation):
        for _ in range(settings.SMALLEST_GROUP):
            make.click(make.share(make.person(organisation), story))


def see_what_came_of_it(teller):
    teller.page.goto("/tell")
    teller.follow("See what came of it")
    expect(teller.page.locator("main")).to_contain_text(TITLES[teller.language])
    expect(teller.page.locator("main")).to_contain_text(str(settings.SMALLEST_GROUP))
    teller.looks()
