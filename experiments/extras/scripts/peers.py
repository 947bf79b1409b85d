"""Every package that the benchmarks name can be imported."""

import basico
import bioscrape
import gillespy2
import rebop
import roadrunner

print(*(module.__name__ for module in (basico, bioscrape, gillespy2, rebop, roadrunner)))
