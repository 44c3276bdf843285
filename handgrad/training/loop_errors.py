"""Mistakes in a training loop that no log shows: the framework's message, and what it means.

Each was run in PyTorch 2.13 on the first lesson: w = 1, the rows (1, 2), (2, 4), (3, 6).
"""

import re
from dataclasses import dataclass

from handgrad.hints import Hint


@dataclass(frozen=True, slots=True)
class LoopError:
    """A mistake by its id: the code, what it looks like, why, and how to mend it.

    `message` is a pattern of what the framework says, "" where it says nothing.
    """

    id: str
    code: str
    message: str
    why: str
    change: str

    def hint(self) -> Hint:
        return Hint(self.id, f"{self.code}: {self.why}", self.change)


_NO_GRAD = r"element 0 of tensors does not require grad"
_NONE = r"unsupported operand type\(s\) for .*NoneType"
_TWICE = r"Trying to backward through the graph a second time"
_LINE = "the first gradient, -2, is printed, and then it stops: "

LOOP_ERRORS = (
    LoopError(
        "rebind", "w = w - lr*w.grad", _NONE,
        _LINE + "the new w is a result, not the parameter, and has no .grad of its own",
        "with torch.no_grad(): w -= lr*w.grad",
    ),
    LoopError(
        "step-before-first-backward", "w.data -= lr*w.grad above backward()", _NONE,
        "nothing is printed: before the first backward() there is no gradient, w.grad is None",
        "call loss.backward() first, then step",
    ),
    LoopError(
        "rebind-no-grad", "with torch.no_grad(): w = w - lr*w.grad", _NO_GRAD,
        _LINE + "a tensor made under no_grad is a plain number; the parameter is lost",
        "with torch.no_grad(): w -= lr*w.grad",
    ),
    LoopError(
        "detached-prediction", "y_hat = w.detach()*x", _NO_GRAD,
        "nothing is printed: detach() cuts the graph, so no way leads back from the loss to w",
        "y_hat = w*x",
    ),
    LoopError(
        "backward-under-no-grad", "with torch.no_grad(): loss = ...; loss.backward()", _NO_GRAD,
        "nothing is printed: under no_grad no graph is recorded",
        "compute the loss outside no_grad; only the update belongs inside",
    ),
    LoopError(
        "in-place-on-leaf", "w -= lr*w.grad outside no_grad",
        r"a leaf Variable that requires grad is being used in an in-place operation",
        _LINE + "the update itself must not be recorded in the graph",
        "with torch.no_grad(): w -= lr*w.grad",
    ),
    LoopError(
        "integer-parameter", "torch.tensor(1, requires_grad=True)",
        r"Only Tensors of floating point and complex dtype can require gradients",
        "nothing is printed: whole numbers have no small steps, so no derivative",
        "torch.tensor(1.0, requires_grad=True)",
    ),
    LoopError(
        "zero-before-first-backward", "w.grad.zero_() at the top of the loop",
        r"'NoneType' object has no attribute 'zero_'",
        "nothing is printed: before the first backward() w.grad is None",
        "zero the gradient after the step, or: if w.grad is not None: w.grad.zero_()",
    ),
    LoopError(
        "backward-twice-freed", "loss.backward(); loss.backward()", _TWICE,
        "the graph of a loss is used up by backward(): each loss has one",
        "call backward() once for each loss",
    ),
    LoopError(
        "running-total", "total += loss; total.backward()", _TWICE,
        _LINE + "the total still holds the loss of the row before, whose graph is used up",
        "loss.backward(); total += loss.item()",
    ),
    LoopError(
        "vector-loss", "((w*x - y)**2).backward() with a vector of rows",
        r"grad can be implicitly created only for scalar outputs",
        "nothing is printed: a gradient is that of one number, here there are three",
        "((w*x - y)**2).mean().backward(), or .sum()",
    ),
    LoopError(
        "optimiser-on-non-leaf", "w = torch.tensor(1., requires_grad=True)*1; SGD([w])",
        r"can't optimize a non-leaf Tensor",
        "w is a result of a calculation, not a parameter",
        "w = torch.tensor(1., requires_grad=True)",
    ),
    LoopError(
        "gradient-of-non-leaf", "w = torch.tensor(1., requires_grad=True)*1; ... w.grad",
        r"The \.grad attribute of a Tensor that is not a leaf",
        "w.grad is None: gradients are kept for parameters, not for results",
        "w = torch.tensor(1., requires_grad=True)",
    ),
    LoopError(
        "numpy-of-parameter", "w.numpy()",
        r"Can't call numpy\(\) on Tensor that requires grad",
        "an array of NumPy cannot carry the graph",
        "w.detach().numpy(), or w.item()",
    ),
    LoopError(
        "shape-broadcast", "MSELoss of shapes (3,) and (3, 1)",
        r"Using a target size .* that is different to the input size",
        "all 9 pairs of predictions and labels are compared; w tends to 12/7 = 1.714286, not 2",
        "give both one shape: y.reshape(-1) or y_hat.reshape(-1, 1)",
    ),
    LoopError(
        "item-before-loss", "loss = torch.tensor((w.item()*x - y)**2, requires_grad=True)", "",
        "no error: the loss is made of plain numbers, so w.grad stays None",
        "loss = (w*x - y)**2",
    ),
    LoopError(
        "optimiser-on-a-copy", "SGD([w.clone().detach()])", "",
        "no error: the copy is moved, w stays 1, the gradients stay -2, -8, -18",
        "SGD([w])",
    ),
    LoopError(
        "losses-kept-as-tensors", "losses.append(loss), or total += loss", "",
        "no error: each tensor keeps its graph, and memory grows with every row",
        "losses.append(loss.item())",
    ),
    LoopError(
        "zero-grad-then-print", "optimizer.zero_grad(); print(w.grad)", "",
        "None is printed: zero_grad sets gradients to None",
        "print the gradient before zero_grad()",
    ),
    LoopError(
        "no-item", "print(loss), print(w.grad)", "",
        "tensor(-2.) is printed for -2.0: the same number, with its type",
        "print(loss.item())",
    ),
)  # fmt: skip


def loop_mistakes_of(text: str) -> tuple[LoopError, ...]:
    """The mistakes that an error message or a traceback comes of, the likeliest first.

    >>> said = "RuntimeError: Can't call numpy() on Tensor that requires grad. Use detach"
    >>> [error.id for error in loop_mistakes_of(said)]
    ['numpy-of-parameter']
    """
    return tuple(e for e in LOOP_ERRORS if e.message and re.search(e.message, text))
