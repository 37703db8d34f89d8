"""A stand-in for the Oozie server behind the engine: what its client calls, and what a cluster would do."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlparse

_ACTIONS = {"start": "RUNNING", "kill": "KILLED", "suspend": "SUSPENDED", "resume": "RUNNING"}
_ENDED = ("KILLED", "FAILED", "SUCCEEDED")


def _now() -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())


@dataclass
class _Workflow:
    status: str = "PREP"
    error: str | None = None
    created: str = field(default_factory=_now)
    changed: str = field(default_factory=_now)
    started: str | None = None
    ended: str | None = None

    def move(self, status: str, error: str | None = None) -> None:
        self.status, self.error, self.changed = status, error, _now()
        if status == "RUNNING" and self.started is None:
            self.started = _now()
        if status in _ENDED:
            self.ended = _now()


class OozieStandIn:
    """Listens on loopback in a thread of this process. ``down`` makes it fail at everything."""

    def __init__(self) -> None:
        self.workflows: dict[str, _Workflow] = {}
        self.down = False
        handler = type("Handler", (_Handler,), {"oozie": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="oozie", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/oozie"

    def move(self, id_: str, status: str, error: str | None = None) -> None:
        """Let a workflow come into a status by itself, as the cluster would make it."""
        self.workflows[id_].move(status, error)

    def submit(self) -> str:
        id_ = f"{len(self.workflows) + 1:07d}-261120000000000-oozie-hado-W"
        self.workflows[id_] = _Workflow()
        return id_

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    oozie: ClassVar[OozieStandIn]

    def do_POST(self) -> None:
        self._body()
        self._answer(201, {"id": self.oozie.submit()})

    def do_PUT(self) -> None:
        self._body()
        place = urlparse(self.path)
        workflow = self.oozie.workflows.get(place.path.rsplit("/", 1)[1])
        if workflow is not None:
            workflow.move(_ACTIONS[parse_qs(place.query)["action"][0]])
        self._answer(200 if workflow is not None else 404)

    def do_GET(self) -> None:
        id_ = urlparse(self.path).path.rsplit("/", 1)[1]
        workflow = self.oozie.workflows.get(id_)
        if workflow is None:
            self._answer(404)
        else:
            self._answer(200, _document(id_, workflow))

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, status: int, document: object = None) -> None:
        status = 500 if self.oozie.down else status
        body = b"" if document is None or self.oozie.down else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: what matters is in Sahara's own log."""


def _document(id_: str, workflow: _Workflow) -> dict[str, object]:
    action = {
        "id": f"{id_}@job-node",
        "name": "job-node",
        "type": "shell",
        "status": "ERROR" if workflow.error else "RUNNING" if workflow.ended is None else "OK",
        "conf": "<value>HUNTER2</value>",
        "startTime": workflow.started,
        "endTime": workflow.ended,
        "externalId": "job_1_0001",
        "externalStatus": "RUNNING" if workflow.ended is None else "FAILED/KILLED",
        "transition": None,
        "retries": 0,
        "errorCode": "JA018" if workflow.error else None,
        "errorMessage": workflow.error,
        "data": None,
        "stats": None,
    }
    return {
        "id": id_,
        "status": workflow.status,
        "user": "hadoop",
        "group": None,
        "acl": None,
        "appName": "job-wf",
        "appPath": "hdfs://nn:9000/user/hadoop/x/workflow.xml",
        "createdTime": workflow.created,
        "startTime": workflow.started,
        "endTime": workflow.ended,
        "lastModTime": workflow.changed,
        "externalId": None,
        "parentId": None,
        "run": 0,
        "conf": "<configuration><value>HUNTER2</value></configuration>",
        "consoleUrl": f"http://oozie:11000/oozie?job={id_}",
        "toString": f"Workflow id[{id_}] status[{workflow.status}]",
        "actions": [action],
    }
