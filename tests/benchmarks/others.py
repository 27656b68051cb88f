"""Other graders on the same work: each in an environment of its own."""


def measure(topics, folder):
    return ()
