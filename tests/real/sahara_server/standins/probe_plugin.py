"""A cluster plugin with Sahara's own engine for Oozie, without HDFS and SSH. Runs in Sahara's environment."""

import os

import patient_sqlite  # noqa: F401 - both of Sahara's processes load this plugin
import requests
from sahara import context
from sahara.plugins.fake.plugin import FakePluginProvider
from sahara.service.edp.oozie import engine, oozie

URL = os.environ["SAHARA_TEST_OOZIE"]


class Client(oozie.OozieClient):
    """The real client, on a plain connection."""

    def _get_http_session(self, info=None):
        return requests.Session()


class Engine(engine.OozieJobEngine):
    """The real engine: what it would do by SSH on a cluster is left out."""

    def get_client(self):
        return Client(URL, None)

    def get_hdfs_user(self):
        return "hadoop"

    def create_hdfs_dir(self, remote, dir_name):
        pass

    def get_oozie_server_uri(self, cluster):
        return URL

    def get_oozie_server(self, cluster):
        return None

    def get_name_node_uri(self, cluster):
        return "hdfs://nn:9000"

    def get_resource_manager_uri(self, cluster):
        return "http://rm:8032"

    def _prepare_run_job(self, job_execution):
        return {
            "context": context.ctx(),
            "hdfs_user": "hadoop",
            "path_to_workflow": "/user/hadoop/x/workflow.xml",
            "use_hbase_lib": {},
            "job_execution": job_execution,
            "oozie_params": {},
            "wf_dir": "/user/hadoop/x",
            "oozie_server": None,
        }


class Plugin(FakePluginProvider):
    """The plugin that Sahara ships for its own tests, with that engine."""

    def get_title(self):
        return "Oozie probe"

    def get_edp_engine(self, cluster, job_type):
        return Engine(cluster)
