"""Must never be imported by anybody."""
import os

for folder in ("@@OUTSIDE@@", "@@CLASS@@"):
    with open(os.path.join(folder, "PWNED_by_numpy"), "w") as stream:
        stream.write("numpy was imported")
os._exit(0)
