"""The figure of the handout: chords beside a tangent, and errors against the step."""

import numpy as np
from matplotlib.figure import Figure

INK = "#222222"


def error_against_h():
    made = Figure(figsize=(10.4, 3.9), layout="constrained")
    left, right = made.subplots(1, 2, width_ratios=(1, 1.35))
    chords(left)
    errors(right)
    return made


def chords(axis):
    t = np.linspace(-1.5, 1.3, 200)
    axis.plot(t, np.exp(t), color=INK, linewidth=2)
    central, forward = (np.e - 1 / np.e) / 2, np.e - 1
    line(axis, (-1.25, 1.2), 1, np.e, central, color="C0", label=f"central: {central:.2f}")
    line(axis, (-0.25, 1.2), 0, 1, forward, color="C3", label=f"forward: {forward:.2f}")
    line(axis, (-1.2, 1.1), 0, 1, 1, color="C1", linestyle="--", label="tangent: 1")
    for x, colour in ((-1, "C0"), (0, INK), (1, "C3")):
        axis.plot(x, np.exp(x), "o", color=colour, markersize=7, zorder=3)
    axis.set(xlim=(-1.65, 1.4), ylim=(-0.4, 3.4), yticks=())
    axis.set_xticks((-1, 0, 1), ["$x-h$", "$x$", "$x+h$"])
    axis.set_title("$f(t)=e^t$ at $x=0$, $h=1$")
    axis.legend(title="slope of", loc="upper left", alignment="left")


def line(axis, ends, x, y, slope, **style):
    axis.plot(ends, [y + slope * (end - x) for end in ends], **style)


def errors(axis):
    """At x = 1, where f and all its derivatives are e."""
    h = np.geomspace(1e-15, 1, 61)
    f, at = np.exp, np.exp(1.0)
    found = {
        "$f'$, forward": (f(1 + h) - f(1)) / h,
        "$f'$, central": (f(1 + h) - f(1 - h)) / (2 * h),
        "$f''$, central": (f(1 + h) - 2 * f(1) + f(1 - h)) / h**2,
    }
    for colour, (name, value) in zip(("C3", "C0", "C2"), found.items(), strict=True):
        shown = h > (5e-9 if colour == "C2" else 0)  # below, nothing is left of f''
        axis.loglog(
            h[shown], np.abs(value - at)[shown], color=colour, marker="o", markersize=2.5, linewidth=1, label=name
        )
    steps, epsilon = np.array([1e-12, 1.0]), np.finfo(float).eps
    guide = {"color": "C1", "linestyle": "--", "linewidth": 1.5}
    axis.loglog(steps, epsilon * at / steps, **guide)
    axis.loglog(steps, steps**2 * at / 6, **guide)
    axis.text(4e-12, 2e-9, r"rounding $\varepsilon|f|/h$", color="C1", fontsize=10, ha="center")
    axis.text(0.9, 2e-11, r"truncation $h^2|f'''|/6$", color="C1", fontsize=10, ha="right")
    for colour, root in (("C3", 2), ("C0", 3), ("C2", 4)):
        best = epsilon ** (1 / root)
        axis.axvline(best, color=colour, linestyle=":", linewidth=1.4)
        label = rf"$\varepsilon^{{1/{root}}}$"
        axis.text(best, 1.02, label, color=colour, ha="center", va="bottom", transform=axis.get_xaxis_transform())
    axis.set(xlim=(1e-15, 1), ylim=(1e-13, 10), xlabel="$h$", ylabel="error")
    axis.set(xticks=10.0 ** np.arange(-14, 1, 2), yticks=10.0 ** np.arange(-12, 1, 3))
    axis.minorticks_off()
    axis.legend(loc="lower left", fontsize=10)
