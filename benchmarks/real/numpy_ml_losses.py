"""numpy-ml's activations and their second derivatives, its losses and logistic regression."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.real.arrays import PACKAGE, array, floats, on, own
from benchmarks.real.case import Case, Run, Values
from handgrad.verdict import WRONG

Make = Callable[[Values], Any]


def cases(package: Any) -> Iterator[Case]:
    """The cases of the package, imported."""
    nets = package.neural_nets
    yield from _activations(nets.activations)
    yield from _losses(nets)
    yield from _gan(nets.losses.WGAN_GPLoss)
    yield from _noise_contrast(nets.losses.NCELoss, package.utils.data_structures)
    yield from _regression(package.linear_models.LogisticRegression, nets.activations.Sigmoid())


def _activations(of: Any) -> Iterator[Case]:
    def first(make: Make) -> Run:
        return lambda v: (
            (v["g"] * make(v).fn(v["z"])).sum(),
            lambda: {"z": v["g"] * make(v).grad(v["z"])},
        )

    def second(make: Make) -> Run:
        return lambda v: (
            (v["g"] * make(v).grad(v["z"])).sum(),
            lambda: {"z": v["g"] * make(v).grad2(v["z"])},
        )

    def named(name: str) -> Make:
        return lambda v: getattr(of, name)()

    shapes = {"z": (5,), "g": (5,)}
    for name in ("Sigmoid", "ReLU", "Tanh", "SoftPlus"):
        yield on(name.lower(), f"{name}.grad", first(named(name)))
    yield on("leaky_relu", "LeakyReLU.grad", first(lambda v: of.LeakyReLU(v["alpha"])))
    yield on("elu", "ELU.grad", first(lambda v: of.ELU(v["alpha"])))
    for name in ("SELU", "HardSigmoid", "Exponential", "Affine"):
        yield own(f"{name}.grad", first(named(name)), shapes, by=("z",))
    for name in ("Sigmoid", "Tanh", "ELU", "SELU", "SoftPlus", "Exponential"):
        yield own(f"{name}.grad2", second(named(name)), shapes, by=("z",))


def _losses(nets: Any) -> Iterator[Case]:
    import numpy as np

    squares, entropy, bound = (
        nets.losses.SquaredError,
        nets.losses.CrossEntropy,
        nets.losses.VAELoss,
    )

    def squared_error(v: Values) -> Any:
        sigmoid = nets.activations.Sigmoid()
        z = v["X"] @ v["w"] + v["b"]
        y_hat = sigmoid.fn(z)

        def backward() -> Values:
            dz = squares.grad(v["y"], y_hat, z, sigmoid)
            return {"w": v["X"].T @ dz, "b": dz.sum()}

        return squares.loss(v["y"], y_hat), backward

    def cross_entropy(v: Values) -> Any:
        P = nets.layers.Softmax().forward(v["Z"])
        return entropy.loss(v["Y"], P), lambda: {"Z": entropy.grad(v["Y"], P)}

    def vae(v: Values) -> Any:
        given = v["y"], v["y_hat"], v["mean"], v["log_var"]
        names = "y_hat", "log_var", "mean"
        return bound.loss(*given), lambda: dict(zip(names, bound.grad(*given), strict=True))

    def vae_kl(v: Values) -> Any:
        certain = np.zeros((1, 1))
        given = certain, certain, v["mu"][None], v["log_var"][None]

        def backward() -> Values:
            _, by_log_var, by_mean = bound.grad(*given)
            return {"mu": by_mean[0], "log_var": by_log_var[0]}

        return bound.loss(*given), backward

    yield on("sigmoid_squared", "SquaredError.grad, Sigmoid", squared_error)
    # A machine epsilon inside its logarithm is not in its gradient: right to 14 digits.
    yield on(
        "softmax_cross_entropy",
        "CrossEntropy.grad",
        cross_entropy,
        {"reduction": "sum"},
        array=floats,
    )
    at = {
        "y": [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]],
        "y_hat": [[0.7, 0.2, 0.6], [0.1, 0.4, 0.9]],
        "mean": [[0.3, -1.2], [0.8, 0.5]],
        "log_var": [[-0.4, 0.9], [0.2, -1.1]],
    }
    yield _at(at, "VAELoss.grad", vae, ("y_hat", "mean", "log_var"))
    yield on("vae_kl", "VAELoss.grad, the KL part", vae_kl)


def _gan(of: Any) -> Iterator[Case]:
    def critic(v: Values) -> Any:
        given = v["fake"], "C", v["real"], v["slopes"]
        names = "fake", "real", "slopes"
        return of().loss(*given), lambda: dict(zip(names, of().grad(*given), strict=True))

    def generator(v: Values) -> Any:
        return of().loss(v["fake"], "G"), lambda: {"fake": of().grad(v["fake"], "G")}

    shapes = {"fake": (4,), "real": (4,), "slopes": (4, 3)}
    yield own("WGAN_GPLoss.grad, critic", critic, shapes, expected=WRONG)
    yield own(
        "the same, by fake and real alone",
        critic,
        shapes,
        by=("fake", "real"),
        expected=WRONG,
        told="hint (sign)",
    )
    # A machine epsilon beside the norm is in its gradient only.
    yield own("the same, by slopes alone", critic, shapes, by=("slopes",), array=floats)
    yield own("WGAN_GPLoss.grad, generator", generator, {"fake": (4,)})


def _noise_contrast(of: Any, structures: Any) -> Iterator[Case]:
    import numpy as np

    def contrast(target: Sequence[int], negative: Sequence[int]) -> Run:
        def run(v: Values) -> Any:
            sampler = structures.DiscreteSampler([0.1, 0.2, 0.3, 0.4])
            nce = of(4, sampler, len(negative))
            nce.n_in = 3
            nce._init_params()
            nce.parameters.update(W=v["W"], b=v["b"][None])
            loss, _ = nce.loss(v["X"][:, None], np.array(target), np.array(negative))

            def backward() -> Values:
                slopes = nce.grad(update_params=False)
                return {"X": slopes[:, 0], "W": nce.gradients["W"], "b": nce.gradients["b"][0]}

            return loss, backward

        return run

    shapes = {"X": (2, 3), "W": (4, 3), "b": (4,)}
    yield own("NCELoss.grad", contrast([0, 1], [2, 3, 3]), shapes)
    yield own(
        "NCELoss.grad, a target among the noise",
        contrast([0, 2], [2, 3, 1]),
        shapes,
        expected=WRONG,
    )


def _regression(of: Any, sigmoid: Any) -> Iterator[Case]:
    import numpy as np

    def likelihood(penalty: str, *, alone: bool = False) -> Run:
        """With an intercept, as `fit` builds it; the penalty `alone` without the likelihood."""

        def run(v: Values) -> Any:
            X = np.c_[np.ones(len(v["X"])), v["X"]]
            beta = np.concatenate([[v["b"]], v["w"]])
            p = sigmoid.fn(X @ beta)

            def both(gamma: float) -> tuple[Any, Any]:
                model = of(penalty=penalty, gamma=gamma)
                model.beta = beta
                return model._NLL(X, v["y"], p), model._NLL_grad(X, v["y"], p)

            loss, slopes = both(v.get("gamma", 0.0))
            if alone:
                loss, slopes = loss - both(0.0)[0], slopes - both(0.0)[1]
            return loss, lambda: {"w": slopes[1:], "b": slopes[0]}

        return run

    at = {
        "gamma": 0.7,
        "y": [1.0, 0.0, 1.0, 1.0],
        "w": [0.4, -0.9],
        "b": 0.6,
        "X": [[0.3, 1.1], [-0.8, 0.5], [1.2, -0.4], [0.9, 0.7]],
    }
    by = ("w", "b")
    yield on("logistic_regression", "LogisticRegression, no penalty", likelihood("l2"))
    for penalty in ("l2", "l1"):
        name = f"LogisticRegression, {penalty}"
        yield _at(at, name, likelihood(penalty), by, expected=WRONG)
        yield _at(
            at,
            f"{name}, the penalty alone",
            likelihood(penalty, alone=True),
            by,
            expected=WRONG,
            told="hint (sign)",
        )


def _at(point: Values, name: str, run: Run, by: Sequence[str], **options: Any) -> Case:
    return Case(
        package=PACKAGE, name=name, run=run, by=by, points=[point], array=array, **options
    )
