"""The context that a job belongs to, as one acts on it: what works there, and what is allowed there."""

from dataclasses import dataclass, field, replace
from typing import Final

from console.client.contexts import Policy
from console.core.context_name import SEPARATOR
from console.model import Capabilities

NO_CAPABILITIES: Final = Capabilities(verbs={})
"""What is known of a backend before it has answered: nothing works."""


@dataclass(frozen=True, slots=True)
class Home:
    """A job's context. In a list of several contexts ids begin with its name: then ``is_one_of_many``."""

    context: str
    capabilities: Capabilities = NO_CAPABILITIES
    policy: Policy = field(default_factory=Policy)
    is_one_of_many: bool = False

    def plain(self, id_: str) -> str:
        """Return the id of a job or workflow as its own context knows it."""
        return id_.removeprefix(f"{self.context}{SEPARATOR}") if self.is_one_of_many else id_

    def closed(self, reason: str) -> "Home":
        """Return the same context with nothing allowed in it, because of ``reason``."""
        return replace(self, policy=replace(self.policy, read_only=True, read_only_reason=reason))
