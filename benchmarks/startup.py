"""How long a newcomer waits: `localize --help`, `status`, and a run with nothing to do.

    python benchmarks/startup.py [PROJECT]

Medians of eleven runs of each, whole processes. Prints `RESULT help_s=… status_s=… idle_run_s=…`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 11


def median_seconds(*words: str) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "localize", *words], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    project = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parent.parent)
    help_s = median_seconds("--help")
    status_s = median_seconds("-C", project, "status")
    run_s = median_seconds("-C", project, "run")
    print(f"RESULT help_s={help_s:.3f} status_s={status_s:.3f} idle_run_s={run_s:.3f}")


if __name__ == "__main__":
    main()
