"""The steps of the nightly ingest: fetch, check, count, load, publish, notify. Real files, made-up orders."""

import csv
import os
import random
import shutil
import sys
import time
from pathlib import Path

from folder import tidy, work_folder

TABLES = {"orders": 120, "lines": 410, "refunds": 14}
BUSY = 75  # EX_TEMPFAIL: worth another try


def fetch(day: str, region: str) -> None:
    """Get the tables of one day. The source is busy at first, as sources are."""
    if os.environ.get("ATTEMPT", "1") == "1":
        print("source: 503 busy, try again later", file=sys.stderr)
        sys.exit(BUSY)
    source = random.Random(f"{day} {region}")
    for table, rows in TABLES.items():
        with (work_folder("ingest") / f"{table}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "order", "amount"])
            for number in range(rows + source.randrange(20)):
                writer.writerow([number, source.randrange(rows), source.randrange(1, 90_000) / 100])
        print(f"fetched {table} of {region} for {day}", flush=True)
        time.sleep(0.8)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as opened:
        return list(csv.DictReader(opened))


def check(table: str) -> None:
    """Look for rows that are there twice, or worth nothing."""
    rows = rows_of(work_folder("ingest") / f"{table}.csv")
    time.sleep(1.2)
    seen: set[str] = set()
    for row in rows:
        if row["id"] in seen or float(row["amount"]) <= 0:
            sys.exit(f"{table}: row {row['id']} is wrong: {row}")
        seen.add(row["id"])
    print(f"{table}: {len(rows)} rows, all ids once, worth {sum(float(row['amount']) for row in rows):.2f}")


def count() -> None:
    """Count the rows of all tables, and hand the number on."""
    total = sum(len(rows_of(work_folder("ingest") / f"{table}.csv")) for table in TABLES)
    with Path(os.environ["JOB_OUTPUT"]).open("a") as outputs:
        outputs.write(f"rows={total}\n")
    print(f"{total} rows are ready to load")


def load() -> None:
    """Copy the tables into the warehouse and compare what arrived."""
    folder = work_folder("ingest")
    warehouse = folder / "warehouse"
    warehouse.mkdir(exist_ok=True)
    for table in TABLES:
        shutil.copyfile(folder / f"{table}.csv", warehouse / f"{table}.csv")
        if rows_of(warehouse / f"{table}.csv") != rows_of(folder / f"{table}.csv"):
            sys.exit(f"{table}: what arrived is not what was sent")
        print(f"loaded {table}", flush=True)
        time.sleep(0.8)


def publish() -> None:
    """Tell the mirror. There is none: the job goes on without it (on_failure: continue)."""
    mirror = work_folder("ingest") / "mirror"
    print(f"looking for the mirror in {mirror}")
    if not mirror.is_dir():
        sys.exit("the mirror is not mounted; the report will be a day old")
    shutil.copytree(work_folder("ingest") / "warehouse", mirror, dirs_exist_ok=True)


def notify() -> None:
    """Say how it ended, and tidy up."""
    print(f"to: on-call\nsubject: ingest {os.environ['PARAM_REGION']} {os.environ['PARAM_DAY']}", end=" ")
    print(os.environ.get("JOB_STATUS", "ended"))
    print(os.environ.get("JOB_URL", ""))
    tidy("ingest")


if __name__ == "__main__":
    steps = {
        "fetch": fetch,
        "check": check,
        "count": count,
        "load": load,
        "publish": publish,
        "notify": notify,
    }
    steps[sys.argv[1]](*sys.argv[2:])
