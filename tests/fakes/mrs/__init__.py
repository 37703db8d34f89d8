"""A stand-in for Huawei MRS: v1.1 with both of its shapes, and v2, on one set of jobs.

Written from the MRS API reference and from recorded requests of the vendor's SDK. It refuses what a real
server would (an unknown parameter, a body where none belongs, no credentials), and it remembers every
request, so that a test can tell what was sent, and how often.
"""

from fakes.mrs.context import made, settings, whole
from fakes.mrs.jobs import CLUSTER, PROJECT, FakeJob
from fakes.mrs.server import TOKEN, Asked, FakeMrs

__all__ = ["CLUSTER", "PROJECT", "TOKEN", "Asked", "FakeJob", "FakeMrs", "made", "settings", "whole"]
