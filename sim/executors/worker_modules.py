"""Imported once, by the server from which workers are forked: what their work needs."""

import scipy.special  # noqa: F401

import sim.ranges
import sim.standing  # noqa: F401
