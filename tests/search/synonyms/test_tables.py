"""The operators' table of synonyms, whatever they typed into it."""

from search.synonyms.tables import build_table, parse_table


def test_synonyms_hold_both_ways_unless_told() -> None:
    table = build_table([("厨师", ["中式烹调师"], False), ("手机", ["智能手机"], True)])

    assert table == {"厨师": ("中式烹调师",), "中式烹调师": ("厨师",), "手机": ("智能手机",)}


def test_loops_repeats_and_empty_words_are_harmless() -> None:
    table = build_table([("电工", ["电工", "維修電工", "，"], False), ("维修电工", ["电工"], False), ("", ["x1"], False)])

    assert table == {"电工": ("维修电工",), "维修电工": ("电工",)}


def test_a_file_has_one_word_a_line() -> None:
    assert parse_table(["月嫂\t育婴员，育婴师\n", "没有制表符\n", "\n"]) == {
        "月嫂": ("育婴员", "育婴师"),
        "育婴员": ("月嫂", "育婴师"),
        "育婴师": ("月嫂", "育婴员"),
    }


def test_at_most_six() -> None:
    assert len(build_table([("词", [f"同义{n}" for n in range(20)], True)])["词"]) == 6
