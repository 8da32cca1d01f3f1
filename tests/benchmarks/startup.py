"""How long `import annotate` and `annotate --help` take: whole processes, best and median of twenty.

python tests/benchmarks/startup.py
"""

import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import annotate": ["-c", "import annotate"],
    "annotate --help": ["-m", "annotate", "--help"],
}


def seconds(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    for name, arguments in COMMANDS.items():
        runs = [seconds(arguments) for _ in range(20)]
        print(f"{name:18} best {min(runs):.3f} s   median {statistics.median(runs):.3f} s")


if __name__ == "__main__":
    main()
