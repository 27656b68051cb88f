"""Entry of the `grader` command, readable for every Python 3: an old one gets a sentence, not a SyntaxError."""

import sys

OLDEST = (3, 11)


def main():  # type: ignore[no-untyped-def]  # annotations stay out of the one file that an old Python must read
    """Run the command line and exit with its code: 0 all points, 1 points lost, 2 could not grade."""
    if sys.version_info < OLDEST:
        found, oldest = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST))
        sys.stderr.write(
            f"Error: this is Python {found}, and grader needs {oldest} or newer. Make a virtual environment with a "
            "newer Python and install deep-grader there.\n"
        )
        sys.exit(2)
    from grader.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]  # `python -m` puts the current folder there: a student's numpy.py would be imported
    main()  # type: ignore[no-untyped-call]  # see above
