"""The policy gradient REINFORCE (Williams 1992), softmax or Gaussian policy."""

from typing import Literal

PAGES = {
    "softmax": """
model reinforce: policy gradient, softmax policy over discrete actions
group Generative, policies, factors
note Convention: descent on L = -(1/N)*sum(A*log pi); a row of X is a state.
note Convention: Y has a one-hot row for each action taken; A, the advantages, are constants.
note Elsewhere: ascent on J = -L, the negative gradient; sums over steps; an entropy bonus.
sizes N = 4, D = 2, C = 3
parameters W[D,C], b[C]
data X[N,D], Y[N,C] one_hot, A[N]
forward
    Z = X @ W + b
    P = softmax(Z, axis=1)
    log_pi = sum(Y*log_softmax(Z, axis=1), axis=1)
    L = -mean(A*log_pi)
gradient
    dL/dlog_pi = -A/N
    dL/dZ = (P - Y)*A/N
    dL/dW = X.T @ dL/dZ
    dL/db = sum(dL/dZ, axis=0)
""",
    "gaussian": """
model reinforce: policy gradient, Gaussian policy over real actions
group Generative, policies, factors
note Convention: descent on L = -(1/N)*sum(A*log pi); a row of X is a state.
note Convention: the mean is linear in the state, log_sigma is one number for all states.
note Convention: a are the actions taken; A, the advantages, are constants.
note Elsewhere: ascent on J = -L, the negative gradient; sums over steps; sigma given.
sizes N = 4, D = 2
parameters w[D], b, log_sigma
data X[N,D], a[N], A[N]
forward
    mu = X @ w + b
    sigma = exp(log_sigma)
    u = (a - mu)/sigma
    log_pi = -u^2/2 - log_sigma - log(2*pi)/2
    L = -mean(A*log_pi)
gradient
    dL/dlog_pi = -A/N
    dL/du = -dL/dlog_pi*u
    dL/dmu = -dL/du/sigma
    dL/dw = X.T @ dL/dmu
    dL/db = sum(dL/dmu)
    dL/dsigma = -sum(dL/du*u)/sigma
    dL/dlog_sigma = dL/dsigma*sigma - sum(dL/dlog_pi)
""",
}


def page(*, policy: Literal["softmax", "gaussian"] = "softmax") -> str:
    """The page of the `policy` softmax (discrete actions) or gaussian (real actions)."""
    return PAGES[policy]
