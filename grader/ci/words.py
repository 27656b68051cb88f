"""What a pipeline's report says to students, in both languages."""

from typing import Literal

Language = Literal["en", "zh"]

_WORDS = {
    "points": ("{score} of {most} points", "得 {score} 分，满分 {most} 分"),
    "not_graded": (
        "Not graded, through no fault of yours. Run the pipeline again.",
        "未能评分，不是你的问题。请重新运行流水线。",
    ),
    "all_done": ("All done!", "全部完成！"),
    "topic": ("topic", "题目"),
    "score": ("score", "得分"),
    "state": ("state", "状态"),
    "right": ("right", "正确"),
    "to_repair": ("{count} to repair", "{count} 处待修改"),
    "not_written": ("not written yet", "尚未作答"),
    "unreadable": ("cannot be read", "无法读取"),
    "no_mark": ("not graded", "未评分"),
    "details": ("What to repair", "需要修改之处"),
    "and_more": ("Tests of this function that do not pass: {count}.", "这个函数没有通过的测试：{count} 个。"),
    "public_only": (
        "These are the public tests, taken from the repository itself. Your course grades with hidden ones too.",
        "以上是公开测试，取自仓库本身。课程评分时还会使用隐藏测试。",
    ),
    "cut": ("The report is cut here; the whole of it is in results.json.", "报告到此为止；完整内容见 results.json。"),
    "attempt": ("This is attempt {number}.", "这是第 {number} 次提交。"),
    "best": ("Your best attempt so far earned {score} points.", "你此前最好的一次得到 {score} 分。"),
    "on_time": ("Handed in on time.", "按时提交。"),
    "late": ("Handed in {span} after the due date.", "在截止时间之后 {span} 提交。"),
    "too_late": ("That is after the last date for late work, too.", "也超过了补交的最后期限。"),
    "days": ("{days} d {hours} h {minutes} min", "{days} 天 {hours} 小时 {minutes} 分钟"),
    "outcome_failed": ("wrong", "答案不对"),
    "outcome_errored": ("error", "出错"),
    "outcome_timed_out": ("too slow", "太慢"),
    "outcome_crashed": ("crashed", "崩溃"),
    "outcome_out_of_memory": ("out of memory", "内存不足"),
}  # fmt: skip


def word(key: str, language: Language, **values: object) -> str:
    """A phrase; an outcome that has none is said as it is."""
    phrases = _WORDS.get(key)
    text = phrases[language == "zh"] if phrases else key.removeprefix("outcome_").replace("_", " ")
    return text.format(**values)
