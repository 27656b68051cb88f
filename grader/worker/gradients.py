"""Gradients of torch functions across the boundary: of the student's here, and through ours there."""

from collections.abc import Callable, Iterator
from typing import Any

GRADIENT_OF = "gradient of "  # before a function's name: a request for its vector-Jacobian product


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


def through_remote(
    ask: Callable[..., Any], pull_back: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
) -> Any:
    """Call a function that lives on the other side, so that gradients flow through it as through a local one.

    Args:
        ask: `ask(args, kwargs)` gives its values.
        pull_back: `pull_back(args, kwargs, cotangent)` gives the gradients of its arguments.
        args: tensors among them may require gradients.
        kwargs: not differentiated.
    """
    import torch

    tracked = [index for index, arg in enumerate(args) if isinstance(arg, torch.Tensor) and arg.requires_grad]
    plain = [arg.detach() if isinstance(arg, torch.Tensor) else arg for arg in args]
    value = ask(plain, kwargs)
    outputs = value if isinstance(value, tuple) else (value,)
    if not tracked or not torch.is_grad_enabled() or not all(isinstance(item, torch.Tensor) for item in outputs):
        return value

    class Remote(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *inputs: Any) -> Any:
            return value

        @staticmethod
        def backward(ctx: Any, *cotangents: Any) -> Any:
            cotangent = tuple(cotangents) if isinstance(value, tuple) else cotangents[0]
            gradients = pull_back(plain, kwargs, cotangent)
            return tuple(gradients[index] for index in tracked)

    return Remote.apply(*(args[index] for index in tracked))  # type: ignore[no-untyped-call]


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
