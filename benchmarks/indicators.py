"""All indicators with linearised standard errors on 10 million weighted rows and 12 regions, against pandas.

The peer is what a careful analyst writes with pandas and numpy: the same definitions and the same influence
functions, region by region, with the threshold's influence summed once. Values and standard errors are
compared before any time is reported, and the growth from 1.25 to 10 million rows is printed beside it.

Run: ``python benchmarks/indicators.py [rows]``
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from collected import machine

from vroegsignalering.poverty import indicators

REGIONS = 12
RESULTS = Path(__file__).parent / "results" / "indicators.json"
NAMES = [
    "fgt0",
    "fgt1",
    "fgt2",
    "poor_median_income",
    "relative_median_poverty_gap",
    "quintile_share_ratio",
    "gini",
]


def people(rows: int) -> pd.DataFrame:
    random = np.random.default_rng([1, rows])
    region = random.integers(0, REGIONS, rows)
    return pd.DataFrame(
        {
            "income": random.lognormal(10 + 0.02 * region, 0.5),
            "weight": random.uniform(0.5, 2.0, rows),
            "region": region,
        }
    )


def weighted_quantile(group: pd.DataFrame, share: float) -> float:
    """Of rows sorted by income."""
    running = group["weight"].cumsum().to_numpy()
    return float(group["income"].to_numpy()[np.searchsorted(running, share * running[-1])])


def bandwidth(group: pd.DataFrame) -> float:
    x, w = group["income"], group["weight"]
    mean = (x * w).sum() / w.sum()
    sd = np.sqrt((w * x**2).sum() / w.sum() - mean**2)
    iqr = weighted_quantile(group, 0.75) - weighted_quantile(group, 0.25)
    return float(0.9 * min(sd, iqr / 1.349) * len(group) ** -0.2)


def density(group: pd.DataFrame, at: float, width: float) -> float:
    x, w = group["income"], group["weight"]
    return float((w * np.exp(-0.5 * ((x - at) / width) ** 2)).sum() / (w.sum() * width * np.sqrt(2 * np.pi)))


def in_pandas(frame: pd.DataFrame, share: float = 0.6) -> pd.DataFrame:
    """The same indicators and standard errors, for the whole and per region."""
    ordered = frame.sort_values("income", kind="stable")
    median = weighted_quantile(ordered, 0.5)
    threshold = share * median
    slope = -share / (ordered["weight"].sum() * density(ordered, median, bandwidth(ordered)))
    ordered["line"] = slope * ((ordered["income"] <= median) - 0.5) * ordered["weight"]
    line = (len(ordered), ordered["line"].sum(), (ordered["line"] ** 2).sum())
    found = {"whole": one_group(ordered, threshold, *line)}
    for region, group in ordered.groupby("region"):
        found[region] = one_group(group, threshold, *line)
    return pd.concat(found)


def one_group(
    group: pd.DataFrame, threshold: float, n: int, line_total: float, line_squares: float
) -> pd.DataFrame:
    """A group as a domain of ``n`` rows; the threshold's own influence is summed over all of them once."""
    x, w = group["income"], group["weight"]
    weight, total = w.sum(), (w * x).sum()
    poor = (x < threshold).astype(float)
    gap = poor * (threshold - x) / threshold
    rate, gap1, gap2 = (w * poor).sum() / weight, (w * gap).sum() / weight, (w * gap**2).sum() / weight
    poor_median = weighted_quantile(group[poor > 0], 0.5)
    low, high = weighted_quantile(group, 0.2), weighted_quantile(group, 0.8)
    low_sum, high_sum = (w * x)[x <= low].sum(), (w * x)[x > high].sum()
    running, running_sum = w.cumsum(), (w * x).cumsum()
    gini = (w * x * (2 * running - w)).sum() / (weight * total) - 1
    ratio = high_sum / low_sum
    f_line = density(group, threshold, bandwidth(group))
    f_median = density(group, poor_median, bandwidth(group[poor > 0]))  # as wide as the poor are
    z_rate = (poor - rate) / weight
    z_median = (0.5 * z_rate - ((x <= poor_median) - 0.5 * rate) / weight) / f_median
    z_high = x * (x > high) + high * ((x <= high) - 0.8)
    z_low = x * (x <= low) - low * ((x <= low) - 0.2)
    spread = 2 * (x * running - running_sum) + total - x * weight
    slope1 = (w * poor * x / threshold**2).sum() / weight
    slope2 = (w * 2 * gap * x / threshold**2).sum() / weight
    b_median = 0.5 * f_line / f_median
    estimates = {
        "fgt0": (rate, z_rate, f_line),
        "fgt1": (gap1, (gap - gap1) / weight, slope1),
        "fgt2": (gap2, (gap**2 - gap2) / weight, slope2),
        "poor_median_income": (poor_median, z_median, b_median),
        "relative_median_poverty_gap": (
            1 - poor_median / threshold,
            -z_median / threshold,
            -b_median / threshold + poor_median / threshold**2,
        ),
        "quintile_share_ratio": (ratio, (z_high - ratio * z_low) / low_sum, 0.0),
        "gini": (gini, (spread - gini * (total + weight * x)) / (weight * total), 0.0),
    }
    rows = {}
    for name, (value, z, with_line) in estimates.items():
        own = z * w
        total_influence = own.sum() + with_line * line_total
        squares = (own**2).sum() + 2 * with_line * (own * group["line"]).sum() + with_line**2 * line_squares
        se = np.sqrt(n / (n - 1) * (squares - total_influence**2 / n))
        rows[name] = {"value": value, "se": float(se)}
    return pd.DataFrame.from_dict(rows, orient="index")


def seconds(work, *arguments) -> tuple[float, float, object]:  # type: ignore[no-untyped-def]
    """Seconds on the clock, seconds of the processor, and the result."""
    began, busy = time.perf_counter(), time.process_time()
    result = work(*arguments)
    return time.perf_counter() - began, time.process_time() - busy, result


def ours(frame: pd.DataFrame):  # type: ignore[no-untyped-def]
    return indicators(frame, income="income", weight="weight", by="region")


def compare(found, peer: pd.DataFrame) -> float:  # type: ignore[no-untyped-def]
    """Largest relative difference in values and standard errors."""
    worst = 0.0
    for row in found.iter_rows(named=True):
        if row["indicator"] in NAMES:
            other = peer.loc[("whole" if row["region"] is None else row["region"], row["indicator"])]
            worst = max(worst, abs(row["value"] / other["value"] - 1), abs(row["se"] / other["se"] - 1))
    return worst


def save(ratios: dict[str, dict[str, object]]) -> None:
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {"ratios": {}}
    merged = {"topic": "indicators", "machine": machine(), "ratios": {**known["ratios"], **ratios}}
    with tempfile.NamedTemporaryFile("w", dir=RESULTS.parent, suffix=".part", delete=False) as handle:
        handle.write(json.dumps(merged, indent=1, sort_keys=True) + "\n")
    Path(handle.name).replace(RESULTS)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    ours(people(10_000))  # compile
    eighth, eighth_busy, _ = seconds(ours, people(rows // 8))
    frame = people(rows)
    here, here_busy, found = seconds(ours, frame)
    there, there_busy, peer = seconds(in_pandas, frame)
    worst = compare(found, peer)  # type: ignore[arg-type]
    if worst > 1e-6:
        raise SystemExit(f"the two do not agree: {worst:.2e}")
    growth = here_busy / eighth_busy / 8
    print(f"{rows:,} rows: {here:.2f} s here, {there:.2f} s in pandas: {there / here:.1f} times as fast")
    print(f"largest difference in any value or standard error: {worst:.1e}")
    print(f"processor time: {here_busy:.2f} s here, {there_busy:.2f} s in pandas")
    print(
        f"{rows // 8:,} rows: {eighth:.2f} s; eight times the rows cost {8 * growth:.1f} times the processor time"
    )
    save(
        {
            "times_as_fast_as_pandas": {"value": round(there / here, 2), "promise": 2.0, "unit": "times"},
            "growth_over_linear": {
                "value": round(growth, 3),
                "promise": 1.3,
                "unit": "at most, processor time per row, full size over an eighth",
            },
        }
    )


if __name__ == "__main__":
    main()
