"""Who was on the staff in a time, and where."""

from datetime import date

from kring.people import queries
from tests import make


def test_somebody_who_left_before_or_came_after_is_not_in_it(organisation):
    stays = make.person(organisation, valid_from=date(2026, 1, 5))
    left = make.person(organisation, valid_from=date(2026, 1, 5))
    queries.placements_between(date(2026, 1, 1), date(2026, 2, 1)).filter(person=left).update(
        valid_until=date(2026, 3, 2)
    )
    make.person(organisation, valid_from=date(2026, 4, 6))

    def there(since, until):
        return {placement.person_id for placement in queries.placements_between(since, until)}

    assert there(date(2026, 3, 1), date(2026, 4, 6)) == {stays.pk, left.pk}
    assert there(date(2026, 3, 2), date(2026, 4, 6)) == {stays.pk}
