"""The long run: `python -m tests.faults --kills 50 --seed 1`."""

import argparse
import tempfile
from pathlib import Path

from tests.faults.kills import killed_and_resumed
from tests.faults.scene import Scene


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="grader-faults-") as folder:
        scene = Scene(Path(folder))
        expected = scene.finish("--jobs", 1)
        scene.forget()
        finished = killed_and_resumed(scene, expected, asked.kills, asked.seed, lambda line: print(line, flush=True))
    print(
        f"{asked.kills} kills, {finished} runs finished between them; results equal to an undisturbed run, byte for byte"
    )


if __name__ == "__main__":
    main()
