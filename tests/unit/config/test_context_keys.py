"""Which keys a context takes: every backend its own, one way to each secret, nothing by halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.cli.connection import open_backend, open_table
from console.config.context import SECRETS, Context
from console.config.errors import ConfigError
from console.config.needs import NEEDS
from console.config.paths import Located, Paths
from console.config.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(Located(tmp_path, "test"), Located(tmp_path / "state", "test"), tmp_path / "none.toml")


def context(paths: Paths, table: str) -> Context:
    paths.user.write_text(f"[contexts.a]\n{table}")
    return load_settings(paths, environment={}).contexts["a"]


def mistakes(paths: Paths, table: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        context(paths, table)
    return [mistake.removeprefix(f"{paths.user}: contexts.a") for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("backend", "keys"),
    [
        ("scale", 'token_env = "T"\nweb_url = "https://scale.example"'),
        ("scale", 'username = "ada"\npassword_command = "pass show scale"'),
        ("itential", 'client_id = "c"\nclient_secret_keyring = "itential/c"\ndialect = "om"'),
        ("itential", 'username = "ada"\npassword_env = "P"'),
        ("itential", 'token = "t"'),
        ("aom", 'access_key_env = "A"\nsecret_key_command = "b"\nsecurity_token_env = "S"\nproject_id = "p"'),
        ("mrs", 'token_env = "T"\nproject_id = "p"\ncluster_id = "c"\napi = "v2"'),
        ("sahara", 'token_env = "T"\nproject_id = "p"\napi = "v1.1"'),
        (
            "acme",
            'token_env = "T"\nproject_id = "p"\napi = "x"\ndialect = "y"\nclient_id = "z"\n'
            'client_secret_env = "C"',
        ),
    ],
)
def test_what_a_backend_takes(paths: Paths, backend: str, keys: str) -> None:
    assert context(paths, f'backend = "{backend}"\n{keys}').backend == backend


@pytest.mark.parametrize(
    ("backend", "key"),
    [
        ("scale", 'project_id = "p"'),
        ("scale", 'access_key_env = "A"'),
        ("aom", 'username = "u"'),
        ("aom", 'cluster_id = "c"'),
        ("itential", 'cluster_id = "c"'),
        ("sahara", 'secret_key_keyring = "a/b"'),
        ("sahara", 'client_id = "c"'),
    ],
)
def test_what_a_backend_does_not_take(paths: Paths, backend: str, key: str) -> None:
    name = key.partition(" ")[0]

    assert mistakes(paths, f'backend = "{backend}"\n{key}') == [
        f".{name}: the backend '{backend}' does not take this"
    ]


@pytest.mark.parametrize("secret", SECRETS)
def test_two_ways_to_one_secret_are_one_too_many(paths: Paths, secret: str) -> None:
    found = mistakes(paths, f'backend = "acme"\n{secret}_env = "A"\n{secret}_keyring = "a/b"')

    assert f": {secret}_env and {secret}_keyring are given; keep one of them" in found


@pytest.mark.parametrize(
    ("backend", "keys", "expected"),
    [
        ("scale", 'username = "ada"', "username needs password_env, password_command or password_keyring"),
        ("scale", 'password_env = "P"', "password_env, password_command or password_keyring needs username"),
        ("aom", 'access_key_env = "A"', "needs secret_key_env, secret_key_command or secret_key_keyring"),
        ("aom", 'security_token_env = "A"', "needs access_key_env,"),
        ("itential", 'client_id = "c"', "client_id needs client_secret_env,"),
    ],
)
def test_half_of_some_credentials_is_refused(paths: Paths, backend: str, keys: str, expected: str) -> None:
    (found,) = mistakes(paths, f'backend = "{backend}"\n{keys}')

    assert expected in found


@pytest.mark.parametrize("entry", ["", "jobs", "/ada", "jobs/"])
def test_an_entry_of_the_keyring_has_a_service_and_a_user(paths: Paths, entry: str) -> None:
    (found,) = mistakes(paths, f'backend = "scale"\ntoken_keyring = "{entry}"')

    assert found.startswith(".token_keyring: this must be ")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("scale.example", "an address such as"),
        ("ftp://scale.example", "an address such as"),
        ("https://", "an address such as"),
        ("https://scale.example:port", "an address such as"),
        ("https://ada:s3cret@scale.example", "no user and password"),
        ("https://scale.example/?token=s3cret", "before '?'"),
        ("https://scale.example/a b", "no spaces"),
    ],
)
@pytest.mark.parametrize("key", ["url", "web_url"])
def test_an_address_is_one_and_holds_no_secret(paths: Paths, key: str, url: str, expected: str) -> None:
    (found,) = mistakes(paths, f'backend = "scale"\n{key} = "{url}"')

    assert expected in found
    assert found.startswith(f".{key}: ")
    assert "s3cret" not in found


def test_another_packages_backend_may_have_addresses_of_its_own_kind(paths: Paths) -> None:
    assert context(paths, 'backend = "acme"\nurl = "acme+unix:///run/acme"').url == "acme+unix:///run/acme"
    assert mistakes(paths, 'backend = "acme"\nurl = "acme://ada:s3cret@there"')


def test_every_mistake_of_a_context_is_told_at_once(paths: Paths) -> None:
    assert len(mistakes(paths, 'backend = "scale"\nproject_id = "p"\nusername = "u"\nurl = "x"')) == 3


def test_what_the_backend_is_told_has_plain_names(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setattr("console.backends.registry.create", lambda kind, name, table: told.append(table))
    monkeypatch.setenv("A", "access")
    found = context(
        paths,
        'backend = "mrs"\nurl = "https://mrs.example"\naccess_key_env = "A"\nsecret_key_command = "echo b"\n'
        'project_id = "p"\ncluster_id = "c"\ntimeout = "30s"',
    )

    open_backend(found, paths, load_settings(paths, environment={}))

    assert told == [
        {
            "url": "https://mrs.example",
            "timeout": 30.0,
            "tls_verify": True,
            "project_id": "p",
            "cluster_id": "c",
            "access_key": "access",
            "secret_key": "b",
        }
    ]
    assert not {"access_key", "secret_key"} & set(open_table(found))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://scale.example", True),
        ("https://scale.example", False),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]/api", False),
        ("http://localhost:8000", False),
        ("http://localhost.example", True),
    ],
)
def test_a_credential_in_the_clear_is_seen(paths: Paths, url: str, expected: bool) -> None:
    found = context(paths, f'backend = "scale"\nurl = "{url}"\ntoken_env = "T"')

    assert found.in_the_clear is expected
    assert not context(paths, f'backend = "scale"\nurl = "{url}"').in_the_clear


def test_each_backends_needs_can_be_met_by_its_own_table(paths: Paths) -> None:
    for backend, needs in NEEDS.items():
        for credentials in needs.credentials:
            keys = [
                f'{part}_env = "V"' if part in SECRETS else f'{part} = "v"' for part in credentials.all
            ] + [f'{key.name} = "https://v.example"' for key in needs.keys]

            assert context(paths, "\n".join([f'backend = "{backend}"', *keys])).ways
