"""The files behind the sample workflows: what is planned in tests is planned by the engine's own code."""

from datetime import date
from typing import Final

from console.engine.rehearsal import rehearse
from console.model import StartPlan, StartRequest

INGEST: Final = """\
name: nightly-ingest
description: Fetch, check and load one day of orders
run_name: "ingest ${{ params.region }} ${{ params.day }}"
priority: 10
queue: ingest
params:
  day: {type: date, description: the day to load}
  region: {type: choice, options: [eu, us, apac], default: eu, description: which shop}
  limit: {type: int, default: "1000", description: rows at most}
  dry_run: {type: bool, default: "false", description: "check, but load nothing"}
  token: {secret: true, required: false, description: only for the new shop}
nodes:
  fetch:
    run: ./fetch
  check:
    needs: fetch
    matrix: {table: [orders, lines, customers]}
    run: ./check
  approve:
    needs: check
    approval: {prompt: "Load ${{ params.day }} into production?"}
  load:
    needs: approve
    if: "!params.dry_run"
    run: ./load
    pause: after
  undo:
    needs: load
    when: on_failure
    run: ./undo
finally:
  notify:
    when: always
    run: ./notify
"""

SMALL: Final = """\
name: {name}
nodes:
  dump: {{run: ./dump}}
  copy: {{needs: dump, run: ./copy}}
"""

BROKEN: Final = """\
name: broken
nodes:
  load:
    run: ./load
    timeout: soon
  publish:
    needs: laod
    run: ./publish
"""


def plan_sample(request: StartRequest, today: date) -> StartPlan:
    """What a start of a sample, or of the text of a file, would do."""
    stored = INGEST if request.workflow == "nightly-ingest" else SMALL.format(name=request.workflow)
    source = request.source or f"examples/{request.workflow}.yaml"
    return rehearse(request.text or stored, source, request.folder or "/", request, today)
