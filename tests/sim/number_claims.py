"""What holds of blocked numbers in every play, told from the rows alone."""

from __future__ import annotations


def numbers_are_refused_while_they_are_blocked_and_never_else(world, seen):
    rules = {block.origin: block for block in seen.plan.blocks}
    person = seen.trace.callers.person.tolist()
    for who in set(person):
        mine = [c for c in seen.rows.calls if person[c.caller] == who]
        ends_s = sorted(c.work_end_s for c in mine if c.work_end_s == c.work_end_s)
        blocked: list[tuple[float, float]] = []
        borne = 0
        for end_s in ends_s if rules else ():
            if blocked and end_s < blocked[-1][1]:
                continue
            borne += 1
            if borne == rules[0].after:
                borne = 0
                blocked.append((end_s, end_s + rules[0].length_s))
        for call in mine:
            refused = call.outcome == "refused"
            assert refused <= any(a <= call.arrival_s < b for a, b in blocked)
            # work that began at this very instant may end at it, when the call has come already
            assert refused >= any(a < call.arrival_s < b for a, b in blocked)
            assert not refused or call.connected_s != call.connected_s
