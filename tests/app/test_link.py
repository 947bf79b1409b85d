"""The address of the page says what is set, and nothing that it says does harm."""

from urllib.parse import parse_qsl

from hypothesis import given, settings

from sim.app.form import controls, draft_of
from sim.app.link import link_of, values_of
from tests.app.test_form import settings_of_pages


def test_at_first_there_is_nothing_to_say():
    assert link_of({}) == ""
    assert link_of({id_: control.value for id_, control in controls().items()}) == ""


@settings(max_examples=60, deadline=None)
@given(settings_of_pages())
def test_who_opens_the_link_sees_the_same(values):
    again = values_of(dict(parse_qsl(link_of(values))))
    meant = {id_: values.get(id_, control.value) for id_, control in controls().items()}
    assert {id_: again.get(id_, control.value) for id_, control in controls().items()} == meant


def test_nonsense_in_a_link_is_left_out():
    query = {
        "years": "1e999",
        "patients": "<script>",
        "arm1": "../../etc",
        "evil": "1",
        "seed": "3",
    }
    assert values_of(query) == {"seed": 3}
    draft_of(values_of(query))
