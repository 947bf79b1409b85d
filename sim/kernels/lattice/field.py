"""What diffuses from vessels into the tissue: its steady state, by conjugate gradients.

Along the lattice, from site to site,

    a (sum of the four sites beside it - 4 u) - q u = 0,    u = 1 at a vessel,

with a = (reach / width of a site)^2 and q = 1 where a cell takes it up, less where none stands.
The system is symmetric and positive, so conjugate gradients (Hestenes and Stiefel 1952, J Res NBS
49:409; here with the diagonal as preconditioner) converge. Where to stop is known: A (1 - u) = q
for the solution, and the inverse of A has no negative entry, so a residual below e q everywhere
means an error below e (1 - u) everywhere: below e.
"""

from sim.kernels.compile import called, kernel, out_of_line

# Rows of work space (row, y + 2, x + 2): uptake, residual, direction, and A times the direction.
UPTAKE, RESIDUAL, DIRECTION, IMAGE = 0, 1, 2, 3
FIELD_ROWS = 4


@called
def _wrap(wrapped, values):
    """Fill the margin: with the other side, or with the sites beside it (then nothing crosses)."""
    out_of_line()
    down, across = values.shape[0] - 2, values.shape[1] - 2
    for y in range(1, down + 1):
        values[y, 0] = values[y, across if wrapped else 1]
        values[y, across + 1] = values[y, 1 if wrapped else across]
    for x in range(1, across + 1):
        values[0, x] = values[down if wrapped else 1, x]
        values[down + 1, x] = values[1 if wrapped else down, x]


@called
def _multiply(a, wrapped, free, uptake, values, image):
    """Fill `image` with A times values, which are 0 at vessels; return values times image."""
    out_of_line()
    _wrap(wrapped, values)
    down, across = values.shape[0] - 2, values.shape[1] - 2
    total = 0.0
    for y in range(1, down + 1):
        above, here, below = values[y - 1], values[y], values[y + 1]
        for x in range(1, across + 1):
            beside = above[x] + below[x] + here[x - 1] + here[x + 1]
            image[y, x] = free[y, x] * ((4.0 * a + uptake[y, x]) * here[x] - a * beside)
        row = 0.0
        for x in range(1, across + 1):
            row += here[x] * image[y, x]
        total += row
    return total


@called
def _solve(a, wrapped, free, tolerance, most, u, work):
    """Improve u until its error is below the tolerance; return how many steps that took."""
    out_of_line()
    down, across = u.shape[0] - 2, u.shape[1] - 2
    uptake, residual = work[UPTAKE], work[RESIDUAL]
    direction, image = work[DIRECTION], work[IMAGE]
    _multiply(a, wrapped, free, uptake, u, image)
    rho, worst = 0.0, 0.0
    for y in range(1, down + 1):
        for x in range(1, across + 1):
            left = -image[y, x]
            residual[y, x] = left
            direction[y, x] = left / (4.0 * a + uptake[y, x])
            rho += left * direction[y, x]
            worst = max(worst, abs(left) / uptake[y, x])
    steps = 0
    while worst > tolerance and steps < most:
        alpha = rho / _multiply(a, wrapped, free, uptake, direction, image)
        after, worst = 0.0, 0.0
        for y in range(1, down + 1):
            for x in range(1, across + 1):
                u[y, x] += alpha * direction[y, x]
                left = residual[y, x] - alpha * image[y, x]
                residual[y, x] = left
                after += left * left / (4.0 * a + uptake[y, x])
                worst = max(worst, abs(left) / uptake[y, x])
        beta = after / rho
        for y in range(1, down + 1):
            for x in range(1, across + 1):
                found = residual[y, x] / (4.0 * a + uptake[y, x])
                direction[y, x] = found + beta * direction[y, x]
        rho = after
        steps += 1
    return steps


@kernel
def solve(who, grid, free, reach, empty, wrapped, tolerance, most, u, work):
    """Solve for some patients, each from what there was.

    Parameters
    ----------
    who : ndarray (patient,), bool
    grid : ndarray (patient, site + 1), uint8
        As in `places.Standing`.
    free : ndarray (patient, y + 2, x + 2)
        0 at a vessel, else 1.
    reach : float
        Square root of a [sites].
    empty : float
        What a site without a cell takes up, over what one with a cell does.
    wrapped : bool
        Whether the border is.
    tolerance : float
        Largest error.
    most : int
        Steps at most.
    u : ndarray (patient, y + 2, x + 2)
        Over the concentration in the blood, 1 at vessels; overwritten.
    work : ndarray (FIELD_ROWS, y + 2, x + 2)
        Work space.

    Returns
    -------
    int
        The most steps that a patient took.
    """
    taken, across = 0, u.shape[2] - 2
    for p in range(who.shape[0]):
        if not who[p]:
            continue
        for y in range(1, u.shape[1] - 1):
            for x in range(1, across + 1):
                stands = grid[p, (y - 1) * across + x - 1] > 0
                work[UPTAKE, y, x] = 1.0 if stands else empty
        taken = max(taken, _solve(reach * reach, wrapped, free[p], tolerance, most, u[p], work))
    return taken
