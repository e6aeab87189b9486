"""A limit holds over all web processes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from kring.core import limits, tasks
from kring.core.limits import Limit
from kring.core.models import Tries

THREE = Limit("three a minute", 3, timedelta(minutes=1))
TWO = Limit("two an hour", 2, timedelta(hours=1))
TWENTY = Limit("twenty a day", 20, timedelta(days=1))


def tried(times, whose="anna", after=0):
    now = timezone.now() + timedelta(seconds=after)
    return [limits.take((THREE, whose), now=now) for _ in range(times)]


def test_so_many_at_once_and_as_many_again_over_the_time(db):
    with time_machine.travel("2026-11-23T09:00Z", tick=False):
        assert tried(5) == [True, True, True, False, False]
        assert tried(1, after=19) == [False]
        assert tried(2, after=20) == [True, False]
        assert tried(4, after=200) == [True, True, True, False]


def test_tries_of_others_and_of_other_things_do_not_count(db):
    tried(3)
    assert tried(1, whose="bram") == [True]
    assert limits.take((TWO, "anna"), now=timezone.now())


def test_all_limits_have_to_allow_it(db):
    now = timezone.now()
    assert [limits.take((THREE, "here"), (TWO, "anna"), now=now) for _ in range(3)] == [True, True, False]


def test_what_turned_out_well_does_not_count(db):
    now = timezone.now()
    for _ in range(10):
        assert limits.take((THREE, "here"), (TWO, "anna"), now=now)
        limits.give_back((THREE, "here"), (TWO, "anna"))


def test_it_costs_one_query_and_keeps_no_name(db, count_queries):
    with count_queries() as counted:
        limits.take((THREE, "9.8.7.6"), (TWO, "anna@bank.example"), now=timezone.now())
    assert len(counted) == 1
    assert not [row for row in Tries.objects.values_list("key", flat=True) if "anna" in row or "9.8" in row]


def test_what_no_longer_limits_is_forgotten(db):
    with time_machine.travel("2026-11-23T09:00Z", tick=False):
        tried(3)
        limits.take((TWO, "anna"), now=timezone.now())
    with time_machine.travel("2026-11-23T09:15Z", tick=False):
        tasks.forget_tries(timestamp=0)
        assert Tries.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_allowed_no_more_than_one():
    """Each thread has a connection of its own, as each web process has: nothing is counted in memory."""

    def elsewhere(_number):
        try:
            return sum(limits.take((TWENTY, "anna"), now=timezone.now()) for _ in range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(elsewhere, range(4))) == 20
