"""The vector-Jacobian product of a torch function, taken where the function lives."""

from collections.abc import Callable, Iterator
from typing import Any


class NoGradientError(Exception):
    """The product cannot be taken; the message says why in a student's terms."""


def vector_jacobian(
    function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any], cotangent: Any
) -> dict[str, Any]:
    """Differentiate `function(*args, **kwargs)` in the direction `cotangent`.

    Args:
        function: returns a tensor or a (nested) tuple of tensors; a torch module has its parameters differentiated too.
        args: tensors of a floating dtype, also inside tuples and lists, are differentiated.
        kwargs: passed as they are.
        cotangent: as the result is built, a tensor of the shape of each output, or None for an output left out.

    Returns:
        `value`, `arguments` (built as `args`, None where there is no gradient) and `parameters` (name -> gradient).

    Raises:
        NoGradientError: the outputs do not match the cotangent, or do not depend on the arguments.
    """
    import torch

    leaves: list[torch.Tensor] = []

    def as_leaf(value: Any) -> Any:
        if isinstance(value, torch.Tensor) and (value.is_floating_point() or value.is_complex()):
            leaves.append(value.detach().clone().requires_grad_(True))
            return leaves[-1]
        if type(value) in (list, tuple):
            return type(value)(as_leaf(item) for item in value)
        return value

    owner = getattr(function, "__self__", function)
    parameters = dict(owner.named_parameters()) if isinstance(owner, torch.nn.Module) else {}
    tracked = [as_leaf(value) for value in args]
    value = function(*tracked, **kwargs)
    pairs = list(_pairs(value, cotangent))
    for output, direction in pairs:
        if output.shape != direction.shape:
            raise NoGradientError(
                f"an output has shape {tuple(output.shape)}, where {tuple(direction.shape)} is expected"
            )
    connected = [(output, direction) for output, direction in pairs if output.requires_grad]
    if not connected:
        raise NoGradientError(
            "the result is not connected to the arguments: was it detached, or computed outside torch?"
        )
    wanted = leaves + [item for item in parameters.values() if item.requires_grad]
    outputs, directions = zip(*connected, strict=True)
    directions = tuple(item.to(output.dtype) for output, item in connected)
    found = iter(torch.autograd.grad(outputs, wanted, directions, allow_unused=True))

    def gradient_of(value: Any) -> Any:
        if isinstance(value, torch.Tensor) and value.requires_grad and any(value is leaf for leaf in leaves):
            return next(found)
        if type(value) in (list, tuple):
            return type(value)(gradient_of(item) for item in value)
        return None

    arguments = [gradient_of(value) for value in tracked]
    return {
        "value": value,
        "arguments": arguments,
        "parameters": {name: next(found) for name, item in parameters.items() if item.requires_grad},
    }


def _pairs(value: Any, cotangent: Any) -> Iterator[tuple[Any, Any]]:
    import torch

    if cotangent is None:
        return
    if isinstance(cotangent, (list, tuple)):
        if not isinstance(value, (list, tuple)) or len(value) != len(cotangent):
            raise NoGradientError(f"the result should be a tuple of {len(cotangent)} values")
        for item, direction in zip(value, cotangent, strict=True):
            yield from _pairs(item, direction)
    elif not isinstance(value, torch.Tensor):
        raise NoGradientError(f"the result is a {type(value).__name__}, where a tensor is expected")
    else:
        yield value, cotangent
