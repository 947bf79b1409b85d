"""The direct method against exact theory, on tumours small enough for one event at a time.

Power: 3,000 patients see an error of 0.045 in a chance of 0.5, of 10 % in a standard deviation.
"""

import pytest

from tests.engines.run_case import assert_right, case_of


@pytest.mark.parametrize("number", range(200, 210))
def test_random_tumours(number):
    tumour, case = case_of(number, largest_start=15.0)
    assert_right(tumour, case, "gillespie", 3_000, seed=number)
