import pytest

from console.core.glob import glob_pattern


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("load", "load"),
        ("LOAD", "load"),
        ("*", ""),
        ("*", "any\nthing"),
        ("in*st", "ingest"),
        ("*g*s*", "ingest"),
        ("?ngest", "ingest"),
        ("check[*]", "check[orders]"),
        ("a*b?d", "axxbcbcd"),
        ("a.b", "a.b"),
        ("**a**", "cat"),
        ("*a?c", "abcabc"),
    ],
)
def test_a_name_that_matches(pattern: str, name: str) -> None:
    assert glob_pattern(pattern).fullmatch(name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("load", "loads"),
        ("load", "reload"),
        ("?", ""),
        ("a.b", "axb"),
        ("check[abc]", "checka"),
        ("a*a", "a"),
    ],
)
def test_a_name_that_does_not(pattern: str, name: str) -> None:
    assert not glob_pattern(pattern).fullmatch(name)
