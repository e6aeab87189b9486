"""The pages of the content hour: on phones, on the host's screen, on paper."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.stories import actions, queries
from kring.stories.models import ContentHour, HourItem, Letter
from tests import make
from tests.browser import axe, fits
from tests.peers import wait_until

PART = {"HX-Request": "true"}


@pytest.fixture
def host(organisation):
    return make.person(organisation, name="Eline Host", account=make.account(), roles=["editor"])


@pytest.fixture
def hour(organisation, host):
    return make.content_hour(organisation, host=host)


@pytest.fixture
def live(host, person, hour):
    make.idea(person, going_on="Idea 20", days_ago=20)
    make.idea(person, going_on="Idea 9", days_ago=9)
    ContentHour.objects.filter(pk=hour.pk).update(starts_at=timezone.now())
    return actions.open_hour(by=host, hour=hour, version=1, now=timezone.now())


def test_one_tap_signs_up_and_another_signs_off(person, client_of, hour):
    client = client_of(person)
    answer = client.post(f"/hour/{hour.pk}/come", follow=True)
    assert "You come" in answer.text
    assert Letter.objects.get().person == person
    assert "I come" in client.post(f"/hour/{hour.pk}/not", follow=True).text


def test_the_next_hour_stands_on_the_page_where_people_tell(person, client_of, hour):
    assert f"/hour/{hour.pk}" in client_of(person).get("/tell").text


def test_a_phone_in_the_room_follows_and_nothing_is_sent_while_nothing_changes(
    person, host, client_of, live, count_queries
):
    client = client_of(person)
    page = client.get(f"/hour/{live.pk}").text
    assert "Idea 20" in page
    live.refresh_from_db()
    with count_queries() as few:
        quiet = client.get(f"/hour/{live.pk}/now?pulse={live.pulse}", headers=PART)
    assert (quiet.status_code, quiet.content) == (204, b"")
    assert len(few) <= 9
    client_of(host).post(f"/stories/hours/{live.pk}/run", {"do": "next", "hour_version": live.version})
    moved = client.get(f"/hour/{live.pk}/now?pulse={live.pulse}", headers=PART)
    assert "Idea 9" in moved.text
    assert "<html" not in moved.text


def test_the_first_name_of_who_is_here_comes_to_the_screen(person, host, client_of, live):
    client_of(person).post(f"/hour/{live.pk}/here")
    there = client_of(host).get(f"/stories/hours/{live.pk}/now?pulse=1&version={live.version}", headers=PART).text
    assert person.first_name in there
    assert "Another host" not in there
    stale = client_of(host).get(f"/stories/hours/{live.pk}/now?pulse=1&version={live.version - 1}", headers=PART).text
    assert "Another host went on" in stale


def test_a_host_who_presses_too_late_is_told_and_sees_how_it_stands(host, client_of, live):
    address, late = f"/stories/hours/{live.pk}/run", live.version
    client_of(host).post(address, {"do": "next", "hour_version": late})
    answer = client_of(host).post(address, {"do": "next", "hour_version": late}, follow=True)
    assert "just ahead of you" in answer.text
    assert "Idea 9" in answer.text


def test_an_outcome_in_the_hour_needs_its_reason_and_keeps_what_was_typed(host, client_of, live):
    said = {"do": "decide", "idea": live.current_id, "version": 1, "outcome": "not_now", "answer": ""}
    address = f"/stories/hours/{live.pk}/run"
    assert client_of(host).post(address, said | {"due_on": "2026-12-24"}).status_code == 422
    assert 'value="2026-12-24"' in client_of(host).post(address, said | {"due_on": "2026-12-24"}).text
    client_of(host).post(address, said | {"answer": "Not this month."})
    assert queries.idea(live.current_id).answer == "Not this month."


def test_notes_keep_themselves(host, client_of, live):
    address = f"/stories/hours/{live.pk}/notes/{live.current_id}"
    kept = client_of(host).post(address, {"notes": "Call Bo", "notes_version": 1}, headers=PART)
    assert "Kept" in kept.text
    assert 'name="notes_version" value="2"' in kept.text
    late = client_of(host).post(address, {"notes": "Mine", "notes_version": 1}, headers=PART)
    assert late.status_code == 422
    assert "still in front of you" in late.text
    assert HourItem.objects.get(idea=live.current_id).notes == "Call Bo"


def test_the_host_page_takes_the_same_queries_with_2_and_with_60_ideas(person, host, client_of, live, count_queries):
    client = client_of(host)
    address = f"/stories/hours/{live.pk}/"
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(58):
        HourItem.objects.create(
            organisation=live.organisation, hour=live, idea=make.idea(person, going_on=f"More {number}")
        )
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many)
    assert len(many) <= 18


def test_owed_ideas_are_counted_and_first(person, host, client_of):
    make.idea(person, going_on="Waits a while", days_ago=3)
    make.idea(person, going_on="Waits too long", days_ago=15)
    text = client_of(host).get("/stories/ideas").text
    assert "1 idea is owed an answer" in text
    assert text.index("Waits too long") < text.index("Waits a while")


@pytest.mark.parametrize(("language", "words"), [("nl", "Wat speelt er in je werk?"), ("en", "What is going on")])
def test_the_poster_has_the_code_and_the_next_hour_in_both_languages(host, client_of, hour, language, words):
    text = client_of(host).get(f"/stories/hours/poster?language={language}").text
    assert words in text
    assert 'role="img"' in text
    assert "Hal" in text


def test_planning_moving_and_calling_off_by_hand(host, client_of):
    client = client_of(host)
    said = {"is_on": "on", "week": 1, "weekday": 1, "at": "15:00", "minutes": 60, "place": "Hal", "answer_within": 14}
    assert client.post("/stories/hours/plan", said).status_code == 302
    hour = queries.next_hour(timezone.now())
    day = (timezone.now() + timedelta(days=3)).date()
    moved = {"day": day.isoformat(), "at": "09:00", "minutes": 45}
    client.post(f"/stories/hours/{hour.pk}/change", moved)
    hour.refresh_from_db()
    assert (hour.minutes, hour.is_own) == (45, True)
    client.post(f"/stories/hours/{hour.pk}/cancel")
    assert "called off" in client.get("/stories/hours").text


@pytest.mark.browser
def test_an_idea_from_a_phone_survives_a_reload_and_is_decided_on_the_hosts_screen(
    organisation, person, host, hour, open_screen, tmp_path
):
    from tests.stories.files import photo

    picture = tmp_path / "foto.jpg"
    picture.write_bytes(photo())
    make.theme(organisation)
    phone = open_screen(person)
    phone.goto("/tell")
    phone.fill("[name=going_on]", "We hielpen een bakker")
    phone.reload()
    assert phone.input_value("[name=going_on]") == "We hielpen een bakker"
    phone.set_input_files("[name=photos]", str(picture))
    phone.click("form[data-keep] button")
    phone.wait_for_selector("img[alt*='1']")
    phone.reload()
    assert phone.input_value("[name=going_on]") == ""
    fits(phone)
    ContentHour.objects.filter(pk=hour.pk).update(starts_at=timezone.now())
    screen = open_screen(host, width=1440, height=900)
    screen.goto(f"/stories/hours/{hour.pk}/")
    screen.click("button[value=open]")
    screen.fill("#notes", "Bel de bakker")
    screen.wait_for_selector("#kept:has-text(':')")
    phone.goto(f"/hour/{hour.pk}")
    phone.click("button:has-text('I am here')")
    screen.wait_for_selector(f"#there:has-text('{person.first_name}')")
    axe(screen)
    axe(phone)
    screen.check("[name=outcome][value=make]")
    screen.click("button[value=decide]")
    phone.wait_for_selector("#now:has-text('We make it')")
    assert HourItem.objects.get().notes == "Bel de bakker"


@pytest.mark.browser
def test_notes_over_a_slow_line_never_meet_their_own_words_as_somebody_elses(host, live, open_screen):
    screen, on_the_line = open_screen(host, width=1440, height=900), []
    screen.goto(f"/stories/hours/{live.pk}/")

    def hold(route):
        on_the_line.append(route)

    screen.route("**/notes/*", hold, times=2)
    with screen.expect_request("**/notes/*"):
        screen.locator("#notes").press_sequentially("Call", delay=1)
    screen.locator("#notes").press_sequentially(" Bo", delay=1)
    screen.wait_for_timeout(1200)  # longer than the page waits for the next letter: the second one stands in line
    with screen.expect_request("**/notes/*") as second:
        on_the_line[0].continue_()
    assert "notes_version=2" in second.value.post_data
    screen.locator("#notes").press_sequentially(" at ten", delay=1)
    on_the_line[1].continue_()
    screen.get_by_role("button", name="Next idea").click()
    wait_until(lambda: HourItem.objects.get(idea=live.current_id).notes == "Call Bo at ten")
