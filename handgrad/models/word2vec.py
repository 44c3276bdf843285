"""Skip-gram word2vec (Mikolov et al. 2013): naive softmax or negative sampling."""

from typing import Literal

PAGES = {
    "softmax": """
model word2vec: skip-gram with the naive softmax, one centre and one outside word
group Sequences and attention
note Convention: v is the vector of the centre word, the rows of U are the outside vectors.
note Convention: o is the one-hot outside word; the loss is -log softmax(U @ v) at o.
note Elsewhere: the columns of U are the vectors; negative sampling (objective).
sizes V = 4, D = 3
parameters v[D], U[V,D]
data o[V] one_hot
forward
    z = U @ v
    p = softmax(z)
    L = -sum(o*log(p))
gradient
    dL/dz = p - o
    dL/dv = U.T @ dL/dz
    dL/dU = dL/dz @ v.T
""",
    "negative_sampling": """
model word2vec: skip-gram with negative sampling, one centre and one outside word
group Sequences and attention
note Convention: v is the vector of the centre word, the rows of U are the outside vectors.
note Convention: o is the one-hot outside word, each row of S a one-hot negative sample.
note Convention: the loss is -log sigmoid(uo.v) - sum of log sigmoid(-uk.v), not a mean.
note There are more samples than words, so some word is sampled twice: its gradients add up.
note Elsewhere: the columns of U are the vectors; the naive softmax (objective).
sizes V = 3, D = 2, K = 4
parameters v[D], U[V,D]
data o[V] one_hot, S[K,V] one_hot
forward
    z = o.T @ U @ v
    zs = S @ U @ v
    L = softplus(-z) + sum(softplus(zs))
gradient
    dL/dz = sigmoid(z) - 1
    dL/dzs = sigmoid(zs)
    dL/dv = dL/dz*U.T @ o + U.T @ S.T @ dL/dzs
    dL/dU = dL/dz*o @ v.T + S.T @ dL/dzs @ v.T
""",
}


def page(*, objective: Literal["softmax", "negative_sampling"] = "softmax") -> str:
    """The page of the `objective` softmax (naive, over all words) or negative_sampling."""
    return PAGES[objective]
