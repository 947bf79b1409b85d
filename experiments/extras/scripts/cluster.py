"""A sweep on a Dask cluster of one worker, and the same without one."""

import sim


def build(cost):
    """Return a tumour of two clones."""
    return sim.Tumour(
        [
            sim.Clone("sensitive", birth=0.14, death=0.13, start=1e6),
            sim.Clone("resistant", birth=0.14 - cost, death=0.13, start=1e3),
        ]
    )


def main() -> None:
    """Run four points both ways."""
    from dask.distributed import Client, LocalCluster

    sweep = sim.Sweep(
        "costs", build=build, design=sim.Grid(cost=[0.0, 0.01, 0.02, 0.03]),
        arms={"none": sim.Observation()}, keep=[sim.resistant_fraction],
        patients=3, days=60, seed=1,
    )  # fmt: skip
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        far = sweep.run("far", client=client, progress=False)
        assert far.data.load().equals(sweep.run("near", progress=False).data.load())


if __name__ == "__main__":  # a worker imports this file
    main()
