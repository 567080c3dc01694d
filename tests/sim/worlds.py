"""Random small worlds in whole seconds, for property-based tests: ties are common in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hypothesis import strategies as st

from scenarios.number_block import NumberBlock
from tests.sim.building import ENDLESS, Ask, Attempt, Caller, Incident, UnitWork
from tests.sim.region import Agency, Given, Kind, Region
from tests.sim.strategies import among, composite

SHORT = st.integers(0, 12)
SOON = st.integers(0, 40)
PATIENCE = st.one_of(st.just(ENDLESS), SOON, SHORT)


@composite
def stretches(draw) -> Sequence[tuple[float, float]]:
    """Draw when a person is on duty; the last stretch is endless, so that all work gets done."""
    edges = sorted(draw(st.sets(st.integers(0, 90), min_size=1, max_size=5)))
    if len(edges) % 2 == 0:
        edges.pop()
    pairs = [(float(a), float(b)) for a, b in zip(edges[:-1:2], edges[1::2], strict=True)]
    return [*pairs, (float(edges[-1]), ENDLESS)]


STAFF = st.one_of(st.integers(1, 3), st.lists(stretches(), min_size=1, max_size=4))


@cache
def changing(values: st.SearchStrategy[float]) -> st.SearchStrategy[object]:
    """Draw a value, or one that changes at whole seconds."""
    steps = st.dictionaries(SOON, values, min_size=1, max_size=3)
    return st.one_of(values, steps.map(lambda s: [(float(t), s[t]) for t in sorted(s)]))


@composite
def attempts(draw) -> list[Attempt]:
    return [
        Attempt(
            patience=draw(PATIENCE),
            announcement=draw(among(0, 0, 3, 5)),
            setup=draw(among(0, 0, 1)),
            ring=draw(among(0, 0, 2)),
            pick_up=draw(among(0, 0, 3)),
            redial=draw(among(0.1, 0.3, 0.5, 0.9)),
            delay=draw(SHORT),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]


@composite
def callers(draw, incidents: int, trunks: int, numbers_blocked: bool) -> list[Caller]:
    persons = among(1, 1, 1, 2) if numbers_blocked else among(1, 1, 2, None)
    about = among(*range(incidents), *range(incidents), None)
    return [
        Caller(
            at=draw(SOON),
            talk=draw(SHORT),
            wrap_up=draw(SHORT),
            talk_duplicate=draw(SHORT),
            wrap_up_duplicate=draw(SHORT),
            ticket=draw(SHORT),
            ticket_latency=draw(among(0, 0, 1)),
            about=draw(about),
            trunk=draw(st.integers(0, trunks - 1)),
            tries=draw(attempts()),
            person=draw(persons),
        )
        for _ in range(draw(among(6, 12, 3, 1)))
    ]


@composite
def works(draw) -> UnitWork:
    return UnitWork(
        turnout=draw(SHORT),
        at_night=draw(SHORT),
        factor=draw(among(0.5, 1.0, 2.0)),
        on_scene=draw(SHORT),
        transport=draw(st.booleans()),
        hospital_factor=draw(among(0.5, 1.0)),
        handover=draw(SHORT),
    )


@composite
def asks(draw, agency: int) -> Ask:
    return Ask(
        agency=agency,
        acknowledge=draw(SHORT),
        units=draw(st.lists(works(), min_size=1, max_size=2)),
        no_answer=draw(among(False, False, True)),
        refuses=draw(among(False, False, True)),
        latency=draw(among(0, 0, 2)),
    )


@composite
def incidents(draw, agencies: int, kinds: int) -> list[Incident]:
    found = []
    for _ in range(draw(among(2, 4, 1, 0))):
        needs = []
        for _ in range(draw(among(2, 1, 3, 0))):
            asked = draw(st.lists(st.integers(0, agencies - 1), min_size=1, unique=True))
            needs.append([draw(asks(agency)) for agency in asked])
        found.append(
            Incident(
                needs=needs,
                x=draw(st.integers(0, 3)) / 4,
                y=draw(st.integers(0, 3)) / 4,
                kind=draw(st.integers(0, kinds - 1)),
                kecamatan=draw(st.integers(0, 1)),
                work=draw(SHORT),
                wrap_up=draw(SHORT),
            )
        )
    return found


@composite
def agency(draw) -> Agency:
    posts = draw(st.lists(among((0, 0), (0.5, 0), (0.25, 1)), min_size=1, max_size=3))
    hours = st.lists(stretches(), min_size=len(posts), max_size=len(posts))
    return Agency(
        phone=draw(among(False, False, True)),
        desk=draw(STAFF),
        posts=posts,
        hours=draw(st.one_of(hours, st.none())),
        no_answer_after=draw(st.integers(1, 12)),
        night=draw(changing(among(0.0, 1.0))),
    )


@st.composite
def given_times(draw, agencies: list[Agency], hospitals: int) -> Given:
    within, between = among(-1.0, 0.0, 7.0), among(12.0, 3.0, 40.0, 0.0)
    row = st.integers(0, 1)
    return Given(
        tables=[[[draw(within), draw(between)], [draw(between), draw(within)]] for _ in range(2)],
        homes=[[draw(row) for _ in agency.posts] for agency in agencies],
        hospitals=[draw(row) for _ in range(hospitals)],
        table=draw(changing(among(0.0, 1.0))),
        slowness=draw(changing(among(1.0, 2.0, 0.5))),
    )


@composite
def regions(draw) -> Region:
    region = draw(plain_regions())
    if draw(st.booleans()):
        region.given = draw(given_times(list(region.agencies), len(region.hospitals)))
    return region


@composite
def plain_regions(draw) -> Region:
    return Region(
        staff=draw(STAFF),
        dispatchers=draw(st.one_of(st.none(), STAFF)),
        channels=[
            draw(changing(among(99.0, 2.0, 1.0, 0.0))) for _ in range(draw(st.integers(1, 2)))
        ],
        redial_abandoned=draw(among(0.0, 0.3, 0.5, 1.0)),
        redial_blocked=draw(among(0.0, 0.3, 0.5, 1.0)),
        agencies=draw(st.lists(agency(), min_size=1, max_size=3)),
        application_up=draw(changing(among(1.0, 1.0, 0.0))),
        speed_kmh=draw(changing(among(30.0, 60.0, 120.0))),
        hospitals=draw(among((), ((1, 1),), ((1, 1), (0, 1), (0, 1)))),
        kinds=[Kind(2), Kind(1, (False, True, True)), Kind(2, (False, False, False))],
        blocks=draw(among((), (), (NumberBlock(0, 1, 40.0),), (NumberBlock(0, 2, 6.0),))),
    )


@composite
def worlds(draw) -> tuple[list[Caller], list[Incident], Region]:
    """Draw callers, incidents and a region."""
    region = draw(regions())
    found = draw(incidents(len(region.agencies), len(region.kinds)))
    if region.blocks and draw(st.booleans()):  # a number that tries again while it is blocked
        region.redial_abandoned = 1.0
    return draw(callers(len(found), len(region.channels), bool(region.blocks))), found, region
