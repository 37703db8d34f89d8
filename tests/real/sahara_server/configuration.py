"""The files that Sahara reads: its configuration, who may do what, and its chain of filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Its API and its engine are two processes, which wait for each other at a file of SQLite (patient_sqlite.py):
# as long as it takes on a busy machine, and nothing has to survive the machine.
_MAIN = """\
[DEFAULT]
host = 127.0.0.1
port = {port}
transport_url = fake://
plugins = fake,oozieprobe
api_workers = 1
api_paste_config = {folder}/api-paste.ini
periodic_enable = false
job_canceling_timeout = 6
[database]
connection = sqlite:///{folder}/sahara.sqlite?timeout=60
sqlite_synchronous = false
[oslo_concurrency]
lock_path = {folder}/lock
[oslo_policy]
policy_file = {folder}/policy.yaml
[trustee]
username = sahara
password = unused
project_name = service
auth_url = http://127.0.0.1:1/v3
[keystone_authtoken]
auth_url = http://127.0.0.1:1/v3
"""

# Sahara lets everybody do everything; somebody must be refused, too.
_POLICY = """\
"data-processing:job-executions:cancel": "not role:reader"
"data-processing:job:update": "not role:reader"
"data-processing:job-executions:refresh_status": "not role:stale"
"""

# As Sahara ships it, but for keystonemiddleware's filter: in its place stands standins/token_filter.py.
_PASTE = """\
[pipeline:sahara]
pipeline = cors http_proxy_to_wsgi request_id versions tokens auth_validator sahara_api
[composite:sahara_api]
use = egg:Paste#urlmap
/: sahara_apiv2
[app:sahara_apiv2]
paste.app_factory = sahara.api.middleware.sahara_middleware:RouterV2.factory
[filter:cors]
paste.filter_factory = oslo_middleware.cors:filter_factory
oslo_config_project = sahara
[filter:request_id]
paste.filter_factory = oslo_middleware.request_id:RequestId.factory
[filter:tokens]
paste.filter_factory = token_filter:filter_factory
[filter:auth_validator]
paste.filter_factory = sahara.api.middleware.auth_valid:AuthValidator.factory
[filter:http_proxy_to_wsgi]
paste.filter_factory = oslo_middleware:HTTPProxyToWSGI.factory
[filter:versions]
paste.filter_factory = sahara.api.middleware.version_discovery:VersionResponseMiddlewareV2.factory
"""

# A package's metadata, by which Sahara finds the cluster plugin in standins/probe_plugin.py.
_METADATA = "Metadata-Version: 2.1\nName: sahara-probe\nVersion: 1\n"
_ENTRY_POINTS = "[sahara.cluster.plugins]\noozieprobe = probe_plugin:Plugin\n"


def write_configuration(folder: Path, port: int) -> Path:
    """Write every file into ``folder`` and return the main one."""
    main = folder / "sahara.conf"
    main.write_text(_MAIN.format(port=port, folder=folder), encoding="utf-8")
    (folder / "policy.yaml").write_text(_POLICY, encoding="utf-8")
    (folder / "api-paste.ini").write_text(_PASTE, encoding="utf-8")
    return main


def write_plugin_metadata(folder: Path) -> None:
    """Make ``folder``, which is on the server's path, name the stand-in for a cluster plugin."""
    place = folder / "sahara_probe-1.dist-info"
    place.mkdir(exist_ok=True)
    (place / "METADATA").write_text(_METADATA, encoding="utf-8")
    (place / "entry_points.txt").write_text(_ENTRY_POINTS, encoding="utf-8")
