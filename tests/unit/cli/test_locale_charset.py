"""When letters stand in for signs: by the person's locale, which Python hides."""

import pytest

from console.cli.locale_charset import is_unicode


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "en_US.UTF-8"},
        {"LANG": "C", "LC_CTYPE": "de_DE.utf8"},
        {"LC_ALL": "C.UTF-8", "LANG": "C"},
        {"LC_CTYPE": "C.UTF-8"},
        {"LANG": "sr_RS.UTF-8@latin"},
        {"LANG": "en_US"},
        {},
    ],
)
def test_a_unicode_locale_or_none_has_signs(environ: dict[str, str]) -> None:
    assert is_unicode(environ, "utf-8")


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C", "LANG": "en_US.UTF-8"},
        {"LANG": "C"},
        {"LANG": "POSIX"},
        {"LANG": "C", "LC_CTYPE": "C.UTF-8"},  # as Python leaves it behind (PEP 538)
        {"LANG": "de_DE.ISO-8859-15@euro"},
    ],
)
def test_a_plain_or_latin_locale_has_letters(environ: dict[str, str]) -> None:
    assert not is_unicode(environ, "utf-8")


def test_an_output_that_cannot_write_them_has_letters() -> None:
    assert not is_unicode({"LANG": "en_US.UTF-8"}, "latin-1")
