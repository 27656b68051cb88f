"""`python -m tests.fuzz --frames 1000000`: hostile frames in bulk, with a ceiling on memory, and the figures as JSON."""

import argparse
import json
import resource
import sys
import time
import tracemalloc

from tests.fuzz.play import Tally, play

BATCH = 5_000
HEADROOM_MIB = 1024  # address space beyond what the process has when it starts


def main() -> int:
    """Run, print the figures, and fail if anything came up that is not ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--torch", action="store_true", help="tensors too")
    parser.add_argument("--traced", action="store_true", help="also measure what Python allocates (three times slower)")
    options = parser.parse_args()
    if options.torch:
        import torch

        torch.set_num_threads(1)
    tally = Tally()
    play(200, options.seed, torch=options.torch)  # warm up, before memory is measured
    _cap_address_space()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu = time.monotonic(), time.process_time()
    if options.traced:
        tracemalloc.start()
    while tally.frames < options.frames:
        batch = min(BATCH, options.frames - tally.frames)
        play(batch, options.seed + tally.frames + 1, torch=options.torch, tally=tally)
    figures = {
        "frames": tally.frames,
        "calls": tally.calls,
        "outcomes": dict(tally.outcomes),
        "seconds": round(time.monotonic() - started, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "rss_growth_mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10,
        "traced_peak_mib": tracemalloc.get_traced_memory()[1] >> 20 if options.traced else None,
        "not_ours": len(tally.foreign),
        "examples": tally.foreign[:10],
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    return 1 if tally.foreign else 0


def _cap_address_space() -> None:
    """A frame that grows without bound then raises MemoryError, which counts as not ours. On Linux only."""
    if sys.platform != "linux":
        return
    with open("/proc/self/statm") as stream:  # noqa: PTH123 - a pseudo file, one number of it
        pages = int(stream.read().split()[0])
    most = pages * resource.getpagesize() + (HEADROOM_MIB << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main())
