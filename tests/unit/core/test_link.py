"""Links to jobs: written, read back, and refused where they lead nowhere we know."""

from __future__ import annotations

import pytest

from console.core.link import Link, parse_link


@pytest.mark.parametrize(
    "link",
    [
        Link("4127", "local"),
        Link("4127", "local", "load"),
        Link("a/b?c#d é", "scale prod", "check[orders]"),
        Link("7", "x", "a/b"),
    ],
)
def test_a_link_is_read_back_as_it_was(link: Link) -> None:
    assert parse_link(str(link)) == link


def test_an_id_alone_is_a_job_of_the_default_context() -> None:
    assert parse_link("4127") == Link("4127")


def test_the_engines_own_links_are_understood() -> None:
    assert parse_link("jobconsole://local/jobs/4127") == Link("4127", "local")


@pytest.mark.parametrize(
    "text",
    [
        "https://scale.example/jobs/1",
        "jobconsole://local",
        "jobconsole://local/nodes/1",
        "jobconsole://local/jobs/",
        "jobconsole://local/jobs/1/nodes",
        "jobconsole://local/jobs/1/logs/x",
        "jobconsole://[x/jobs/1",
    ],
)
def test_anything_else_is_refused_with_what_may_be_written(text: str) -> None:
    with pytest.raises(ValueError, match="a link of ours is jobconsole://CONTEXT/jobs/ID"):
        parse_link(text)
