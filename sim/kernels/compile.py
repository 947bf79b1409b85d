"""How kernels are compiled: to the disk cache, without the GIL, never with fastmath.

The cache lies in a folder that is named by the source of all kernels (`sim.kernels.cache`): an old
cache never runs old physics.
"""

import numba
from numba.core import codegen, config, types
from numba.core.imputils import impl_ret_borrowed, lower_getattr
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, overload

from sim.kernels.cache import CACHE_FOLDER
from sim.kernels.inner import COMPILER


def numbers_per_vector():
    """Return how many float64 a vector of this processor holds, as far as LLVM is told of it."""
    features = config.CPU_FEATURES
    if features is None:
        features = codegen.get_host_cpu_features()
    return 8 if "+avx512dq" in features else 4 if "+avx2" in features else 2


def _in_our_folder(decorate, **options):
    """Decorate a kernel so that its cache lies in our folder; other packages keep theirs."""

    def wrap(function):
        before = config.CACHE_DIR
        config.CACHE_DIR = str(CACHE_FOLDER)
        try:
            return decorate(**options)(function)
        finally:
            config.CACHE_DIR = before

    return wrap


def kernel(function):
    """Compile a function that Python calls: cached on disk, releases the GIL."""
    return _in_our_folder(numba.njit, cache=True, nogil=True, error_model="numpy")(function)


# Kernels alone call these, so no door for Python is compiled: with a dozen arrays to unpack, it
# takes longer than the function itself.
_INNER = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "pipeline_class": COMPILER,
}


def inlined(function):
    """Compile a function that kernels call and that must cost nothing to call.

    It never hands arrays that it made itself to a kernel: references to them are not counted, and
    the kernel would free them (`allocating` is for that).
    """
    return numba.njit(**_INNER, forceinline=True, _nrt=False)(function)


def called(function):
    """Compile a function that kernels call and that begins with `out_of_line()`.

    It allocates nothing: then numba need not count references to arrays, which costs 20 ns an
    array and call. Kernels allocate the work space and hand it down.
    """
    # `forceinline=False` is said aloud, or numba would hand the caller's flag down to it.
    return numba.njit(**_INNER, forceinline=False, _nrt=False)(function)


def allocating(function):
    """Compile a function that kernels call to have their work space made."""
    return numba.njit(**_INNER)(function)


@intrinsic
def _mark_noinline(typing_context):
    def generate(context, builder, signature, arguments):
        builder.function.attributes.add("noinline")
        return context.get_dummy_value()

    return types.none(), generate


def out_of_line():
    """Keep the function that says this a function of its own in machine code.

    LLVM would inline it into its callers and move the logarithms of branches that are rarely
    taken in front of their loops, so that every draw pays for them; and huge functions take long
    to compile. Does nothing in Python.
    """


@overload(out_of_line, inline="always", jit_options={"forceinline": False})
def _out_of_line():
    def mark():
        _mark_noinline()

    return mark


@infer_getattr
class _Bodies(AttributeTemplate):
    """Let a `model.Model`, which has no such field, have None as `body`, known when compiling."""

    key = types.NamedTuple

    def resolve_body(self, model):
        return None if "body" in model.fields else types.none


@lower_getattr(types.NamedTuple, "body")
def _lower_body(context, builder, model, value):
    if "body" not in model.fields:
        return context.get_dummy_value()
    place = model.fields.index("body")
    return impl_ret_borrowed(
        context, builder, model.types[place], builder.extract_value(value, place)
    )
