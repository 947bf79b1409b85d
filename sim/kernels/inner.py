"""What is compiled of a function that kernels alone call: handed to them as it is.

numba optimises every function together with all that it calls, and makes machine code of that,
before it hands it to the next one up, which does so again: a function that lies six calls deep is
optimised six times. Here only the kernel is: it takes less than half the time, and the machine code
is as quick. Where numba has changed inside, its own way is taken.
"""

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class _NoEnvironment:
    """In the place of what would tell machine code where Python's objects are: there is none."""

    @staticmethod
    def set_env(name, environment):
        """Do nothing."""


class _Inner(JITCodeLibrary):
    codegen = _NoEnvironment

    def _optimize_final_module(self):
        pass

    def _finalize_final_module(self):
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name):
        return 0


class _InnerCompiler(Compiler):
    def define_pipelines(self):
        """Return numba's own, which put what they make into a library of ours."""
        state = self.state
        state.library = _Inner(state.targetctx.codegen(), state.func_id.func_qualname)
        return super().define_pipelines()


_ASKED = ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")
COMPILER = _InnerCompiler if all(hasattr(JITCodeLibrary, name) for name in _ASKED) else Compiler
"""numba's compiler, for functions that Python never calls."""
