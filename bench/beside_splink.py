"""Splink on a FEBRL set, with settings that are frozen here so that "as good as Splink" keeps its meaning.

(a) has the comparisons and blocks that Splink's own examples use for such data. (a′) has nine more blocks and the rest
of the address: much of what another program seems to gain on (a) is blocking. Both learn from the set itself, without
its truth.
"""

import logging

BLOCKS = [
    ("given_name", "surname"),
    ("date_of_birth",),
    ("soc_sec_id",),
    ("state", "address_1"),
    ("street_number", "address_1"),
    ("postcode",),
]
MORE_BLOCKS = [
    ("address_1",),
    ("address_2",),
    ("given_name", "suburb"),
    ("surname", "suburb"),
    ("given_name", "street_number"),
    ("surname", "street_number"),
    ("suburb", "street_number"),
    ("surname", "state"),
    ("given_name", "address_2"),
]
# Pairs that agree in these are of one person nearly always; with them goes the share of all such pairs they find.
SURE = [("given_name", "surname", "date_of_birth"), ("given_name", "surname", "postcode", "street_number")]
SHARE_OF_SURE = 0.7
LEARN_FROM = [("date_of_birth",), ("given_name", "surname"), ("postcode", "street_number")]
PAIRS_FOR_CHANCE, SEED = 2_000_000, 1


def splink_scores(frames: list, *, with_id: bool, wide: bool) -> dict[tuple[str, str], float]:
    """Return the match weight of each pair that Splink's blocks find, in bits."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    blocks = [block for block in [*BLOCKS, *(MORE_BLOCKS if wide else [])] if with_id or block != ("soc_sec_id",)]
    settings = SettingsCreator(
        link_type="dedupe_only" if len(frames) == 1 else "link_only",
        unique_id_column_name="rec_id",
        comparisons=_comparisons(with_id=with_id, wide=wide),
        blocking_rules_to_generate_predictions=[block_on(*block) for block in blocks],
    )
    database = DuckDBAPI()
    tables = [database.register(frame.reset_index()) for frame in frames]
    linker = Linker(tables if len(tables) > 1 else tables[0], settings, log_level=logging.ERROR)
    sure = [block_on(*block) for block in SURE]
    linker.training.estimate_probability_two_random_records_match(sure, recall=SHARE_OF_SURE)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_FOR_CHANCE, seed=SEED)
    for block in LEARN_FROM:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*block), record_sample_proportion=1.0
        )
    rows = linker.inference.predict(threshold_match_weight=-30).as_pandas_dataframe()
    pairs = zip(rows.rec_id_l, rows.rec_id_r, rows.match_weight, strict=True)
    return {(a, b) if a <= b else (b, a): weight for a, b, weight in pairs}


def _comparisons(*, with_id: bool, wide: bool) -> list:
    import splink.comparison_library as library

    comparisons = [
        library.NameComparison("given_name").configure(term_frequency_adjustments=True),
        library.NameComparison("surname").configure(term_frequency_adjustments=True),
        library.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        library.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        library.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    if with_id:
        comparisons.append(library.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]))
    if wide:
        comparisons += [
            library.JaroWinklerAtThresholds("address_1", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            library.JaroWinklerAtThresholds("suburb", [0.9, 0.7]).configure(term_frequency_adjustments=True),
        ]
    return comparisons
