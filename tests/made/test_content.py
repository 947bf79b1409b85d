"""Everything that Python has to hide a meaning in: one function each, and the same with another."""

import sys

import pytest

import sim
from sim.made.content import digest

CASES = {
    "class body in function": (
        "f",
        "1",
        "2",
        """
X=@@
def f(a):
    class C:
        y = X
        def m(self): return self.y
    return C().m()
""",
    ),
    "comprehension in lambda": (
        "f",
        "1",
        "2",
        """
X=@@
def f(a):
    return (lambda: [X for _ in range(3)])()
""",
    ),
    "except": (
        "f",
        "1",
        "2",
        """
X=@@
def f(a):
    try:
        return 1/a
    except ZeroDivisionError:
        return X
""",
    ),
    "which exception": (
        "f",
        "ZeroDivision",
        "Value",
        """
def f(a):
    try:
        return 1/a
    except @@Error:
        return 0
""",
    ),
    "fstring": (
        "f",
        "2",
        "3",
        """
def f(a): return f'{a:.@@f}'
""",
    ),
    "slice": (
        "f",
        "2",
        "3",
        """
def f(a): return a[0:@@]
""",
    ),
    "index type": (
        "f",
        "",
        ".0",
        """
def f(a): return a[0@@]
""",
    ),
    "bool vs int": (
        "f",
        "True",
        "1",
        """
def f(a): return a[@@]
""",
    ),
    "neg zero": (
        "f",
        "",
        "-",
        """
def f(a): return a[@@0.0]
""",
    ),
    "tuple const": (
        "f",
        "2",
        "3",
        """
def f(a): return a[(1,@@)]
""",
    ),
    "float int": (
        "f",
        "e5",
        "00000",
        """
def f(a): return a[1@@]
""",
    ),
    "keyword name": (
        "f",
        "k",
        "a2",
        """
def g(a, *, k=1): return a
def f(a): return g(a, @@=2)
""",
    ),
    "decorator with argument": (
        "f",
        "1",
        "2",
        """
import functools
def deco(n):
    def d(fn):
        @functools.wraps(fn)
        def w(*a, **k): return fn(*a, **k)*n
        return w
    return d
@deco(@@)
def f(a): return a
""",
    ),
    "dict subclass": (
        "f",
        "1",
        "2",
        """
class D(dict):
    extra=@@
    def __missing__(self,k): return self.extra
M=D(a=1)
def f(a): return M[a]
""",
    ),
    "list subclass": (
        "f",
        "1",
        "2",
        """
class L(list):
    def __getitem__(self,k): return @@
M=L([1])
def f(a): return M[a]
""",
    ),
    "float subclass": (
        "f",
        "1",
        "2",
        """
class F(float):
    def __add__(self,k): return @@
M=F(1.)
def f(a): return M+a
""",
    ),
    "int subclass": (
        "f",
        "1",
        "2",
        """
class I(int):
    def __add__(self,k): return @@
M=I(1)
def f(a): return M+a
""",
    ),
    "ndarray subclass": (
        "f",
        "1",
        "2",
        """
import numpy as np
class A(np.ndarray):
    def __add__(self,k): return @@
M=np.zeros(2).view(A)
def f(a): return M+a
""",
    ),
    "metaclass": (
        "f",
        "1",
        "2",
        """
class Meta(type):
    def __call__(cls,*a): return @@
class A(metaclass=Meta): pass
def f(a): return A()
""",
    ),
    "slots object": (
        "f",
        "1",
        "2",
        """
class A:
    __slots__=("x",)
    def __init__(self): self.x=@@
M=A()
def f(a): return M.x
""",
    ),
    "namedtuple default": (
        "f",
        "1",
        "2",
        """
from typing import NamedTuple
class A(NamedTuple):
    x:int=@@
M=A()
def f(a): return A().x
""",
    ),
    "defaultdict factory": (
        "f",
        "1",
        "2",
        """
from collections import defaultdict, deque, Counter, OrderedDict
M=defaultdict(lambda: @@)
def f(a): return M[a]
""",
    ),
    "deque": (
        "f",
        "1",
        "2",
        """
from collections import deque
M=deque([1,@@])
def f(a): return M[a]
""",
    ),
    "regex": (
        "f",
        "1",
        "2",
        """
import re
M=re.compile("@@")
def f(a): return M.match(a)
""",
    ),
    "decimal": (
        "f",
        "1",
        "2",
        """
import datetime, decimal, fractions, pathlib
M=(datetime.date(2020,1,1), decimal.Decimal("1.@@"))
def f(a): return M
""",
    ),
    "date": (
        "f",
        "1",
        "2",
        """
import datetime, decimal, fractions, pathlib
M=(datetime.date(2020,1,@@), decimal.Decimal("1.1"))
def f(a): return M
""",
    ),
    "property of base": (
        "f",
        "1",
        "2",
        """
class A:
    @property
    def x(self): return @@
class B(A): pass
def f(a): return B().x
""",
    ),
    "nonlocal": (
        "f",
        "1",
        "2",
        """
def g():
    n=@@
    def h():
        nonlocal n
        n+=0
        return n
    return h
H=g()
def f(a): return H()
""",
    ),
    "generator": (
        "f",
        "1",
        "2",
        """
def gen(a):
    yield @@
def f(a): return next(gen(a))
""",
    ),
    "scipy object": (
        "f",
        "1",
        "2",
        """
import scipy.interpolate as si
M=si.interp1d([0,1],[0,@@])
def f(a): return M(a)
""",
    ),
    "vectorize": (
        "f",
        "1",
        "2",
        """
import numpy as np
M=np.poly1d([1,1])
V=np.vectorize(lambda x: x+@@)
def f(a): return V(a)
""",
    ),
    "namespace": (
        "f",
        "1",
        "2",
        """
import types
M=types.SimpleNamespace(x=@@)
def f(a): return M.x
""",
    ),
    "policy lambda": (
        "P",
        "1",
        "2",
        """
import sim
def f(cost): return P
P=sim.policy(lambda seen, memory: {"A": @@.0})
""",
    ),
    "function attribute": (
        "f",
        "1",
        "2",
        """
def f(a): return f.k
f.k=@@
""",
    ),
    "import inside": (
        "f",
        "1",
        "2",
        """
def f(a):
    import json as j
    return j.dumps(@@)
""",
    ),
    "match": (
        "f",
        "1",
        "2",
        """
match_x = 1
def f(a):
    match a:
        case {"x": @@}: return 1
        case _: return 2
""",
    ),
    "async": (
        "f",
        "1",
        "2",
        """
async def f(a):
    return @@
""",
    ),
    "singledispatch": (
        "f",
        "1",
        "2",
        """
from functools import singledispatch
@singledispatch
def f(a): return 0
@f.register
def _(a: int): return @@
""",
    ),
    "itemgetter": (
        "f",
        "1",
        "2",
        """
import operator
M=operator.itemgetter(@@)
def f(a): return M(a)
""",
    ),
    "bound builtin method": (
        "f",
        "3",
        "4",
        """
M=[1,2,@@]
def f(a): return B(a)
B=M.__getitem__
N=1
""",
    ),
    "contextmanager": (
        "f",
        "1",
        "2",
        """
from contextlib import contextmanager
@contextmanager
def g(): yield @@
def f(a):
    with g() as x: return x
""",
    ),
    "iterator": (
        "f",
        "1",
        "2",
        """
M=iter([1,@@])
def f(a): return next(M)
""",
    ),
    "rng": (
        "f",
        "1",
        "2",
        """
import random, numpy as np
M=np.random.default_rng(@@)
def f(a): return M.normal()
""",
    ),
}


def made(text):
    """Return a module of a text."""
    module = type(sys)("mine")
    exec(text, vars(module))
    return module


@pytest.mark.parametrize("what", CASES)
def test_another_meaning_is_another_content(what):
    name, one, other, text = CASES[what]
    before, after = (digest(getattr(made(text.replace("@@", word)), name)) for word in (one, other))
    assert before != after
    assert digest(getattr(made(text.replace("@@", one)), name)) == before


def test_operators_are_told_apart():
    words = [*"+ - * / // % ** < <= == != in and or & | ^ << >>".split(), "not in"]
    found = {digest(made(f"def f(a, b): return a {word} b").f) for word in words}
    assert len(found) == len(words)


@pytest.mark.parametrize(
    "text",
    [
        "import threading\nclass A:\n    def __init__(self): self.x = threading.Lock()\nM = A()",
        "import weakref\nclass A: pass\na = A()\nM = weakref.ref(a)",
        "M = (x for x in [1])",
        "import sys\nM = sys._getframe()",
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(text):
    function = made(f"{text}\ndef f(a): return M").f
    with pytest.raises(sim.InputError, match=r"it → M.*cannot be compared.*sim\.versioned"):
        digest(function)


def test_a_cache_of_a_library_that_fills_changes_nothing():
    text = CASES["singledispatch"][-1].replace("@@", "1")
    function = made(text).f
    before = digest(function)
    assert function(3) == function(3)
    assert digest(function) == before
