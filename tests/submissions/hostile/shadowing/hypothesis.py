"""Must never be imported by anybody."""
import os

for folder in ("@@OUTSIDE@@", "@@CLASS@@"):
    with open(os.path.join(folder, "PWNED_by_hypothesis"), "w") as stream:
        stream.write("hypothesis was imported")
os._exit(0)
