"""One piece of memory for all the frames of a call, however deep it goes."""

from collections.abc import Callable
from functools import wraps

SLOTS = 2**16  # of eight bytes: CPython then takes a megabyte, and leaves half of it to the frames above


def roomy[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """The same function, called from so large a frame that those above it fit into the piece of memory that holds it.

    CPython takes memory for frames from the system 16 KB at a time and gives a piece back whenever a call returns over
    its edge. Where an edge falls amid what a page does over and over, that page takes half as long again.
    """

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=SLOTS)
    return wraps(function)(call)
