"""How the nodes of a matrix are addressed: ``check[orders]``, ``check[eu,orders]``."""

from collections.abc import Iterable


def instance_id(node: str, values: Iterable[str]) -> str:
    """Return the id of one instance of ``node``."""
    return f"{node}[{','.join(values)}]"


def family(id_: str) -> str:
    """Return what an instance is one of: ``check`` of ``check[orders]``. Any other id is its own."""
    return id_.partition("[")[0]
