"""A search of two parameters, kept in a folder, and the same from that folder."""

import sim


def main() -> None:
    """Search twice."""
    search = sim.Search(
        lambda stop, restart: sim.Adaptive("abiraterone", stop, restart),
        {"stop": (0.3, 1.0), "restart": (1.0, 1.15)},
        sim.Cohort(sim.presets.mcrpc_abiraterone(), 1), sim.time_to_progression, days=900,
        clinic=sim.Clinic(visit_every=30, scan_every=30, noise=0, detection=0,
                          criteria=sim.RatioToBaseline(1.2)),
        engine="meanfield",
    )  # fmt: skip
    one = search.run(budget=48, folder="search", progress=False)
    assert one.value == search.run(budget=48, folder="search", progress=False).value
    print(one)


if __name__ == "__main__":
    main()
