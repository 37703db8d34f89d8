import pytest

from console.core.signature import normalise, signature


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            'load failed: exit 1, relation "orders" does not exist',
            'load failed: exit 1, relation "order lines" does not exist',
        ),
        ("fetch failed: timeout after 20m, 6 attempts", "fetch failed: timeout after 1.5m, 12 attempts"),
        (
            "db-3.example:5432 refused at 2026-11-19T02:14:05Z",
            "db-12.example:6432 refused at 2025-01-02 03:04:05",
        ),
        ("no such file: /var/log/a.log", "no such file: ~/b/c d"[:-2]),
        ("request 9b2e7d1c-0000-4000-8000-123456789abc", "request 00000000-1111-2222-3333-444444444444"),
        ("segfault at 0xdeadbeef", "segfault at 0x0"),
        ("commit 1a2b3c4d5e is bad", "commit ffff0000aa is bad"),
        ("cannot open 'a b'", "cannot open 'c'"),
        ("GET https://x.example/a?b=1 failed", "GET https://y.example/ failed"),
        ("Disk  Full", "\x1b[31mdisk full\x1b[0m\n"),
    ],
)
def test_what_varies_from_run_to_run_does_not_change_the_signature(one: str, other: str) -> None:
    assert signature(one) == signature(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("load failed: exit 1", "load failed: exit 137"),
        ("killed by signal 9", "killed by signal 15"),
        ("HTTP 503 from the server", "HTTP 404 from the server"),
        ("open: errno 2", "open: errno 13"),
        ("exit -1", "exit 1"),
        ("disk full", "disk broken"),
    ],
)
def test_what_names_the_cause_does(one: str, other: str) -> None:
    assert signature(one) != signature(other)


def test_a_signature_is_eight_hex_digits_that_never_change() -> None:
    assert signature('load failed: exit 1, relation "orders" does not exist') == "93b57f16"


@pytest.mark.parametrize("nothing", [None, "", "   ", "\n\t", "\x1b[0m"])
def test_no_text_has_no_signature(nothing: str | None) -> None:
    assert signature(nothing) is None


def test_the_normalised_text_can_be_read() -> None:
    assert (
        normalise("load-3 failed: exit 1 after 20 s, can't open '/tmp/x' at 02:14:05")
        == "load-<n> failed: exit 1 after <n> s, can't open <value> at <time>"
    )


def test_only_the_beginning_of_a_dump_counts() -> None:
    dump = "out of memory\n" * 1000

    assert signature(dump + "one end") == signature(dump + "another end")
