"""Hold the parts that decide something to 95 % of their lines and of their branches, each part on its own."""  # noqa: INP001 - run by its path

import json
import subprocess
import sys

PARTS = ("core", "content", "services", "store")
LEAST = 95


def _share(summaries: list[dict[str, int]], reached: str, of: str) -> float:
    whole = sum(each[of] for each in summaries)
    return 100 * sum(each[reached] for each in summaries) / whole if whole else 0.0


def main() -> int:
    """Read what pytest-cov left behind; say each part's share, and return 1 where one is too small."""
    report = subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "-o", "-"], check=True, capture_output=True
    )
    files: dict[str, dict[str, dict[str, int]]] = json.loads(report.stdout)["files"]
    too_small = False
    for part in PARTS:
        summaries = [file["summary"] for name, file in files.items() if name.startswith(f"bot/{part}/")]
        shares = {
            "lines": _share(summaries, "covered_lines", "num_statements"),
            "branches": _share(summaries, "covered_branches", "num_branches"),
        }
        too_small |= min(shares.values()) < LEAST
        told = ", ".join(f"{share:.1f} % of its {what}" for what, share in shares.items())
        sys.stdout.write(f"bot/{part}: the tests reach {told}\n")
    if too_small:
        sys.stdout.write(f"Each must be {LEAST} % or more; `.venv/bin/coverage report -m` shows what is missed.\n")
    return int(too_small)


if __name__ == "__main__":
    sys.exit(main())
