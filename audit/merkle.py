"""Merkle trees as in RFC 9162 §2.1: SHA-256, with a prefix byte that separates leaves from nodes."""

import hashlib
from collections.abc import Iterable, Sequence


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over any number of leaf hashes, holding only one hash per level of the tree."""
    towers: list[tuple[int, bytes]] = []  # (height, root) of complete trees, each higher than the next
    for height, tower in ((0, leaf_hash) for leaf_hash in leaves):
        while towers and towers[-1][0] == height:
            tower, height = node(towers.pop()[1], tower), height + 1
        towers.append((height, tower))
    if not towers:
        return hashlib.sha256(b"").digest()
    _, whole = towers.pop()
    while towers:
        whole = node(towers.pop()[1], whole)
    return whole


def proof(leaves: Sequence[bytes], places: Iterable[int]) -> list[bytes]:
    """Return the hashes needed besides the leaves at `places` to compute the root: one proof for all, left to right."""
    wanted = sorted(set(places))

    def part(start: int, end: int, inside: Sequence[int]) -> list[bytes]:
        if not inside:
            return [root(leaves[start:end])]
        if end - start == 1:
            return []
        middle = start + split(end - start)
        left = [place for place in inside if place < middle]
        return part(start, middle, left) + part(middle, end, inside[len(left) :])

    return part(0, len(leaves), wanted) if leaves else []


def split(count: int) -> int:
    """Return how many leaves are in the left subtree: the largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
