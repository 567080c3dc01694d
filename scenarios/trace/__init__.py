"""One possible stretch of time in a region, drawn once, and what both halves play."""

from scenarios.trace.tables import Attempts, Callers, Candidates, Incidents, Tasks, Trace

__all__ = ["Attempts", "Callers", "Candidates", "Incidents", "Tasks", "Trace"]
