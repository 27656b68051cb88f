"""Formulas for a page: MathML, and nothing else that a formula in a student's words might hold."""

from xml.etree import ElementTree

from markupsafe import Markup

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_ELEMENTS = frozenset(
    f"{{{_NAMESPACE}}}{name}"
    for name in (
        "math", "menclose", "mfrac", "mi", "mlabeledtr", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
        "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
        "mtext", "mtr", "munder", "munderover", "none",
    )
)  # fmt: skip
_ATTRIBUTES = frozenset(
    {
        "accent", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle", "fence", "form",
        "height", "largeop", "linethickness", "lspace", "mathbackground", "mathcolor", "mathsize", "mathvariant",
        "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel",
        "separator", "stretchy", "symmetric", "voffset", "width",
    }
)  # fmt: skip

ElementTree.register_namespace("", _NAMESPACE)  # how it is written: without a prefix


def mathml(text: str) -> Markup:
    r"""What a converter made of a formula, as markup.

    It passes on what stands in `\text{...}` as it is, and makes links and styles of `\href` and `\style`. So every
    element and attribute must be one of a formula's; and it is written anew, for a browser reads some of what XML takes
    for text as elements.

    Raises:
        ValueError: there is more in it than a formula.
    """
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - short, and what defines entities cannot stand within an element
    except ElementTree.ParseError as error:
        raise ValueError(f"no XML: {error}") from None
    for node in root.iter():
        if node.tag not in _ELEMENTS or not _ATTRIBUTES.issuperset(node.keys()):
            raise ValueError(f"{node.tag} has no place in a formula, or has an attribute of no formula's")
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 - elements of a formula, and escaped text
