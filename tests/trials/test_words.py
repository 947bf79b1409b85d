"""The table of a trial in words, from rows made by hand."""

import numpy as np
import pandas as pd

from sim.trials.tables import _words

NAN = np.nan
PFS, DURATION = "median PFS [days]", "median duration of response [days]"


def test_what_was_not_reached_is_said_and_what_could_not_be_is_not():
    table = pd.DataFrame(
        {
            "patients": [20, 20, 20, 0],
            PFS: [84.0, NAN, 123456.0, NAN],
            "response rate": [0.5, 0.25, 0.0, NAN],
            DURATION: [56.0, NAN, NAN, NAN],
            "median depth": [-0.51234, NAN, NAN, NAN],
        },
        index=["reached", "not yet", "no response", "empty"],
    )
    words = _words(table)
    assert words[PFS].tolist() == ["84", "not reached", "1.235e+05", "-"]
    # of who did not respond no response ended; of who did, it may go on
    assert words[DURATION].tolist() == ["56", "not reached", "-", "-"]
    # a depth is no time: what is not there is not there
    assert words["median depth"].tolist() == ["-0.5123", "-", "-", "-"]
    assert words["patients"].tolist() == ["20", "20", "20", "0"]
