"""Must never be imported by anybody."""
import os

for folder in ("@@OUTSIDE@@", "@@CLASS@@"):
    with open(os.path.join(folder, "PWNED_by_pytest"), "w") as stream:
        stream.write("pytest was imported")
os._exit(0)
