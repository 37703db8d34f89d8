"""The questions of `context add`: what the chosen backend needs, and nothing that was given already."""

import os
import re
import shlex
import shutil
from collections.abc import Sequence
from functools import partial
from typing import Final

from console.cli.context_missing import begun, has
from console.cli.questions import Questions
from console.config.adding import Value, name_mistake
from console.config.context import How, key_of
from console.config.errors import ConfigError
from console.config.keyrings import store, stored
from console.config.needs import NEEDS, Credentials, Key, Needs, is_secret, needs_of
from console.config.settings import Settings
from console.config.web import mistake_in

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WAYS: Final = (
    (How.VARIABLE, "in an environment variable"),
    (How.COMMAND, "in what a command prints, such as a password manager's"),
    (How.KEYRING, "in the system's keyring"),
)
_IN_FILE: Final = (How.FILE, "in the configuration file, which is then closed to others (mode 0600)")


class ContextQuestions:
    """Fills the keys of one new context by asking."""

    def __init__(self, questions: Questions, keys: dict[str, Value]) -> None:
        self._ask = questions
        self._keys = keys

    def backend(self, kinds: Sequence[str]) -> str:
        """Return the backend that was chosen among those that are installed."""
        titles = [(kind, f"{kind:<10}{needs_of(kind).title}") for kind in kinds]
        return self._ask.choice("What answers there", titles)

    def name(self, settings: Settings, backend: str) -> str:
        """Return a name that no other context has."""
        default = backend if name_mistake(settings, backend) is None else ""
        return self._ask.text("Name of the context", partial(name_mistake, settings), default=default)

    def rest(self, name: str, backend: str) -> None:
        """Ask for address, credentials, the backend's own keys and the policy."""
        needs = needs_of(backend)
        ours = backend in NEEDS
        if "url" not in self._keys:
            question = f"Address of the API, such as {needs.example}"
            self._put("url", self._ask.text(question, mistake_in if ours else _any, needed=ours))
        self._credentials(name, needs)
        for key in needs.keys if ours else ():  # which of them another package's backend takes, it knows
            if key.name not in self._keys:
                self._own(key)
        self._trust()
        self._policy()

    def _put(self, key: str, value: str) -> None:
        if value:
            self._keys[key] = value

    # --- credentials ------------------------------------------------------------------------------

    def _credentials(self, name: str, needs: Needs) -> None:
        chosen = begun(needs, self._keys) or self._kind_of_credentials(needs)
        if chosen is None:
            return
        for part in chosen.all:
            if has(part, self._keys):
                continue
            optional = part in chosen.optional
            if optional and not self._ask.yes(f"Is there a {_words(part)}, too?", default=False):
                continue
            if is_secret(part):
                self._secret(name, part)
            else:
                self._put(part, self._ask.text(_words(part).capitalize(), _any))

    def _kind_of_credentials(self, needs: Needs) -> Credentials | None:
        choices: list[tuple[Credentials | None, str]] = [(each, each.title) for each in needs.credentials]
        if needs.anonymous:
            choices.append((None, "nothing: it lets everybody in"))
        return choices[0][0] if len(choices) == 1 else self._ask.choice("What shows who you are", choices)

    def _secret(self, name: str, secret: str) -> None:
        """Ask for a way to the secret until one is good."""
        ways = (*_WAYS, _IN_FILE) if secret == "token" else _WAYS  # noqa: S105 - the name of one
        while True:
            how = self._ask.choice(f"Where the {_words(secret)} is kept", ways)
            try:
                place = self._place(name, secret, how)
                if not place:
                    continue
            except ConfigError as error:
                self._ask.tell(*(f"  {line}" for line in (*error.mistakes, error.advice) if line))
            else:
                self._put(key_of(secret, how), place)
                return

    def _place(self, name: str, secret: str, how: How) -> str:
        """Return where the secret is; with FILE the secret. Raises ConfigError where that way is closed."""
        match how:
            case How.VARIABLE:
                return self._variable(re.sub(r"\W", "_", f"{name}_{secret}").upper())
            case How.COMMAND:
                return self._ask.text("The command", command_mistake, needed=False, empty="choose again")
            case How.KEYRING:
                return self._entry(f"jobconsole/{name}-{secret}", secret)
            case How.FILE:
                return self._ask.hidden(f"The {_words(secret)}")

    def _variable(self, default: str) -> str:
        if default[0].isdigit():
            default = f"JOBS_{default}"
        variable = self._ask.text("The variable", variable_mistake, default=default)
        if not os.environ.get(variable):
            self._ask.tell(f"  it is not set now; set it before you start jobconsole: export {variable}=…")
        return variable

    def _entry(self, default: str, secret: str) -> str:
        entry = self._ask.text("The entry, as service/user", entry_mistake, default=default)
        key = key_of(secret, How.KEYRING)
        if stored(key, entry) is None:
            store(key, entry, self._ask.hidden(f"The {_words(secret)}, to be kept in the keyring"))
            self._ask.tell(f"  it is in the keyring as {entry}")
        return entry

    # --- the rest ---------------------------------------------------------------------------------

    def _own(self, key: Key) -> None:
        question = key.question[:1].upper() + key.question[1:]
        if key.choices:
            choices = [*key.choices] if key.required else ["", *key.choices]
            titles = [(each, each or "the backend's own choice") for each in choices]
            self._put(key.name, self._ask.choice(question, titles))
            return
        check = mistake_in if key.name.endswith("url") else _any
        self._put(key.name, self._ask.text(question, check, needed=key.required))

    def _trust(self) -> None:
        if "tls_ca" in self._keys or not str(self._keys.get("url", "")).startswith("https:"):
            return
        question = "PEM file of an authority of your own that signed its certificate"
        self._put("tls_ca", self._ask.text(question, authority_mistake, needed=False))

    def _policy(self) -> None:
        for key, question in (
            ("read_only", "Read-only: change nothing there from here?"),
            ("protected", "Protected: ask for more before what cannot be undone?"),
        ):
            if key not in self._keys and self._ask.yes(question, default=False):
                self._keys[key] = True


def variable_mistake(text: str) -> str | None:
    """Return why this is no environment variable."""
    return None if _VARIABLE.fullmatch(text) else "a variable has letters, digits and '_' in its name"


def command_mistake(text: str) -> str | None:
    """Return why this is no command that could be run; it is not run."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        return f"this is no command: {error}"
    if not words:
        return "this is no command"
    return None if shutil.which(words[0]) else f"there is no command '{words[0]}' on the PATH"


def entry_mistake(text: str) -> str | None:
    """Return why this is no entry of a keyring."""
    return None if all(text.partition("/")) else "an entry is written as service/user"


def authority_mistake(text: str) -> str | None:
    """Return why this file holds no certificates."""
    import ssl  # only who names a file waits for it

    try:
        ssl.create_default_context(cafile=os.path.expanduser(text))
    except OSError as error:  # ssl.SSLError is one
        return f"the certificates in {text} cannot be read: {error.strerror or error}"
    return None if os.path.isabs(os.path.expanduser(text)) else "give its whole path, from / on"


def _any(text: str) -> str | None:
    return None if text.isprintable() else "this holds characters that cannot be shown"


def _words(part: str) -> str:
    return part.replace("_", " ").replace("client id", "id of the OAuth client")
