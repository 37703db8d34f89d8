import pytest

from console.core.sgr import PLAIN, Style, apply_sgr

RED_ON_BLUE = Style(fg=1, bg=4)
EVERYTHING = Style(fg=1, bg=2, bold=True, dim=True, italic=True, underline=True, reverse=True, strike=True)


@pytest.mark.parametrize(
    ("parameters", "style"),
    [
        ("1", Style(bold=True)),
        ("2", Style(dim=True)),
        ("3", Style(italic=True)),
        ("4", Style(underline=True)),
        ("4:3", Style(underline=True)),
        ("21", Style(underline=True)),
        ("7", Style(reverse=True)),
        ("9", Style(strike=True)),
        ("30", Style(fg=0)),
        ("37", Style(fg=7)),
        ("90", Style(fg=8)),
        ("97", Style(fg=15)),
        ("40", Style(bg=0)),
        ("107", Style(bg=15)),
        ("38;5;196", Style(fg=196)),
        ("48;5;17", Style(bg=17)),
        ("38:5:196", Style(fg=196)),
        ("38;2;1;2;3", Style(fg=(1, 2, 3))),
        ("38:2:1:2:3", Style(fg=(1, 2, 3))),
        ("38:2::1:2:3", Style(fg=(1, 2, 3))),
        ("38:2::1:2:3:9:9", Style(fg=(1, 2, 3))),
        ("1;38;5;196;4", Style(fg=196, bold=True, underline=True)),
        ("58;5;1;1", Style(bold=True)),
        ("58:2::1:2:3;1", Style(bold=True)),
        ("31;0;1", Style(bold=True)),
        ("31;;1", Style(bold=True)),
    ],
)
def test_what_a_sequence_sets(parameters: str, style: Style) -> None:
    assert apply_sgr(PLAIN, parameters) == style


@pytest.mark.parametrize(
    ("parameters", "style"),
    [
        ("", PLAIN),
        ("0", PLAIN),
        ("00", PLAIN),
        (
            "22",
            Style(fg=1, bg=2, italic=True, underline=True, reverse=True, strike=True),
        ),
        ("22;23;24;27;29", Style(fg=1, bg=2)),
        ("22;23;4:0;27;29", Style(fg=1, bg=2)),
        ("22;23;24;27;29;39;49", PLAIN),
    ],
)
def test_what_a_sequence_ends(parameters: str, style: Style) -> None:
    assert apply_sgr(EVERYTHING, parameters) == style


@pytest.mark.parametrize(
    "parameters",
    [
        "5",  # blinking
        "8",  # concealed: a log may not hide text
        "10",
        "38",
        "38;5",
        "38;5;256",
        "38;2;1;2",
        "38;2;1;2;300",
        "38:5",
        "38:2:1",
        "38;9",
        "999",
        "9" * 100,
        "1;" * 200,
    ],
)
def test_what_is_unknown_or_out_of_range_changes_nothing(parameters: str) -> None:
    assert apply_sgr(RED_ON_BLUE, parameters) == RED_ON_BLUE
