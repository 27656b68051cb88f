"""The page that a student sees first: how to start, and what there is."""

from grader.kit.manifest import Kit, KitTopic

_PAGE = """\
# Exercises

Each folder is one exercise: a page to read (`README.md`, in Chinese `README.zh.md`), a file to complete,
and a few tests to try it on. You need Python 3.11 or newer.

1. Install the grader: `pip install {package}`.
2. Read `{folder}/README.md`.
3. Open `{stub}` and write your code where it says `raise NotImplementedError`.
4. Run `grader check {topic}`. It says what is right, what is not, and what to think about.

Stuck? `grader hint {topic}`. Want to start afresh? `grader reset {topic}`; your file is kept beside the new one.

## Topics

| topic | about | first do |
| --- | --- | --- |
{rows}
"""


def render_readme(kit: Kit) -> str:
    """The kit's own `README.md`."""
    needs_torch = any(topic.torch for topic in kit.topics)
    first = kit.topics[0]
    return _PAGE.format(
        package='"deep-grader[torch]"' if needs_torch else "deep-grader",
        folder=first.path,
        stub=first.stub,
        topic=first.topic,
        rows="\n".join(map(_row, kit.topics)),
    )


def _row(topic: KitTopic) -> str:
    title = topic.title.en.replace("|", "\\|")
    return f"| [{topic.topic}]({topic.path}/README.md) | {title} | {', '.join(topic.prerequisites)} |"
