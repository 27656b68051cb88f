"""Must never be imported by anybody."""
import os

for folder in ("@@OUTSIDE@@", "@@CLASS@@"):
    with open(os.path.join(folder, "PWNED_by_test_hidden"), "w") as stream:
        stream.write("test_hidden was imported")
os._exit(0)
