"""Trees as Certificate Transparency's own test data has them, and proofs that hold for what they are of only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import merkle
from audit.offline import verify_export

LEAVES = [
    bytes.fromhex(text)
    for text in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("count", range(len(ROOTS)))
def test_roots_are_those_of_certificate_transparency(count):
    assert merkle.root(map(merkle.leaf, LEAVES[:count])).hex() == ROOTS[count]


def leaves(count):
    return [merkle.leaf(bytes([number % 256, number // 256])) for number in range(count)]


@st.composite
def trees(draw):
    count = draw(st.integers(1, 70))
    return count, sorted(draw(st.sets(st.integers(0, count - 1), min_size=1)))


@settings(deadline=None)
@given(trees())
def test_a_proof_leads_from_its_lines_to_the_root(tree):
    count, inside = tree
    every = leaves(count)
    proof = merkle.proof(every, inside)
    assert verify_export.root_from(count, {place: every[place] for place in inside}, proof) == merkle.root(every)


@settings(deadline=None)
@given(trees(), st.data())
def test_a_proof_leads_nowhere_once_anything_is_changed(tree, data):
    count, inside = tree
    every = leaves(count)
    proof, held = merkle.proof(every, inside), {place: every[place] for place in inside}
    wrong = data.draw(st.sampled_from(["leaf", "place", "count"] + (["proof", "shorter"] if proof else [])))
    if wrong == "leaf":
        held[data.draw(st.sampled_from(inside))] = merkle.leaf(b"another")
    elif wrong == "place":
        place = data.draw(st.sampled_from(inside))
        held[place + count] = held.pop(place)
    elif wrong == "count":
        held |= {count: merkle.leaf(b"one too many")}
    elif wrong == "proof":
        proof[data.draw(st.integers(0, len(proof) - 1))] = bytes(32)
    else:
        proof.pop()
    try:
        root = verify_export.root_from(count, held, proof)
    except verify_export.InvalidProof:
        return
    assert root != merkle.root(every)


def test_a_proof_of_a_few_lines_is_short():
    assert len(merkle.proof(leaves(4096), [7])) == 12
    assert merkle.proof(leaves(9), range(9)) == []
