#!/usr/bin/env python3
"""What a month on AWS costs, by size of customer: measured work times assumed prices.

The work is measured by `python -m benchmarks.http.work`. Prices are on-demand, us-east-1, in US
dollars, written down from memory in November 2026 as AWS published them in 2025: nobody looked them
up. Change one and run it anew: python3 deploy/costs.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

HOURS, DAYS = 730, 30
VCPU, GIGABYTE = 0.04048, 0.004445  # Fargate, x86, an hour
NAT, ADDRESS, BALANCER, BALANCER_WORK = 0.045, 0.005, 0.0225, 0.008  # an hour
DATABASE = {"dev": 0.032, "production": 0.129}  # an hour: t4g.small in one zone, t4g.medium in two
DISK = {"dev": 0.115, "production": 0.23}  # a GB of the database
BUCKET, WRITES = 0.023, 0.005 / 1000  # a GB; a PUT
LOG, ALARM, SECRET, KEY, INSIGHTS = 0.50, 0.10, 0.40, 1.00, 0.07 * 30  # a GB; each; each; each; all

FARGATE_FACTOR = 2.0
"""A vCPU of Fargate is half a core, of a kind that nobody chose: twice the measured seconds."""
BUSY = 0.5
"""Of a task's processors: there the service starts another one."""
PEAK = 0.25
"""Of a day's work comes in its busiest hour."""
KEPT_DAYS = 400
LOG_LINE = 400e-9
"""GB."""


class Work(NamedTuple):
    """Measured, by an analysis and by a digest of so many rows."""

    file: float
    """Bytes, as the rest that is stored."""
    analysis: float
    """Seconds of the processor."""
    digest: float
    """Likewise."""
    bucket: float
    database: float


RESULTS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "benchmarks" / "http" / "work.json").read_text()
)
MEASURED = {
    one["rows"]: Work(
        one["file_bytes"],
        one["analysis_seconds"],
        one["digest_seconds"],
        one["bucket_bytes"],
        one["database_bytes"],
    )
    for one in RESULTS["work"]
}


class Customer(NamedTuple):
    """How somebody uses it."""

    name: str
    stores: int
    skus: int
    analyses: int
    """A month, of each store."""
    pages: int
    """A day, in all."""


CUSTOMERS = (
    Customer("one store, weekly", 1, 10_000, 4, 50),
    Customer("one store, daily", 1, 36_000, 30, 200),
    Customer("ten stores, daily", 10, 36_000, 30, 2_000),
    Customer("a hundred stores, daily", 100, 100_000, 30, 20_000),
)


def base(environment: str) -> dict[str, float]:
    """Dollars a month for what runs though nobody comes."""
    production = environment == "production"
    tasks, ways_out = (2, 2) if production else (1, 1)
    return {
        "tasks": tasks * (4 * VCPU + 16 * GIGABYTE) * HOURS,
        "database": DATABASE[environment] * HOURS + (50 if production else 20) * DISK[environment],
        "ways out": ways_out * NAT * HOURS,
        "load balancer": (BALANCER + BALANCER_WORK) * HOURS,
        "addresses": (2 + ways_out) * ADDRESS * HOURS,
        "the rest": 11 * ALARM + 2 * SECRET + KEY + tasks * INSIGHTS + 5 * LOG,
    }


def seconds(customer: Customer) -> float:
    """Of a processor, in a month."""
    work = MEASURED[customer.skus]
    made = customer.stores * customer.analyses * work.analysis
    return FARGATE_FACTOR * (made + DAYS * customer.pages * work.digest)


def own(customer: Customer) -> float:
    """Dollars a month that this customer adds, once its store of results is full."""
    work = MEASURED[customer.skus]
    analyses = customer.stores * customer.analyses
    kept = analyses * KEPT_DAYS / DAYS
    return (
        kept * work.bucket / 1e9 * BUCKET
        + kept * work.database / 1e9 * DISK["production"]
        + analyses * 5 * WRITES
        + DAYS * customer.pages * LOG_LINE * LOG
        + seconds(customer) / 3600 / BUSY * (VCPU + 4 * GIGABYTE)
    )


def carried(customer: Customer) -> int:
    """Customers of this kind whose busiest hour the processors of two tasks carry; two digits."""
    found = 2 * 4 * 3600 * BUSY / (seconds(customer) / DAYS * PEAK)
    return int(float(f"{found:.1e}"))


def tell_measured() -> None:
    print(f"Measured on {RESULTS['measured_on']}, {RESULTS['cores']} cores, load {RESULTS['load']}")
    print(f"{'rows':>9}{'the file':>11}{'an analysis':>14}{'in the bucket':>16}", end="")
    print(f"{'in the database':>18}{'a digest':>12}")
    for rows, work in MEASURED.items():
        print(f"{rows:>9,}{work.file / 1e6:>8.1f} MB{work.analysis:>12.2f} s", end="")
        print(f"{work.bucket / 1e6:>13.2f} MB{work.database / 1e6:>15.2f} MB", end="")
        print(f"{work.digest * 1000:>9.1f} ms")


def main() -> None:
    tell_measured()
    print()
    print("What runs though nobody comes, dollars a month")
    for environment in ("dev", "production"):
        parts = base(environment)
        told = ", ".join(f"{name} {cost:.0f}" for name, cost in parts.items())
        print(f"  {environment:<11}{sum(parts.values()):>4.0f}   {told}")
    print()
    whole = sum(base("production").values())
    print(f"{'One customer, a month':<24}{'rows':>8}{'analyses':>10}{'CPU hours':>11}", end="")
    print(f"{'own dollars':>13}{'10 share':>10}{'100 share':>11}{'carried':>10}")
    for one in CUSTOMERS:
        alone = own(one)
        print(f"  {one.name:<22}{one.skus:>8,}{one.stores * one.analyses:>10,}", end="")
        print(f"{seconds(one) / 3600:>11.2f}{alone:>13.2f}{alone + whole / 10:>10.2f}", end="")
        print(f"{alone + whole / 100:>11.2f}{carried(one):>10,}")


if __name__ == "__main__":
    main()
