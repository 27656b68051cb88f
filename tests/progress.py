"""Progress of a run, for tests that are not about it."""


class Silent:
    """Takes everything and shows nothing."""

    def __init__(self):
        self.said = []

    def planned(self, total, over):
        self.counts = total, over

    def begun(self, topic, students):
        pass

    def finished(self, topic, students, outcomes):
        pass

    def tick(self):
        pass

    def say(self, line):
        self.said.append(line)
