"""The compiled twin of the model: the same trace under the same plan, the same records.

`sim.centre` and `sim.field` are the reference that people read; each file here is the twin of
one there, step by step. The twin's steps are plain functions over arrays of rows, which numba
compiles once: a process of the reference is here what its next event means (`Step`).
"""
