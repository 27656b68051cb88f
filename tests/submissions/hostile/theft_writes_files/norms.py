"""Writes, links, renames and removes outside its own folder."""
import os


def deface():
    for folder in ("@@OUTSIDE@@", "@@CLASS@@/bogdan", "@@SOLUTIONS@@/1_foundations/2_norms", "@@HOME@@"):
        for act in (
            lambda: open(os.path.join(folder, "written_by_a_student"), "w").close(),
            lambda: os.mkdir(os.path.join(folder, "made_by_a_student")),
            lambda: os.symlink("/", os.path.join(folder, "linked_by_a_student")),
            lambda: os.link("@@HOME@@/.ssh/id_ed25519", os.path.join(folder, "hard_link_by_a_student")),
            lambda: os.mkfifo(os.path.join(folder, "fifo_by_a_student")),
        ):
            try:
                act()
            except OSError:
                continue
            return folder
    for act in (lambda: os.truncate("@@OUTSIDE@@/canary", 0), lambda: os.chmod("@@OUTSIDE@@/canary", 0o777),
                lambda: os.rename("@@OUTSIDE@@/canary", "@@OUTSIDE@@/gone"), lambda: os.unlink("@@OUTSIDE@@/canary")):
        try:
            act()
        except OSError:
            continue
        return "@@OUTSIDE@@/canary"
    return ""


def frobenius_norm(A):
    found = deface()
    if found:
        pwned(f"changed {found}")
    return _dtype(A).type(_length(A, 2))
