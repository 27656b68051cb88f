"""Must never be imported by anybody."""
import os

for folder in ("@@OUTSIDE@@", "@@CLASS@@"):
    with open(os.path.join(folder, "PWNED_by_grader"), "w") as stream:
        stream.write("grader was imported")
os._exit(0)
