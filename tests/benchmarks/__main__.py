"""Runs every measurement and prints its ratios: `make bench`."""

import platform
import sys

from tests.benchmarks import engine, lockdown, memory, start_up


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.platform()}; ratios from this run\n")
    for module in (engine, lockdown, start_up, memory):
        if len(sys.argv) > 1 and module.__name__.rpartition(".")[2] not in sys.argv[1:]:
            continue
        for line in module.measure():
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
