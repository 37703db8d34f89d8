"""Executions: the attempts of a job (`JobExecutionSerializerV6`)."""

from console.wire.scale.document import Document, Fields
from console.wire.scale.job import ErrorPart, NodePart, ScaleId
from console.wire.values import Moment, Number, Text, Whole, list_of, object_of, whole_of


class ExecutionDocument(Document):
    """One attempt. ``id`` names its log, ``exe_num`` counts from 1 in its job and may leave numbers out.

    ``started`` is None where it was canceled off the queue. ``timeout`` is seconds. Only the answer for one
    execution tells its ``task_results``, and by them an exit code.
    """

    id: ScaleId
    exe_num: Whole = None
    status: Text = None
    cluster_id: Text = None
    created: Moment = None
    queued: Moment = None
    started: Moment = None
    ended: Moment = None
    node: NodePart = None
    error: ErrorPart = None
    timeout: Whole = None
    input_file_size: Number = None
    task_results: Fields

    @property
    def number(self) -> int:
        """Return its number in its job; 0 where the server tells none."""
        return self.exe_num or 0

    @property
    def exit_code(self) -> int | None:
        """Return the exit code of the main task, which is known after its end."""
        for task in list_of(self.task_results.get("tasks")):
            if object_of(task).get("type") == "main":
                return whole_of(object_of(task).get("exit_code"))
        return None


class InputFileDocument(Document):
    """A file that a job reads (`ScaleFileSerializerV6`). ``file_size`` is bytes."""

    id: ScaleId
    file_name: Text = None
    media_type: Text = None
    file_size: Whole = None
    file_path: Text = None
    url: Text = None
    created: Moment = None
    last_modified: Moment = None
