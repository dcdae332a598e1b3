"""The best assignment: each row gets at most one column, each column goes to at most one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf


def best_assignment(gains: Sequence[Mapping[int, float]]) -> list[int | None]:
    """For each row the column it gets, so that the sum of the gains is the largest possible.

    `gains[row][column]` is what it is worth that the row gets the column; pairs that are missing or
    worth nothing are never made, and a row may stay without a column (null), which is worth 0. Of
    equally good assignments always the same one is given.

    The Hungarian algorithm with shortest augmenting paths (Kuhn 1955, Jonker and Volgenant 1987):
    rows are added one at a time along the path of least cost, potentials keep all reduced costs
    from falling below zero. Each row has a column of its own that stands for "none".
    """
    columns = sorted({column for row in gains for column, gain in row.items() if gain > 0})
    position = {column: place for place, column in enumerate(columns)}
    width = len(columns) + len(gains)
    costs = [[inf] * width for _ in gains]
    for number, row in enumerate(gains):
        costs[number][len(columns) + number] = 0.0
        for column, gain in row.items():
            if gain > 0:
                costs[number][position[column]] = -gain
    owners: list[int | None] = [None] * width
    row_potential, column_potential = [0.0] * len(gains), [0.0] * width
    for number, row_costs in enumerate(costs):
        row_potential[number] = min(row_costs)
        _augment(number, costs, owners, row_potential, column_potential)
    chosen: list[int | None] = [None] * len(gains)
    for place, owner in enumerate(owners[: len(columns)]):
        if owner is not None:
            chosen[owner] = columns[place]
    return chosen


def _augment(
    start: int,
    costs: Sequence[Sequence[float]],
    owners: list[int | None],
    row_potential: list[float],
    column_potential: list[float],
) -> None:
    """Gives the row a column, moving others along the shortest path to a free one."""
    width = len(owners)
    distance, before = [inf] * width, [-1] * width
    done: list[int] = []
    open_ = set(range(width))
    row, reached, free = start, 0.0, -1
    while free < 0:
        for column in open_:
            step = costs[row][column]
            if step < inf:
                length = reached + step - row_potential[row] - column_potential[column]
                if length < distance[column]:
                    distance[column], before[column] = length, row
        # Of equals a free one, and that of the row itself: whoever was first stays.
        nearest = min(open_, key=lambda c: (distance[c], owners[c] is not None, -c))
        reached = distance[nearest]
        owner = owners[nearest]
        if owner is None:
            free = nearest
        else:
            open_.remove(nearest)
            done.append(nearest)
            row = owner
    row_potential[start] += reached
    for column in done:
        shift = reached - distance[column]
        column_potential[column] -= shift
        owner = owners[column]
        if owner is not None:
            row_potential[owner] += shift
    while True:
        row = before[free]
        displaced = next((c for c in done if owners[c] == row), None)
        owners[free] = row
        if displaced is None:
            return
        free = displaced
