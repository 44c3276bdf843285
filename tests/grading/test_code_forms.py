"""Programs in the forms that people write: PyTorch with its own gradients, objects, caches."""

import sys
from pathlib import Path
from typing import Any

import pytest

from handgrad.grading.grade_code import grade_code
from handgrad.model import Model
from tests.helpers.pages import model_of


@pytest.fixture
def page() -> Model:
    return model_of("two_layer", n=3, m=2, k=4, activation="tanh")


FORWARD = """
    a1 = torch.tanh(W1 @ x + b1)
    y_hat = W2 @ a1 + b2
    loss = ((y_hat - y) ** 2).sum()
"""
UNPACKED = '    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))' + FORWARD
GRADS = "W1.grad, b1.grad, W2.grad, b2.grad"

TORCH = {
    "parameters made leaves by the program, named results": f"""
def loss_and_grads(params, x, y):
    params = {{k: v.clone().requires_grad_(True) for k, v in params.items()}}
{UNPACKED}
    loss.backward()
    return loss.item(), {{k: v.grad for k, v in params.items()}}
""",
    "parameters that must be leaves already": f"""
def backward(W1, b1, W2, b2, x, y):
{FORWARD}
    loss.backward()
    return {GRADS}
""",
    "gradients left in the parameters, the loss returned": f"""
def backward(params, x, y):
{UNPACKED}
    loss.backward()
    return loss
""",
    "gradients left in the parameters, nothing returned": f"""
def backward(params, x, y):
{UNPACKED}
    loss.backward()
""",
    "torch.autograd.grad": f"""
def compute_gradients(W1, b1, W2, b2, x, y):
    for p in (W1, b1, W2, b2):
        p.requires_grad_(True)
{FORWARD}
    return torch.autograd.grad(loss, (W1, b1, W2, b2))
""",
    "by hand, with the cache of its own forward": """
def forward(x, W1, b1, W2, b2):
    a1 = torch.tanh(W1 @ x + b1)
    return W2 @ a1 + b2, (a1, W2 @ a1 + b2)

def backward(params, cache, x, y):
    a1, y_hat = cache
    d = 2 * (y_hat - y)
    dz1 = (params["W2"].T @ d) * (1 - a1 ** 2)
    return {"dW1": torch.outer(dz1, x), "db1": dz1, "dW2": torch.outer(d, a1), "db2": d}
""",
    "numbers of float32 among its own": f"""
def backward(W1, b1, W2, b2, x, y):
    x = x + torch.zeros(3) if len(x) == 3 else x
    eye = torch.eye(len(y))
{FORWARD.replace("W2 @ a1", "eye @ W2 @ a1")}
    loss.backward()
    return {GRADS}
""",
}


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "answer.py"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("name", [name for name in TORCH if "def forward" not in TORCH[name]])
def test_programs_of_pytorch(name: str, page: Model) -> None:
    """Right as they are; with a factor left out wrong, and never anything else."""
    torch = pytest.importorskip("torch")
    for text, verdict in ((TORCH[name], "right"), (spoilt(TORCH[name]), "wrong")):
        names: dict[str, Any] = {"torch": torch, "__name__": "answer"}
        exec(text, names)  # noqa: S102
        found = [n for n in names if n in ("backward", "loss_and_grads", "compute_gradients")]
        assert grade_code(page, names[found[0]]).verdict == verdict, text


def spoilt(text: str) -> str:
    return text.replace("(y_hat - y) ** 2", "0.75 * (y_hat - y) ** 2")


@pytest.mark.parametrize(
    "name",
    [
        "gradients left in the parameters, the loss returned",
        "by hand, with the cache of its own forward",
    ],
)
def test_a_file_of_pytorch(name: str, page: Model, tmp_path: Path) -> None:
    """In a process of its own, where forward is found by its name."""
    pytest.importorskip("torch")
    report = grade_code(page, written(tmp_path, "import torch\n" + TORCH[name]), seconds=60)
    assert report.verdict == "right", str(report)
    wrong = TORCH[name].replace("2 * (y_hat", "(y_hat").replace(" ** 2).sum", " ** 2).mean")
    report = grade_code(page, written(tmp_path, "import torch\n" + wrong), seconds=60)
    assert report.verdict == "wrong", str(report)


BACKWARD = """
        d = 2 * (self.y_hat - y)
        dz1 = (self.W2.T @ d) * (1 - self.a1 ** 2)
"""

OBJECTS = {
    "gradients left in the object": f"""
class Net:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def forward(self, x):
        self.x, self.a1 = x, np.tanh(self.W1 @ x + self.b1)
        self.y_hat = self.W2 @ self.a1 + self.b2
        return self.y_hat

    def backward(self, y):
{BACKWARD}
        self.dW1, self.db1 = np.outer(dz1, self.x), dz1
        self.dW2, self.db2 = np.outer(d, self.a1), d
""",
    "made from sizes, parameters in a dictionary": """
class Net:
    def __init__(self, n, m, k):
        self.params = {"W1": np.ones((m, n)), "b1": np.zeros(m), "W2": np.ones((k, m)), "b2": 0}

    def loss(self, x, y):
        W1, b1, W2, b2 = (self.params[k] for k in ("W1", "b1", "W2", "b2"))
        a1 = np.tanh(W1 @ x + b1)
        d = 2 * (W2 @ a1 + b2 - y)
        dz1 = (W2.T @ d) * (1 - a1 ** 2)
        grads = {"W1": np.outer(dz1, x), "b1": dz1, "W2": np.outer(d, a1), "b2": d}
        return np.sum(d ** 2) / 4, grads
""",
    "a dictionary of gradients in the object": f"""
class Net:
    def __init__(self, params):
        self.W1, self.b1, self.W2, self.b2 = (params[k] for k in ("W1", "b1", "W2", "b2"))

    def forward(self, X):
        self.x, self.a1 = X, np.tanh(self.W1 @ X + self.b1)
        self.y_hat = self.W2 @ self.a1 + self.b2

    def backward(self, y):
{BACKWARD}
        self.grads = {{"dW1": np.outer(dz1, self.x), "db1": dz1, "dW2": np.outer(d, self.a1),
                      "db2": d}}
        return np.sum((self.y_hat - y) ** 2)
""",
}


@pytest.mark.parametrize("name", OBJECTS)
def test_objects_that_go_forward_and_back(name: str, page: Model, tmp_path: Path) -> None:
    """A class with a method for gradients, made from the page's values or sizes."""
    pytest.importorskip("numpy")
    text = "import numpy as np\n" + OBJECTS[name]
    report = grade_code(page, written(tmp_path, text))
    assert report.verdict == "right", str(report)
    wrong = text.replace("(1 - a1 ** 2)", "(1 - a1)").replace("(1 - self.a1 ** 2)", "self.a1")
    report = grade_code(page, written(tmp_path, wrong))
    assert report.verdict == "wrong", str(report)
    assert {part.name for part in report.parts if part.verdict == "wrong"} == {"W1", "b1"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("class Net:\n    def forward(self, x):\n        return x", "defines no function"),
        ("class Layer:\n    def backward(self, dout):\n        return dout", "takes 'dout'"),
        (
            "class Net:\n    def __init__(self, hidden_size):\n        pass\n"
            "    def backward(self, x):\n        pass",
            "takes 'hidden_size', which is no name of the page",
        ),
        ("class Net:\n    def backward(self, x):\n        pass", "expected a dictionary"),
    ],
)
def test_what_is_not_taken_is_said(text: str, said: str, page: Model, tmp_path: Path) -> None:
    """Layers, constructors of other names, methods that leave nothing."""
    report = grade_code(page, written(tmp_path, text))
    assert report.verdict == "invalid"
    assert said in report.problem


def test_an_object_may_be_graded_here(page: Model) -> None:
    """A class of the caller's own, in this process."""
    numpy = pytest.importorskip("numpy")
    module = type(sys)("answer_of_a_test")
    vars(module).update(np=numpy)
    exec(OBJECTS["gradients left in the object"], vars(module))  # noqa: S102
    sys.modules[module.__name__] = module
    try:
        assert grade_code(page, vars(module)["Net"]).verdict == "right"
    finally:
        del sys.modules[module.__name__]


@pytest.mark.parametrize(
    ("heading", "verdict"),
    [
        ('"""vec\n\nWritten out for d = 3.\n"""', "right"),
        ('"""Written out for d = 3.5"""', "wrong"),
        ("# For all sizes, never say: Written out for d = 3.", "wrong"),
        ('s = "Not Written out for d = 3."', "wrong"),
        ('"""For every d.\n\nAn older version was: Written out for d = 3.\n"""', "wrong"),
    ],
)
def test_only_a_docstring_says_for_which_sizes_a_program_is(
    heading: str, verdict: str, tmp_path: Path
) -> None:
    page = Model.from_text(
        "model vec\nsizes d\nparameters w[d]\ndata x[d], y\nforward\n    y_hat = w.T @ x\n"
        "    L = (y_hat - y)^2\ngradient\n    dL/dw = 2*(y_hat - y) * x\n"
    )
    program = tmp_path / "answer.py"
    body = (
        "u = 2*(sum(a*b for a, b in zip(w, x)) - y)\n    return {'w': [u*x[0], u*x[1], u*x[2]]}"
    )
    program.write_text(f"{heading}\ndef grad(w, x, y):\n    {body}\n", encoding="utf-8")
    assert grade_code(page, str(program)).verdict == verdict
