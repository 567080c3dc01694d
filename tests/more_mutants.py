"""Lines to break of what a centre may have besides, and of how rows are gathered."""

from __future__ import annotations

CENTRE, WAYS = "sim/centre.py", "scenarios/ways.py"
NUMBERS = "tests/sim/test_number_block.py"
GIVEN = "tests/sim/test_given_times.py"
TABLES = "tests/sim/test_tables.py"

Mutants = tuple[tuple[str, str, str, str, str], ...]

NUMBER_MUTANTS: Mutants = (
    (
        "2 lines",
        "sim/blocked_numbers.py",
        "now_s < self._until_s",
        "now_s <= self._until_s",
        NUMBERS,
    ),
    ("2 lines", "sim/blocked_numbers.py", "self._answered[person] = 0", "pass", NUMBERS),
    ("2 lines", "sim/blocked_numbers.py", " or self.refuses(person, now_s)", "", NUMBERS),
    ("2 lines", CENTRE, '("answered", "refused")', '("answered",)', NUMBERS),
)

GIVEN_TIME_MUTANTS: Mutants = (
    *(
        ("7 given times", WAYS, old, new, GIVEN)
        for old, new in (
            ("* given.kecamatan + start.kecamatan", "* given.kecamatan"),
            ("given.times_s[row + end.kecamatan]", "given.times_s[row]"),
            ("given.table.at(at_s)", "given.table.at(0.0)"),
            ("given.slowness.at(at_s)", "1.0"),
            ("from_start_s, from_home_s, position", "from_home_s, from_start_s, position"),
            ("times = ((self.time_from_s(where, scene, at_s), unit)", "times = ((0.0, unit)"),
            ("(self.time_s(scene, self.hospital(i), at_s), i)", "(0.0, i)"),
        )
    ),
    (
        "7 given times",
        "scenarios/travel.py",
        "given_s * slowness if given_s >= 0 else",
        "given_s * slowness if given_s > -2 else",
        GIVEN,
    ),
)

GATHERING_MUTANTS: Mutants = tuple(
    ("8 moments", "sim/calls_played.py", old, new, TABLES)
    for old, new in (
        ('np.flatnonzero(played.calls["there"] == 1)', "np.arange(len(played.calls))"),
        ('side="left"', 'side="right"'),
        ("& (caller_id[order[1:]] < caller_id[order[:-1]])", "& False"),
    )
)

STAFFING_MUTANTS: Mutants = tuple(
    ("staffing rows", "results/staffing_rows.py", old, new, "tests/results/test_staffing_rows.py")
    for old, new in (
        ("peak[busy] = np.maximum(peak[busy], highest)", "peak[busy] = highest"),
        (
            'np.searchsorted(end_s, instants, side="right")',
            "np.searchsorted(end_s, instants)",
        ),
        ("(np.cumsum(change) - change)", "np.cumsum(change)"),
    )
)
