"""What stands around an execution: job templates, clusters and data sources, for names and for starting.

Source: ``/jobs`` (v2 ``/job-templates``), ``/clusters`` and ``/data-sources`` of Sahara 19, and
service/validations/edp/job_interface.py for a template's interface.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import AliasChoices, Field

from console.wire.sahara.document import Kept, readable
from console.wire.values import Flag, Id, Items, Text


class ArgumentDocument(Kept):
    """An argument of a template's interface: where its value goes is the template's matter."""

    name: Id
    description: Text = None
    mapping_type: Text = None
    value_type: Text = Field(default=None, description="string, number or data_source")
    required: Flag = None
    default: Text = None


class TemplateDocument(Kept):
    """A job template: what an execution is a run of."""

    id: Id
    name: Text = None
    description: Text = None
    type: Text = Field(default=None, description="Shell, Spark, Hive, MapReduce.Streaming …")
    interface: Items = Field(default=[])

    @property
    def arguments(self) -> tuple[ArgumentDocument, ...]:
        """The arguments that it takes by name, in their order."""
        return readable(self.interface, ArgumentDocument)


class ClusterDocument(Kept):
    """A cluster that executions run on. Only an Active one runs anything."""

    id: Id
    name: Text = None
    status: Text = None
    plugin_name: Text = None


class TemplatePage(Kept):
    """The list of job templates: ``jobs`` in v1.1, ``job_templates`` in v2."""

    items: Items = Field(default=[], validation_alias=AliasChoices("job_templates", "jobs"))

    @property
    def templates(self) -> tuple[TemplateDocument, ...]:
        """The templates that can be read."""
        return readable(self.items, TemplateDocument)


class ClusterPage(Kept):
    """The list of clusters."""

    items: Items = Field(default=[], validation_alias="clusters")

    @property
    def clusters(self) -> tuple[ClusterDocument, ...]:
        """The clusters that can be read."""
        return readable(self.items, ClusterDocument)


@dataclass(frozen=True, slots=True)
class Names:
    """What is known by id at the moment. An id that is not in it is shown as it is."""

    templates: Mapping[str, TemplateDocument] = field(default_factory=dict[str, TemplateDocument])
    clusters: Mapping[str, ClusterDocument] = field(default_factory=dict[str, ClusterDocument])

    def template(self, id_: str | None) -> str:
        """Return the name of a job template, else its id, else nothing."""
        found = self.templates.get(id_ or "")
        return (found and found.name) or id_ or ""

    def cluster(self, id_: str | None) -> str | None:
        """Return the name of a cluster, else its id."""
        found = self.clusters.get(id_ or "")
        return (found and found.name) or id_
