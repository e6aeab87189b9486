"""Where a post is cut off: from posts before the start, one by one or counted, and not from a few."""

import numpy as np
import pytest

from kring.measure.cap import TooFewPostsError, cap


def test_it_is_the_number_that_so_many_posts_do_not_exceed():
    found = cap(np.arange(1.0, 2001))
    assert (found.value, found.posts) == (1990.0, 2000)
    assert found.cut(np.array([3.0, 5000.0])).tolist() == [3.0, 1990.0]


def test_counted_posts_give_the_same_as_posts_one_by_one():
    each = np.random.default_rng(1).geometric(0.1, 5000).astype(float)
    values, posts = np.unique(each, return_counts=True)
    order = np.random.default_rng(2).permutation(len(values))
    assert cap(values[order], posts[order]) == cap(each)
    assert np.mean(each <= cap(each).value) >= 0.995 > np.mean(each < cap(each).value)


def test_it_refuses_few_posts_and_numbers_that_cannot_be():
    with pytest.raises(TooFewPostsError, match="at least 1000"):
        cap(np.ones(999))
    assert cap(np.ones(100), quantile=0.95).value == 1
    for values, posts in ((np.array([-1.0] * 1000), None), (np.ones(3), np.ones(2, int))):
        with pytest.raises(ValueError, match="not negative"):
            cap(values, posts)
