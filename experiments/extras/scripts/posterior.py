"""What the extra `fit` is for: the posterior of a fit, and twins drawn from it."""

from scipy import stats

import sim

fit = sim.fit(
    sim.Observations.example().of("C"), sim.presets.mcrpc_abiraterone,
    {"start": stats.uniform(0.1, 0.9), "turnover": stats.uniform(0, 0.9)}, noise=sim.Noise(0.2),
)  # fmt: skip
print(fit.posterior(progress=False))
print(fit.patients(20))
