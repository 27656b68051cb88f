"""Must never be imported by anybody."""
import os

for folder in ("@@OUTSIDE@@", "@@CLASS@@"):
    with open(os.path.join(folder, "PWNED_by_conftest"), "w") as stream:
        stream.write("conftest was imported")
os._exit(0)
