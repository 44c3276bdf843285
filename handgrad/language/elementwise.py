"""The functions of one number, applied to every entry."""

from functools import partial

from handgrad.language.function import Function, entrywise


def _of_one_number(name: str, **known: object) -> Function:
    return Function(name=name, value=entrywise(name), **known)  # type: ignore[arg-type]


_smooth = partial(_of_one_number, saturates=True)

ELEMENTWISE = (
    _smooth(
        "exp",
        spellings="Exp",
        latex=r"\exp",
        derivatives=("a",),
        mistaken="z*exp(z - 1) | z*a | 1/a",
        identities="""
        exp(a + b)  exp(a)*exp(b)
        exp(a - b)  exp(a)/exp(b)
        exp(-a)     1/exp(a)
    """,
        is_positive=True,
    ),
    _of_one_number(
        "log",
        spellings="Log ln",
        latex=r"\log",
        derivatives=("1/z",),
        mistaken="z | -1/z^2 | 1/a",
        similar=("exp",),
        identities="log(a)  log(2*a) - log(2)",
    ),
    _smooth("log1p", means="log(1 + a)", derivatives=("1/(1 + z)",), mistaken="1/z | 1 + z"),
    _smooth("expm1", means="exp(a) - 1", derivatives=("a + 1",), mistaken="a"),
    _of_one_number(
        "sqrt",
        latex=r"\sqrt{#}",
        derivatives=("1/(2*a)",),
        mistaken="1/a | 2*a | a/2 | 1/2*z | 1/(2*z)",
        identities="sqrt(a)  a^0.5",
        is_positive=True,
    ),
    _smooth(
        "sin",
        latex=r"\sin",
        derivatives=("cos(z)",),
        mistaken="-cos(z)",
        similar=("cos",),
        identities="sin(a)  -sin(-a)",
    ),
    _smooth(
        "cos",
        latex=r"\cos",
        derivatives=("-sin(z)",),
        mistaken="sin(z)",
        similar=("sin",),
        identities="cos(a)  cos(-a)",
    ),
    _of_one_number(
        "tan",
        latex=r"\tan",
        derivatives=("1 + a^2",),
        mistaken="1/cos(z) | 1 - a^2",
        identities="tan(a)  -tan(-a)",
    ),
    _of_one_number(
        "arcsin",
        spellings="asin",
        latex=r"\arcsin",
        python="math.asin({})",
        derivatives=("1/sqrt(1 - z^2)",),
        mistaken="-1/sqrt(1 - z^2) | 1/(1 + z^2) | 1/sqrt(1 + z^2)",
        similar=("arccos",),
        identities="arcsin(a)  -arcsin(-a)",
    ),
    _of_one_number(
        "arccos",
        spellings="acos",
        latex=r"\arccos",
        python="math.acos({})",
        derivatives=("-1/sqrt(1 - z^2)",),
        mistaken="1/sqrt(1 - z^2) | -1/(1 + z^2) | -1/sqrt(1 + z^2)",
        similar=("arcsin",),
    ),
    _smooth(
        "arctan",
        spellings="atan",
        latex=r"\arctan",
        python="math.atan({})",
        derivatives=("1/(1 + z^2)",),
        mistaken="1/(1 - z^2) | 1/sqrt(1 - z^2) | 1/(1 + z) | 1 + z^2",
        similar=("tan",),
        identities="arctan(a)  -arctan(-a)",
    ),
    _smooth(
        "sinh",
        latex=r"\sinh",
        derivatives=("cosh(z)",),
        mistaken="-cosh(z)",
        identities="sinh(a)  -sinh(-a)",
    ),
    _smooth(
        "cosh",
        latex=r"\cosh",
        derivatives=("sinh(z)",),
        mistaken="-sinh(z)",
        identities="cosh(a)  cosh(-a)",
        is_positive=True,
    ),
    _smooth(
        "sigmoid",
        spellings="Sigmoid logistic expit sig sigm sigmoide sigmoida sigmoidal",
        latex=r"\sigma",
        python="sigmoid({})",
        helper='''
def sigmoid(x):
    """1/(1 + exp(-x)), without overflow."""
    if x >= 0.0:
        return 1.0/(1.0 + math.exp(-x))
    e = math.exp(x)
    return e/(1.0 + e)
''',
        derivatives=("a*(1 - a)",),
        mistaken="1 - a | 1 - a^2 | a*(1 + a) | a^2 | a^2*(1 - a) | a*(1 - a)^2",
        similar=("tanh", "exp", "step"),
        identities="""
        1 - sigmoid(z)  sigmoid(-z)
        sigmoid(z)      1 - sigmoid(-z) | 1/(1 + exp(-z)) | exp(z)/(1 + exp(z))
        sigmoid(z)      (1 + tanh(z/2))/2
    """,
        is_activation=True,
        is_positive=True,
    ),
    _smooth(
        "tanh",
        spellings="Tanh",
        latex=r"\tanh",
        derivatives=("1 - a^2",),
        mistaken="1 - a | 1 + a^2 | 1 + a | a^2 | 1/(1 + z^2) | (1 - a)^2 | 1 - 2*a",
        similar=("sigmoid",),
        identities="""
        tanh(z)  2*sigmoid(2*z) - 1 | -tanh(-z) | sinh(z)/cosh(z) | 1 - 2/(exp(2*z) + 1)
    """,
        is_activation=True,
    ),
    _of_one_number(
        "relu",
        spellings="ReLU Relu RELU",
        latex=r"\operatorname{ReLU}",
        python="0.0 if {0} <= 0.0 else {0}",
        derivatives=("step(z)",),
        mistaken="z | 1 - a | sign(z)",
        identities="relu(z)  max(z, 0) | z*step(z) | (z + abs(z))/2",
        at_kink="any slope from 0 to 1 is a subgradient, 0 is taken",
        is_activation=True,
        is_positive=True,
    ),
    _smooth(
        "softplus",
        python="softplus({})",
        helper='''
def softplus(x):
    """log(1 + exp(x)), without overflow."""
    if x > 0.0:
        return x + math.log1p(math.exp(-x))
    return math.log1p(math.exp(x))
''',
        derivatives=("sigmoid(z)",),
        mistaken="exp(z) | 1/(1 + exp(z)) | exp(z)/(1 + exp(z))^2 | a*(1 - a)",
        identities="softplus(z)  log(1 + exp(z)) | z + softplus(-z) | -log(sigmoid(-z))",
        is_activation=True,
        is_positive=True,
    ),
    _smooth(
        "erf",
        derivatives=("2/sqrt(pi)*exp(-z^2)",),
        mistaken="exp(-z^2) | 1/sqrt(pi)*exp(-z^2) | 2/sqrt(pi)*exp(z^2)",
        identities="erf(a)  -erf(-a)",
        is_activation=True,
    ),
    _of_one_number(
        "lgamma",
        spellings="gammaln loggamma",
        python="math.lgamma({})",
        derivatives=("digamma(z)",),
        mistaken="1/z | log(z) | a | exp(digamma(z))",
        identities="lgamma(z)  lgamma(z + 1) - log(abs(z))",
    ),
    _of_one_number(
        "digamma",
        python="digamma({})",
        helper='''
def digamma(x):
    """The derivative of math.lgamma."""
    if x <= 0.0:
        math.lgamma(x)
        rest = x - math.floor(x + 0.5)
        return digamma(1.0 - x) - math.pi/math.tan(math.pi*rest)
    total = 0.0
    while x < 10.0:
        total -= 1.0/x
        x += 1.0
    power, square, series = 1.0, 1.0/(x*x), 0.0
    for c in (1.0/12.0, -1.0/120.0, 1.0/252.0, -1.0/240.0, 1.0/132.0, -691.0/32760.0, 1.0/12.0):
        power *= square
        series += c*power
    return total + math.log(x) - 1.0/(2.0*x) - series
''',
        derivatives=("trigamma(z)",),
        mistaken="1/z | log(z) | a^2",
        similar=("lgamma", "log"),
        identities="digamma(z)  digamma(z + 1) - 1/z",
    ),
    _of_one_number(
        "trigamma",
        python="trigamma({})",
        helper='''
def trigamma(x):
    """The second derivative of math.lgamma."""
    if x <= 0.0:
        math.lgamma(x)
        rest = x - math.floor(x + 0.5)
        root = math.pi/math.sin(math.pi*rest)
        return root*root - trigamma(1.0 - x)
    total = 0.0
    while x < 10.0:
        total += 1.0/x*(1.0/x)
        x += 1.0
    power, square, series, n = 1.0/x, 1.0/(x*x), 0.0, 0.0
    for c in (1.0/12.0, -1.0/120.0, 1.0/252.0, -1.0/240.0, 1.0/132.0, -691.0/32760.0, 1.0/12.0):
        n += 2.0
        power *= square
        series += n*c*power
    return total + 1.0/x + square/2.0 + series
''',
        identities="trigamma(z)  trigamma(z + 1) + 1/z^2",
    ),
    _of_one_number(
        "abs",
        spellings="fabs absolute",
        latex=r"\lvert # \rvert",
        python="math.fabs({})",
        derivatives=("sign(z)",),
        mistaken="z | 2*z | step(z) | 1/a",
        similar=("sign",),
        identities="abs(z)  z*sign(z) | max(z, -z)",
        at_kink="any slope from -1 to 1 is a subgradient, 0 is taken",
        is_positive=True,
    ),
    _of_one_number(
        "step",
        spellings="heaviside Heaviside H",
        means="a > 0",
        python="1.0 if {0} > 0.0 else 0.0 if {0} <= 0.0 else {0}",
        derivatives=("0",),
        similar=("relu", "sign"),
        identities="""
        step(z)  z > 0 | 1 - (z <= 0)
        a > b    step(a - b) | b < a
    """,
        is_positive=True,
    ),
    _of_one_number(
        "sign",
        spellings="sgn signum",
        python="1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else 0.0 if {0} == 0.0 else {0}",
        derivatives=("0",),
        similar=("step", "abs"),
        identities="sign(z)  step(z) - step(-z)",
    ),
)
