"""Runs every measurement and prints its ratios: `make bench`."""

import platform
import sys

from tests.benchmarks import course, engine, feedback, lockdown, notebooks, start_up


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.platform()}; ratios from this run\n")
    for module in (engine, lockdown, start_up, course, feedback, notebooks):
        asked = [name for name in sys.argv[1:] if name.isalpha()]
        if asked and module.__name__.rpartition(".")[2] not in asked:
            continue
        for line in module.measure():
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
