"""A real OpenStack Sahara 19 on loopback: its API and its engine, SQLite, no keystone, no message broker.

What is replaced is only what a laptop has not: keystone (a token is ``project[:role,role]``), a cluster's
HDFS and SSH, and the Oozie server behind the real Oozie engine. The configuration differs from the defaults
in two places: the periodic refresh is off, so that tests see what is stored and what is fresh, and a cancel
that the engine does not confirm is given up after 6 seconds instead of 300. The server's clock is eight hours
east of UTC, because times of its own zone are among what it sends.
"""

from sahara_server.launcher import RealSahara

__all__ = ["RealSahara"]
