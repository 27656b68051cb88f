"""Graders that are killed again and again at random moments, until one of them is done."""

import random
import subprocess
from contextlib import suppress

from tests.faults.scene import gone, kill, until


def killed_and_resumed(scene, expected, kills, seed, say=lambda line: None):
    """Kill graders on a scene, and compare each finished run with an undisturbed one.

    Half of the kills come after a random time, which finds them starting up or finishing too; the others after a
    random number of results, in the middle of the work.

    Returns:
        How many runs came to their end between kills.
    """
    chance, finished = random.Random(seed), 0
    total = expected.count('"suite_hash"')
    for number in range(kills):
        before = scene.graded()
        process = scene.start("--jobs", chance.choice((1, 2, 2)))
        if chance.random() < 0.5:
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, 4))
        else:
            more = before + chance.randrange(1, 20)
            until(process, lambda more=more: scene.graded() >= min(more, total))
        family = kill(process)
        process.communicate()
        assert gone(family), [each.cmdline() for each in family if each.is_running()]
        assert scene.graded() >= before
        scene.check_store()
        over = process.returncode == 1
        say(f"kill {number + 1}: {before} -> {scene.graded()} gradings{', it was over' if over else ''}")
        if over:
            assert scene.results() == expected
            finished += 1
            scene.forget()
    assert scene.finish("--jobs", 2) == expected
    scene.check_store()
    return finished
