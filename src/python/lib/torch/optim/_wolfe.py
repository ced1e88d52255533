"""How far to go along a direction: until the strong Wolfe conditions hold.

A point on the way is a tuple: how far it is, and there the loss, the
gradient, and the slope along the direction.
"""


def _valley(first, second, bounds=None):
    """Where a cubic through both points, with their slopes, is lowest."""
    (x1, f1, _, g1), (x2, f2, _, g2) = first, second
    lowest, highest = bounds or (min(x1, x2), max(x1, x2))
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1**2 - g1 * g2
    if not square >= 0:
        return (lowest + highest) / 2.0
    d2 = square.sqrt()
    if x1 <= x2:
        at = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        at = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(at, lowest), highest)


def search(at, length, size, start, most, near=1e-9, lower=1e-4, flatter=0.9):
    """Loss, gradient, how far, and how many points were looked at.

    `at` gives the point so far along the direction, whose largest element is
    `size`; `start` is loss, gradient and slope at its beginning.
    """
    begin = (0, *start)
    loss, _, slope = start

    def too_high(point):
        return point[1] > loss + lower * point[0] * slope

    def flat_enough(point):
        return abs(point[3]) <= -flatter * slope

    # Ahead, until the valley lies between two points.
    before, here = begin, at(length)
    looked, tries = 1, 0
    found = None
    while tries < most:
        if too_high(here) or (tries > 1 and here[1] >= before[1]):
            ends = [before, here]
            break
        if flat_enough(here):
            found = here
            break
        if here[3] >= 0:
            ends = [before, here]
            break
        least = here[0] + 0.01 * (here[0] - before[0])
        ahead = _valley(before, here, (least, here[0] * 10))
        before, here = here, at(ahead)
        looked += 1
        tries += 1
    if tries == most:
        ends = [begin, here]

    if found is None:
        found, more = _narrow(
            at, ends, too_high, flat_enough, size, most - tries, near
        )
        looked += more
    return found[1], found[2], found[0], looked


def _narrow(at, ends, too_high, flat_enough, size, most, near):
    """The best point between two, and how many were looked at."""
    low, high = (0, 1) if ends[0][1] <= ends[1][1] else (1, 0)
    little = False
    tries = 0
    while tries < most:
        left, right = min(ends[0][0], ends[1][0]), max(ends[0][0], ends[1][0])
        if (right - left) * size < near:
            break
        length = _valley(*ends)
        # Close to an end, twice in a row, is no progress.
        margin = 0.1 * (right - left)
        close = min(right - length, length - left) < margin
        if close and (little or length >= right or length <= left):
            if abs(length - right) < abs(length - left):
                length = right - margin
            else:
                length = left + margin
            close = False
        little = bool(close)
        here = at(length)
        tries += 1
        if too_high(here) or here[1] >= ends[low][1]:
            ends[high] = here
            low, high = (0, 1) if ends[0][1] <= ends[1][1] else (1, 0)
            continue
        done = flat_enough(here)
        if not done and here[3] * (ends[high][0] - ends[low][0]) >= 0:
            ends[high] = ends[low]
        ends[low] = here
        if done:
            break
    return ends[low], tries
