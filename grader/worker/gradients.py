"""Gradients of torch functions across the boundary: of the student's here, and through ours there."""

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

GRADIENT_OF = "gradient of "  # before a function's name: a request for its vector-Jacobian product


class NoGradientError(Exception):
    """The product cannot be taken; the message says why in a student's terms."""


@functools.cache
def make_ready() -> None:
    """Let torch import what each backward pass with a cotangent needs: hundreds of modules, before the first one."""
    import torch

    leaf = torch.ones(2, requires_grad=True)
    torch.autograd.grad([2 * leaf], [leaf], [torch.ones(2)])


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
    owner = getattr(function, "__self__", function)
    parameters = _trainable_parameters(owner)
    leaves: list[Any] = []
    tracked = [_as_leaf(value, leaves) for value in args]
    value = function(*tracked, **kwargs)
    found = iter(_pull_back(list(_pairs(value, cotangent)), [*leaves, *parameters.values()]))
    arguments = [_gradient_of(value, leaves, found) for value in tracked]
    return {"value": value, "arguments": arguments, "parameters": {name: next(found) for name in parameters}}


def _trainable_parameters(owner: Any) -> dict[str, Any]:
    import torch

    named = owner.named_parameters() if isinstance(owner, torch.nn.Module) else ()
    return {name: item for name, item in named if item.requires_grad}


def _as_leaf(value: Any, leaves: list[Any]) -> Any:
    """The argument with its floating tensors as fresh leaves, which are appended to `leaves`."""
    import torch

    if isinstance(value, torch.Tensor) and (value.is_floating_point() or value.is_complex()):
        leaves.append(value.detach().clone().requires_grad_(True))
        return leaves[-1]
    if type(value) in (list, tuple):
        return type(value)(_as_leaf(item, leaves) for item in value)
    return value


def _gradient_of(value: Any, leaves: list[Any], found: Iterator[Any]) -> Any:
    """The gradients in the form of an argument: None where there is no leaf."""
    if any(value is leaf for leaf in leaves):
        return next(found)
    if type(value) in (list, tuple):
        return type(value)(_gradient_of(item, leaves, found) for item in value)
    return None


def _pull_back(pairs: list[tuple[Any, Any]], wanted: list[Any]) -> Iterable[Any]:
    """The gradients of `wanted` along (output, direction) pairs."""
    import torch

    for output, direction in pairs:
        if output.shape != direction.shape:
            shapes = f"{tuple(output.shape)}, where {tuple(direction.shape)} is expected"
            raise NoGradientError(f"an output has shape {shapes}")
    connected = [(output, direction.to(output.dtype)) for output, direction in pairs if output.requires_grad]
    if not connected:
        raise NoGradientError(
            "the result is not connected to the arguments: was it detached, or computed outside torch?"
        )
    outputs, directions = zip(*connected, strict=True)
    return torch.autograd.grad(outputs, wanted, directions, allow_unused=True)


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
