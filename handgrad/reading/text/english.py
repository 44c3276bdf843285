"""The words that stand around formulas in a text, some of other languages among them."""

from handgrad.reading.spelling.commands import word_set

WORDS = word_set(
    """
about above accordingly activation actually ad after again all along also although always am
an analogously and another answer answers any applied applies apply applying appropriate are
as aside assume assuming at average averaging back backprop backpropagation backward
basically batch be because become becomes been before begin being believe below between bias
biases both but by calculate calculated call called calls can can't cancel cancelled
cancelling cancels cannot case cases chain clearly collecting column columns combine
combined combining compact complete completed completes completing component components
compute computed computes computing conclude concludes conclusion consequently consider
constant constants contributes contribution convention correct corresponding cost could
course critical cross cross-entropy current data define defined defining definition denote
denoting depend dependence depending depends derivation derivative derivatives derivatives'
derive derived derives descent desired did differential differentiate differentiating
differentiation dimension dimensions directly do does doesn't don't done down downstream e.g
each earlier easily easy either element elementwise end ends entries entropy entry eq eqn
equal equals equation error essentially etc even ever every exactly example examples
exercise explicit explicitly exponential expression fact factor factors facts false final
finally find finds first firstly follow followed following follows for form formula forward
found from full function functions furthermore general get gets getting give given gives
giving go goes going got gradient gradients guess had hand happens has have he hello hence
here here's hessian hi hidden hint hold holding holds homework how however hyperbolic i'm
i've i.e identities identity if in indeed independent individual initial initially inner
input inputs insert inside into is isn't it it's its jacobian just keep keeping kept kind
know known label labels last lastly later layer layers learning lecture left less let let's
lets like likewise line linear linearity local log logarithm logistic loss many matrix
maximise maximize maximum may me mean meaning means might mine minimise minimize minimum
model more moreover most mse much must my name natural nb need needed neither network neuron
never new next no node nodes nor not notation note notes notice noting now number numbers
objective observe obtain obtained obtains obviously of off often ok okay old on one only
onto optimum or original other otherwise our out outer output outputs outside over overall
parameter parameters part partial partials particular parts path paths penalty plain please
plug plugging point points power precisely predicted prediction predictions previous problem
product proof propagate propagates propagation properties property provided put q.e.d qed
question quite quotient rate read reads really rearrange rearranging recall recalling
regularisation regularization relu remains remember required respect respectively result
resulting results return right row rows rule rules said same sample samples say says scalar
second secondly see separate separately set shall shape shapes she shorthand should show
shown shows side sides sigmoid sign similarly simple simplification simplified simplifies
simplify simplifying simply since single size sizes so softmax solution solve solved
solves solving some special
standard start starting step steps still student substitute substituted substituting such
sum summary summed summing suppose sure take taken takes taking tangent target targets task
term terms than thanks that that's the then there there's thereby therefore these they thing
things think third thirdly this those though three through thus to together too total treat
treated treating treats true try trying turn two under up update updates upon upstream us
use used uses using usual usually value values vanish vanishes variable variables vector
vectorised vectorized very via w.r.t want wanted was way ways we we'll we've weight weights
well well-known were what when whenever where whether which while who whole whose why will
with within without work would write writing written wrong wrt yes yet yield yielding yields
you your zero

ist sind gilt gelten lautet lauten folgt ergibt wird und oder daher denn wobei dann daraus sowie
wir erhalten haben seien bezeichne
est sont donc alors nous avons obtient vaut ainsi soit notons posons
entonces luego donde tenemos obtenemos sean queda
allora quindi dove abbiamo siano
logo onde temos seja
"""
)
# Words that say an operation: behind a formula they are never dropped.
OPERATIONS = word_set(
    """
times plus minus over divided multiplied squared cubed transpose transposed inverse half twice
double negative mod per dot cross raised
"""
)
