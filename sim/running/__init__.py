"""Behind `sim.simulate`: the plan of a run, its tables, blocks in threads, and how it was made."""
