"""Wrong, in words that a terminal, a browser and a spreadsheet would act upon."""
EVIL = ("\x1b[2J\x1b[1;1H\x1b]0;PWNED\x07\x1b[8m", "<script>alert('PWNED')</script>", "=cmd|' /C calc'!A0",
        "[link=https://example.org]PWNED[/link][red]", "\r45/45 points", "\u202e\u2066", "::error::PWNED")


def frobenius_norm(A):
    for text in EVIL:
        print(text)
    return _dtype(A).type(-1)


def l1_norm(x):
    raise ValueError(" ".join(EVIL))


def distance(x, y, p):
    raise type("\x1b[2J<script>", (ValueError,), {})(*EVIL)
