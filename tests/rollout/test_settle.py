"""Who gets which hero, from what is known; the sum itself is tried in tests/choose/test_circles.py."""

from kring.rollout.rules.circles import Colleague, settle


def colleague(person, department=1, location="hal", language="nl", leads=False):
    return Colleague(person, department, location, language, leads)


def test_near_is_the_same_department_and_place():
    staff = [colleague(1, 1, "hal"), colleague(2, 2, "kade"), colleague(11, 2, "kade"), colleague(12, 1, "hal")]
    assert settle(staff, people=[11, 12], heroes=[1, 2]).hero_of == {11: 2, 12: 1}


def test_nobody_gets_who_may_be_their_own_manager():
    staff = [colleague(1, 7, "hal", leads=True), colleague(11, 7, "hal"), colleague(12, 8, "hal")]
    made = settle(staff, people=[11, 12], heroes=[1])
    assert made.hero_of == {12: 1}
    assert made.waiting == (11,)


def test_what_is_not_known_is_not_used():
    staff = [colleague(1, None, "", leads=True), colleague(11, None, "")]
    assert settle(staff, people=[11], heroes=[1]).hero_of == {11: 1}


def test_a_language_that_no_hero_reads_leaves_nobody_out():
    staff = [colleague(1, 1), colleague(2, 2), colleague(11, 2, language="en")]
    assert settle(staff, people=[11], heroes=[1, 2]).hero_of == {11: 2}


def test_the_hero_who_shares_the_language_goes_first():
    staff = [colleague(1, 1, language="en"), colleague(2, 2), *(colleague(n, 2, language="en") for n in range(11, 21))]
    made = settle(staff, people=range(11, 21), heroes=[1, 2])
    assert made.waiting == ()
    assert set(made.hero_of.values()) == {1}


def test_somebody_who_comes_moves_nobody():
    staff = [colleague(n) for n in range(1, 40)]
    before = settle(staff, people=range(3, 30), heroes=[1, 2]).hero_of
    after = settle(staff, people=range(3, 33), heroes=[1, 2], present=before)
    assert after.moved == ()
    loads = [list(after.hero_of.values()).count(hero) for hero in (1, 2)]
    assert max(loads) - min(loads) <= 7
    assert sum(loads) == 30


def test_a_pair_that_is_avoided_stays_apart_even_when_that_leaves_somebody_waiting():
    staff = [colleague(1), colleague(11)]
    made = settle(staff, people=[11], heroes=[1], avoid=[(11, 1)], present={11: 1}, stay=[11])
    assert made.waiting == (11,)


def test_without_heroes_everybody_waits():
    assert settle([colleague(11)], people=[11], heroes=[]).waiting == (11,)


def test_the_same_people_in_another_order_get_the_same_heroes():
    staff = [colleague(n, n % 3, f"place {n % 2}") for n in range(1, 60)]
    one = settle(staff, people=range(6, 60), heroes=range(1, 6))
    other = settle(staff[::-1], people=range(59, 5, -1), heroes=range(5, 0, -1))
    assert one == other
