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

_PAGE_ZH = """\
# 练习

每个文件夹是一道练习：一页讲义（`README.zh.md`，英文为 `README.md`）、一个待完成的文件，以及几个可供自测的测试。
需要 Python 3.11 或更新的版本。

1. 安装评分程序：`pip install {package}`。
2. 阅读 `{folder}/README.zh.md`。
3. 打开 `{stub}`，在 `raise NotImplementedError` 处写上你的代码。
4. 运行 `grader check {topic}`。它会告诉你哪里对、哪里不对、该往哪里想。

卡住了？运行 `grader hint {topic}`。想重新开始？运行 `grader reset {topic}`；你的文件会保留在新文件旁边。

## 题目

| 题目 | 内容 | 先修 |
| --- | --- | --- |
{rows}
"""


def render_readme(kit: Kit) -> str:
    """The kit's own `README.md`, in the kit's language."""
    needs_torch = any(topic.torch for topic in kit.topics)
    first = kit.topics[0]
    return (_PAGE_ZH if kit.language == "zh" else _PAGE).format(
        package='"deep-grader[torch]"' if needs_torch else "deep-grader",
        folder=first.path,
        stub=first.stub,
        topic=first.topic,
        rows="\n".join(_row(topic, kit.language or "en") for topic in kit.topics),
    )


def _row(topic: KitTopic, language: str) -> str:
    title = getattr(topic.title, language).replace("|", "\\|")
    page = "README.zh.md" if language == "zh" else "README.md"
    return f"| [{topic.topic}]({topic.path}/{page}) | {title} | {', '.join(topic.prerequisites)} |"
