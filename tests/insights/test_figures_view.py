"""The programme manager's page: what it says, what it never says, and how much it asks of the database."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from kring.core.models import AuditNote
from kring.core.scope import inside
from kring.insights import queries
from kring.insights.meaning import MEANINGS
from kring.people.models import Placement, Unit
from kring.people.rules import Role
from tests import make
from tests.insights.conftest import NOW
from tests.insights.world import fill

URL = "/figures"


def look(client_of, manager, **choice):
    answer = client_of(manager).get(URL, choice)
    assert answer.status_code == 200
    return answer


def figures(organisation, *, weeks=26, by="groups", smallest=1):
    return queries.figures(queries.gather(organisation, NOW, "en"), weeks=weeks, by=by, smallest=smallest)


@pytest.mark.parametrize("address", ["/figures", "/figures/table.csv", "/figures/report.csv"])
def test_it_is_closed_to_people_without_the_role(person, client_of, address):
    assert client_of(person).get(address).status_code == 403


def test_an_administrator_who_sees_names_does_not_see_figures(organisation, client_of):
    administrator = make.person(organisation, account=make.account(), roles=[Role.ADMINISTRATOR])
    assert client_of(administrator).get(URL).status_code == 403


def test_each_opening_is_noted(manager, client_of):
    look(client_of, manager, weeks=4, by="groups")
    client_of(manager).get(reverse("insights:report"))
    notes = list(AuditNote.objects.order_by("pk").values_list("verb", "account", "details"))
    assert notes == [
        ("looked at figures", manager.account_id, {"weeks": 4, "breakdown": "groups"}),
        ("looked at figures", manager.account_id, {"weeks": None, "breakdown": ""}),
    ]


def test_it_says_until_which_sunday(world, manager, client_of):
    assert "Until Sunday 22 November" in look(client_of, manager).content.decode()


def test_an_organisation_without_staff_gets_a_next_step(manager, client_of):
    assert "Nobody on the staff list yet" in look(client_of, manager).content.decode()


def test_staff_without_any_post_gets_no_number(organisation, manager, client_of):
    unit = make.unit(organisation)
    for _ in range(12):
        make.person(organisation, unit=unit)
    for by in ("level-0", "groups", "channel"):
        assert "Too few people shared to say something yet" in look(client_of, manager, by=by).content.decode()


def test_learning_counts_people_who_finished_a_lesson_in_the_period(organisation, world):
    lessons = [make.lesson(organisation) for _ in range(2)]
    for days, person in zip((1, 10, 40, 200), world.people, strict=False):
        for lesson in lessons:
            make.completion(person, lesson, done_at=NOW - timedelta(days=days))
    assert figures(organisation, weeks=26).learned.value == pytest.approx(2 / 300)  # this week and long ago are not
    assert figures(organisation, weeks=4).learned.value == pytest.approx(1 / 300)


def test_who_only_learned_took_part(organisation):
    unit = make.unit(organisation)
    people = [make.person(organisation, unit=unit) for _ in range(20)]
    lesson = make.lesson(organisation)
    for person in people[:6]:
        make.completion(person, lesson, done_at=NOW - timedelta(days=10))
    found = figures(organisation, by="level-0", smallest=5)
    assert found.took_part.value == pytest.approx(5 / 20)  # rounded to what hides one person
    assert found.shared is None


def test_a_few_who_learned_are_no_number(organisation, world, manager, client_of):
    lesson = make.lesson(organisation)
    for person in world.people[:4]:
        make.completion(person, lesson, done_at=NOW - timedelta(days=10))
    assert figures(organisation, smallest=5).learned is None
    for row in figures(organisation, by="level-0", smallest=5).rows:
        assert row.learned is None


def test_participation_is_counted_over_the_staff_of_the_last_sunday(organisation, world):
    Placement.objects.filter(person=world.people[0]).update(valid_until=date(2026, 11, 22))
    Placement.objects.filter(person=world.people[1]).update(valid_until=date(2026, 11, 23))
    Placement.objects.filter(person=world.people[2]).update(valid_from=date(2026, 11, 23))
    assert figures(organisation).staff == 298


def test_posts_of_somebody_who_left_are_not_counted_over_the_staff_of_now(organisation, world):
    gone = world.shares[0].person_id
    Placement.objects.filter(person_id=gone).update(valid_until=date(2026, 11, 2))
    assert figures(organisation).sharing.posts == sum(share.person_id != gone for share in world.shares)


def test_shared_counts_people_and_posts_count_posts(organisation, world):
    found = figures(organisation)
    people = {share.person_id for share in world.shares}
    assert found.shared.value == pytest.approx(len(people) / 300)
    assert found.sharing.posts == len(world.shares) > len(people)


def test_this_week_is_not_in_it(organisation, world):
    before = figures(organisation, weeks=4)
    make.share(world.people[0], make.story(organisation), posted_at=NOW)
    assert figures(organisation, weeks=4).sharing == before.sharing


@pytest.mark.parametrize(("hour", "counted"), [(22, 1), (23, 0)])
def test_weeks_end_on_sunday_night_in_the_organisations_own_time(organisation, world, hour, counted):
    # 23:30 UTC on Sunday is Monday in Amsterdam.
    at = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)
    make.share(world.people[0], make.story(organisation), posted_at=at)
    assert figures(organisation).sharing.posts == len(world.shares) + counted


def test_robots_are_told_apart_from_people(organisation, world):
    share, before = world.shares[-1], figures(organisation).sharing
    for by in ("robot", "preview", "person"):
        make.click(share, by=by, clicked_at=share.posted_at)
    after = figures(organisation).sharing
    assert (after.clicks, after.robots) == (before.clicks + 1, before.robots + 2)


def test_a_persons_own_word_is_told_apart_from_a_networks(organisation, world):
    sharing = figures(organisation).sharing
    assert sharing.claimed == sum(s.status == "claimed" for s in world.shares)
    assert sharing.confirmed == sum(s.status == "published" for s in world.shares)


def test_own_words_are_of_posts(organisation, world):
    words = figures(organisation).sharing.words
    assert words.own == sum(s.words_kind == "own" for s in world.shares)
    assert words.posts == len(world.shares)


def test_posts_per_participant_go_by_the_week_since_each_units_start(organisation):
    for monday in (2, 9):
        unit = make.unit(organisation, starts_on=date(2026, 11, monday))
        for n in range(20):
            person = make.person(organisation, unit=unit, joined_at=datetime(2026, 10, 1, tzinfo=UTC))
            if n < 6:
                at = datetime(2026, 11, monday + 1, 12, tzinfo=UTC)
                make.share(person, make.story(organisation), posted_at=at)
    line = figures(organisation, by="level-0", smallest=5).line
    assert [(point.week, point.units) for point in line] == [(1, 2), (2, 2), (3, 1)]
    assert line[0].rate.value == pytest.approx(12 / 40, abs=0.1)  # shown in steps of five posts
    assert line[1].rate is None  # nobody posted in that week
    assert line[2].rate is None  # one unit is that far


def test_a_unit_starts_when_the_unit_above_it_does(organisation):
    region = make.unit(organisation, starts_on=date(2026, 11, 2))
    for _ in range(2):
        unit = make.unit(organisation, parent=region)
        for _ in range(10):
            make.person(organisation, unit=unit, joined_at=datetime(2026, 10, 1, tzinfo=UTC))
    assert [point.units for point in figures(organisation, by="level-0").line] == [2, 2, 2]


def test_a_small_unit_is_shown_together_with_another(organisation, world):
    small = make.unit(organisation, name="Klein kantoor", parent=world.regions[1])
    for _ in range(3):
        make.person(organisation, unit=small)
    found = figures(organisation, by="level-1", smallest=5)
    row = next(row for row in found.rows if "Klein kantoor" in row.names)
    assert len(row.names) > 1
    assert sum(row.staff for row in found.rows) == 303


@pytest.mark.parametrize("seed", range(3))
def test_what_one_view_joins_no_other_view_tells_apart(organisation, seed):
    fill(organisation, units=6, people_each=20, seed=seed + 10)
    cells = queries.gather(organisation, NOW, "en")
    for by in ("level-0", "level-1", "groups"):
        blocks = []
        for weeks in (4, 13, 26):
            found = queries.figures(cells, weeks=weeks, by=by, smallest=5)
            blocks.append([set(row.names) for row in found.rows])
            for row in found.rows:
                assert 5 <= row.staff * row.shared.value <= row.staff - 2.5
                assert row.sharing.posts % 5 == row.sharing.clicks % 5 == 0
        for shorter, longer in pairwise(blocks):
            assert all(part <= block or not part & block for block in shorter for part in longer)


def test_no_person_is_named_anywhere(world, manager, client_of):
    pages = [look(client_of, manager, by=by, weeks=26) for by in ("level-0", "level-1", "groups", "channel")]
    for answer in [*pages, client_of(manager).get(reverse("insights:report"))]:
        assert "Mens 1-" not in answer.content.decode()


@pytest.mark.parametrize("choice", [{"weeks": 5}, {"weeks": "x"}, {"by": "person"}, {"by": "level-99"}, {"by": ""}])
def test_anything_that_is_not_on_offer_gives_the_usual(world, manager, client_of, choice):
    answer = look(client_of, manager, **choice)
    assert answer.context["found"].weeks == 13
    assert answer.context["by"] == "level-0"


def test_another_organisation_changes_nothing(organisation, other_organisation, world):
    before = figures(organisation, smallest=5)
    with inside(other_organisation):
        fill(other_organisation, units=3, people_each=20, seed=3)
    assert figures(organisation, smallest=5) == before


def test_the_page_asks_as_much_for_many_units_as_for_few(organisation, manager, client_of, count_queries):
    fill(organisation, units=10, people_each=6, seed=4)
    client = client_of(manager)
    client.get(URL)
    with count_queries() as few:
        client.get(URL)
    fill(organisation, units=290, people_each=1, seed=5, region_size=5)
    with count_queries() as many:
        assert client.get(URL, {"by": "level-1"}).status_code == 200
    assert len(many) == len(few) <= 24


def test_every_figure_leads_to_what_it_means(world, manager, person, client_of):
    text = look(client_of, manager).content.decode()
    meaning = client_of(person).get(reverse("insights:meaning")).content.decode()
    linked = set(re.findall(r'href="/figures/meaning#([a-z-]+)"', text))
    assert {"shared", "clicks", "own-words", "shares-per-participant"} <= linked
    assert all(f'id="{key}"' in meaning for key in linked | set(MEANINGS))


def test_a_level_is_called_after_what_is_typical_of_it(world, organisation, manager, client_of):
    make.unit(organisation, name="Alleen")  # beside the regions, though there is nothing below it
    names = [name for _by, name in look(client_of, manager).context["form"].fields["by"].choices]
    assert names[:2] == [f"Units such as {world.regions[0].name}", f"Units such as {world.units[0].name}"]


def read(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_holds_what_the_page_shows(world, manager, client_of):
    found = look(client_of, manager, weeks=26, by="level-1").context["found"]
    rows = read(client_of(manager).get(reverse("insights:table"), {"weeks": 26, "by": "level-1"}))
    shared = {row["about"]: float(row["value"]) for row in rows if row["figure"] == "shared" and row["about"]}
    assert shared == {" + ".join(row.names): row.shared.value for row in found.rows}
    assert {row["until"] for row in rows} == {"2026-11-22"}


def test_the_report_holds_all_periods_and_breakdowns(world, manager, client_of):
    rows = read(client_of(manager).get(reverse("insights:report")))
    assert len({row["from"] for row in rows if row["from"]}) == 3
    assert len({row["broken down by"] for row in rows}) >= 5


def test_no_cell_of_a_file_is_a_formula(world, manager, client_of):
    Unit.objects.filter(pk=world.units[0].pk).update(name='=HYPERLINK("http://x.example")')
    text = client_of(manager).get(reverse("insights:report")).content.decode("utf-8-sig")
    assert "HYPERLINK" in text
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_stories_are_compared_over_the_people_they_were_shown_to(organisation, world):
    found = figures(organisation, weeks=4, smallest=2)
    assert any(group.rows for group in found.stories)
    for group in found.stories:
        for story in group.rows:
            assert story.low <= story.rate <= story.high
            assert 2 <= story.shared <= story.shown
            assert story.shown >= 50
