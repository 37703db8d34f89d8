"""Fills the database with one execution of every kind, and writes their ids. Runs in Sahara's environment.

``sahara-db-manage upgrade`` fails on SQLite (``ALTER COLUMN ... TYPE``), so the tables come from the models.
"""

import datetime
import json
import sys

from sahara.utils import patches

patches.patch_all()

from oslo_config import cfg  # noqa: E402
from sahara import (  # noqa: E402
    conductor,
    config,  # noqa: F401 - registers the options
    context,
)

CONFIGURATION, IDS = sys.argv[1:]
cfg.CONF(["--config-file", CONFIGURATION], project="sahara")

from sahara.db.sqlalchemy import api as database  # noqa: E402

PROJECT = "37caa80116e1403ab603e5eeb48a2f74"
OTHER = "f" * 32
THIRD = "e" * 32
BEGAN = datetime.datetime(2017, 5, 25, 7, 28, 12)  # noqa: DTZ001 - Sahara's own are naive
RUNNING = (
    "PENDING",
    "READYTORUN",
    "PREP",
    "RUNNING",
    "SUSPENDED",
    "PREPSUSPENDED",
    "TOBEKILLED",
    "TOBESUSPENDED",
)
ENDED = ("KILLED", "FAILED", "DONEWITHERROR", "SUCCEEDED")
SECRET = {"configs": {"fs.swift.service.x": "HUNTER2"}, "args": ["HUNTER2"], "params": {"P": "HUNTER2"}}


def act_as(project):
    """Act as a project from now on, and return its context."""
    found = context.Context(tenant_id=project, user_id="u", roles=["admin"])
    context.set_ctx(found)
    return found


assert database.setup_db()
api = conductor.API
us = act_as(PROJECT)
ids = {"project": PROJECT, "other": OTHER, "third": THIRD}
for name, plugin, status in [
    ("stock", "fake", "Active"),
    ("oozie", "oozieprobe", "Active"),
    ("dead", "oozieprobe", "Error"),
]:
    values = {"name": f"c-{name}", "plugin_name": plugin, "hadoop_version": "0.1", "status": status}
    ids[f"cluster_{name}"] = api.cluster_create(us, {**values, "node_groups": []}).id

script = api.job_binary_internal_create(us, {"name": "run.sh", "data": b"echo hi", "datasize": 7})
binary = api.job_binary_create(us, {"name": "run.sh", "url": "internal-db://" + script.id, "extra": {}})


def template(name, interface=(), public=False):
    """Create a job template and return its id."""
    values = {"name": name, "type": "Shell", "mains": [binary.id], "libs": [], "is_public": public}
    return api.job_create(us, {**values, "interface": list(interface)}).id


DAY = {
    "name": "Day",
    "description": "which day",
    "mapping_type": "params",
    "location": "DAY",
    "value_type": "string",
    "required": True,
    "default": None,
}
ids["template"] = template("tmpl-seed", public=True)
ids["template_interface"] = template("tmpl-interface", [{**DAY, "order": 0}])


def execution(name, status, *, cluster="oozie", project=PROJECT, **values):
    """Create an execution as Sahara would have left it, and note its id under ``name``."""
    row = {
        "job_id": ids["template"],
        "cluster_id": ids[f"cluster_{cluster}"],
        "job_configs": {**SECRET, "job_execution_info": {}},
        "info": {"status": status} if status else None,
        "start_time": BEGAN,
        "extra": {},
        "interface": {},
    }
    ids[name] = api.job_execution_create(act_as(project), {**row, **values}).id
    act_as(PROJECT)


for status in RUNNING:
    execution(status, status)
for status in ENDED:
    execution(status, status, end_time=BEGAN + datetime.timedelta(minutes=5))
execution("SUSPENDFAILED", "SUSPENDFAILED")
execution("protected", "RUNNING", is_protected=True)
execution("foreign_public", "RUNNING", project=OTHER, is_public=True)
execution("foreign_private", "RUNNING", project=OTHER)
execution("stock_running", "RUNNING", cluster="stock", engine_job_id="engine_job_id")
execution("dead_running", "RUNNING", cluster="dead")
# A row without info breaks Sahara's own serializer, of a whole list too: so it belongs to another project.
execution("without_info", None, project=THIRD, start_time=None, job_configs=None)

with open(IDS, "w") as file:
    json.dump(ids, file)
