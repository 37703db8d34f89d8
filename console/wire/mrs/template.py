"""Job objects of MRS v1.1: what can be executed again and again.

Source: "Querying the Job Object List" of the MRS API reference.
"""

from console.wire.mrs.document import Document
from console.wire.mrs.execution import MarkersDocument
from console.wire.values import Id, Text


class JobObjectDocument(Document):
    """One job object."""

    id: Id
    name: Text = None
    type: Text = None
    description: Text = None


class JobObjectPageDocument(Document):
    """One page of job objects."""

    jobs: list[JobObjectDocument]
    markers: MarkersDocument | None = None
