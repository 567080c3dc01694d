"""Hand the world from part to part by its address.

By value all its arrays, seven numbers each, would be hundreds of arguments of each part and of
each call of one, which takes the compiler longer than all the work in them. The parts stand in
one loop in the end, where it sees through the address: an event costs what it cost before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from numba import extending as _extending
from numba.core import cgutils as _cgutils
from numba.core import types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate

from sim.twin.state import World

extending: Any = _extending
cgutils: Any = _cgutils
"""Of no use to a type checker: their functions bear no types."""


class ByReference(types.Type):  # type: ignore[misc, unused-ignore]
    """The address of a named tuple of type `dtype`, whose fields can be read from it."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"ByReference({dtype})")


class _Fields(AttributeTemplate):  # type: ignore[misc, unused-ignore]
    key = ByReference

    def generic_resolve(self, reference: Any, name: str) -> Any:  # type: ignore[override, unused-ignore]
        fields = reference.dtype.fields
        return reference.dtype[fields.index(name)] if name in fields else None


def _read(_context: Any, builder: Any, reference: Any, address: Any, name: str) -> Any:
    number = reference.dtype.fields.index(name)
    return builder.load(cgutils.gep_inbounds(builder, address, 0, number))


def _address(_typing: Any, world: Any) -> Any:
    def address(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return cgutils.alloca_once_value(builder, arguments[0])

    return ByReference(world)(world), address


extending.register_model(ByReference)(models.PointerModel)
extending.infer_getattr(_Fields)
extending.lower_getattr_generic(ByReference)(_read)
by_reference = cast(Callable[[World], World], extending.intrinsic(_address))
"""Return the address of a world, good until the function that asks for it returns."""
