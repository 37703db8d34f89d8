"""Names in a row: no two of them can be taken for one, and none for two."""

from console.core.listing import listed


def test_plain_names_have_commas_between_them() -> None:
    assert listed(["load", "publish"]) == "load, publish"


def test_names_with_commas_in_them_are_parted_by_something_else() -> None:
    assert listed(["check[eu,orders]", "check[us,orders]"]) == "check[eu,orders]; check[us,orders]"
    assert listed(["a[x, y]", "b[p; q]", "c"]) == "a[x, y] | b[p; q] | c"


def test_the_rest_is_counted() -> None:
    assert listed([str(number) for number in range(1_003)], 2) == "0, 1 and 1,001 more"
