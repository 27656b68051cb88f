"""Leaves a note for whoever is graded next: `theft_takes_the_note` looks for it."""
import os
import socket


def leave():
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", ".", "..", "@@OUTSIDE@@"):
        try:
            with open(os.path.join(folder, "note_for_the_next_student"), "w") as stream:
                stream.write("PWNED")
        except OSError:
            pass
    try:
        os.environ["NOTE"] = "PWNED"
        kept = socket.socket(socket.AF_UNIX)
        kept.bind("\0note_for_the_next_student")
        kept.listen()
        globals()["KEPT"] = kept
    except OSError:
        pass


def frobenius_norm(A):
    leave()
    return _dtype(A).type(_length(A, 2))
