"""What many visitors ask for is done once; what nobody waits for any more is given up."""

import asyncio

import pytest

from sim.app.shared import KEPT, Shared
from sim.base.errors import InputError


class Slow:
    """Workers that count what they are asked, and take their time."""

    def __init__(self):
        self.begun, self.given_up = [], []

    async def do(self, job, *arguments):
        self.begun.append(arguments)
        try:
            await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            self.given_up.append(arguments)
            raise
        return job(*arguments)


def fail(word):
    raise InputError(f"{word} cannot be done.")


def test_thirty_visitors_are_one_job_and_a_late_one_is_none():
    async def visit():
        slow = Slow()
        shared = Shared(slow)
        found = await asyncio.gather(*(shared.do(len, "burden") for _ in range(30)))
        late = await shared.do(len, "burden")
        other = await shared.do(len, "clones!")
        return slow, found, late, other

    slow, found, late, other = asyncio.run(visit())
    assert (set(found), late, other) == ({6}, 6, 7)
    assert slow.begun == [("burden",), ("clones!",)]


def test_who_leaves_takes_nothing_from_the_others_and_the_last_one_ends_it():
    async def visit():
        slow = Slow()
        shared = Shared(slow)
        one, two = (asyncio.create_task(shared.do(len, "burden")) for _ in range(2))
        lone = asyncio.create_task(shared.do(len, "clones"))
        await asyncio.sleep(0.005)
        one.cancel()
        lone.cancel()
        assert await two == 6
        assert slow.given_up == [("clones",)]
        return await shared.do(len, "clones"), slow.begun

    found, begun = asyncio.run(visit())
    assert found == 6
    assert begun == [("burden",), ("clones",), ("clones",)]


def test_what_failed_is_tried_again_and_what_is_old_is_forgotten():
    async def visit():
        slow = Slow()
        shared = Shared(slow)
        for _ in range(2):
            with pytest.raises(InputError, match="cannot be done"):
                await shared.do(fail, "it")
        assert slow.begun == [("it",)] * 2
        await asyncio.gather(*(shared.do(len, f"{k}") for k in range(KEPT + 10)))
        await shared.do(len, "new")
        assert len(shared._asked) <= KEPT + 1
        assert not shared._waiting
        await shared.do(len, "new")
        assert slow.begun.count(("new",)) == 1

    asyncio.run(visit())
