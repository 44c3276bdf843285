"""The words of sentences that say what the gradient is: one made of these alone does."""

import re

from handgrad.reading.spelling.commands import word_set

DERIVATIVES = word_set(
    """
gradient gradients derivative derivatives partial partials slope slopes grad grads deriv
ableitung ableitungen gradienten dérivée dérivées derivada derivadas gradiente gradientes
derivata derivate gradienti градиент градиента производная производную pochodna afgeleide
梯度 导数 導數 偏导数 偏导 偏導數 求导数 求导 求導 求偏导 求偏导数 求梯度 微分 偏微分 导函数
勾配 導関数 微分する 微分し 미분 편미분 미분하면 편미분하면 기울기 그래디언트 도함수
"""
)
ANSWERS = word_set(
    """
answer ans result solution expression antwort ergebnis réponse respuesta
"""
)
LOSSES = word_set(
    """
loss cost objective function lossfunction verlust verlustfunktion kostenfunktion
zielfunktion funktion verlusts kosten perte coût fonction pérdida coste función perdita
funzione perda custo função 损失 损失函数 代价函数 目标函数 成本函数 損失 損失関数 目的関数
関数 函数 손실 손실함수 목적함수 함수 потерь функции функция
"""
)
PARAMETERS = word_set(
    """
weight weights parameter parameters coefficient coefficients bias biases gewicht gewichte
gewichten poids peso pesos pesi paramètres parámetros parametri 参数 权重 偏置 パラメータ
重み 가중치 вес весам весов
"""
)
# Behind these stands what the derivative is taken by.
BY = word_set(
    """
wrt w.r.t w.r.t. respect nach 对 對 关于 關於 bezüglich rapport respecto rispetto relação
respeito по względem
"""
)
# Behind these stands what the derivative is of.
OF = word_set(
    """
of for von der für de du del della do da pour para per от для
"""
)
# What comes next is the formula.
LINKS = word_set(
    """
is are be been equals equal becomes become reads gives give given yields yield get got
obtain obtained obtaining find found finds as by to with form at respectively have has was
being that says expression ist sind lautet lauten ich wir beträgt ergibt sich zu erhalte
erhalten man wird sei est sont vaut valent donne s'écrit devient obtient trouve par comme es
son queda sería igual da obtenemos obtengo como è sono risulta diventa vale ottiene é são
fica dá равен равна равны есть получаем получается имеет вид wynosi 为 為 是 等于 等於 得
得到 可得 可知 有 就是 应该是 应为 应是 は すると と 미분하면 편미분하면 구하면 는 은 다음과
같다
"""
)
FILLERS = word_set(
    """
a put into stacked collected
about after algebra am attempt computation derivation out know known right up according
again all along also altogether amounts an analogously analytic analytical analytically and
any applying appropriate arrive arrives as at basically be been believe boils both by
calculate calculated calculating calculation came can chain clearly closed closed-form
collapses come comes compute computed computing consequently correct could derive derived
determined did differentiate differentiated differentiating differentiation do down easily
easy end ended ends ending evaluates exact exactly explicit explicitly expand expanding
expressed finally first follows form formula from final full following fully further general get
gets getting give gives giving go got guess guessing have hence here here's however what's i
i'd i'll i'm i've immediately in indeed is it it'd it'll its it's just last lastly let
likewise looks like made makes may me means might must my namely need needed notation now
obtain obtaining obviously of ok okay on one only our overall per please pretty pull em
pulling really reduces required respectively result resulting rule same say says see seems
shall should show shows similarly simplified simplifies simplify simplifying simply so
sought still substituting sure surely take taken takes taking thanks that that's the their
then there therefore these they thing think this those thus to together total true turn
turned turns us used using vector via want was we we'll we've well what when whole
will with work worked works would write writing written yes yield yields you your while
whereas ones becomes respect scalar daher damit dann das dem den der des die ein eine einen
für haben folgt gilt ich im ist jetzt nun man mein meine mit nach schließlich sein somit und
unser wir zu zum zur als dafür hier davon bzw beziehungsweise alors ainsi au aux avec à
c'est ce donc du elle en est et finalement il j'obtiens je la le les l' ma mon nous obtient
par pour que soit trouve un une vaut avons al así con de del el entonces es esta este
finalmente las lo los luego mi nos nuestra obtenemos por se sea tenemos una y decir allora
alla che così da dei della di e è mia mio nostra ottengo quindi si ao com então logo minha
meu o os pela portanto são temos um uma и в значит итак мы мой моя наш отсюда поэтому
следовательно тогда то это что таким образом 的 所以 因此 故 则 则有 即 于是 由此 我 我们
最后 最终 结果 结果是 结果为 答案 求 可以 写成 写为 计算 最终的 那么 就 其 化简 整理 化简得
整理得 の を に で が です である になる となる よって ゆえに したがって について に関して
に関する 計算 結果 을 를 이 가 에 의 로 으로 대한 대해 대하여 따라서 그러므로 결과 이다
입니다 된다 구하면
"""
)
# The writer's own finding.
FOUND = word_set(
    """
get got obtain obtained find found have it answer ans solution be result gives yields
simplifies reduces end ended its that this i.e attempt calculated computed derived guess
basically it's arrive think believe 得 得到 可得 答案 结果 结果为 结果是
"""
)
# How a formula is written.
FORMS = word_set(
    """
notation vectorized vectorised vectorizing vectorising vectorization vectorisation matrix
compact compactly simplification
"""
)
# They may stand between a verb and the formula.
ADVERBS = word_set(
    """
thus then therefore hence just simply now exactly also indeed so basically follows einfach
dann damit daher donc alors simplement entonces simplemente quindi allora então 就 则 即
"""
)
GIVING = word_set(
    """
get got obtain obtained find found gives give yields yield giving have has being
"""
)
RESPECTIVELY = word_set(
    """
respectively bzw beziehungsweise respectivement respectivamente
"""
)
ALL = frozenset[str]().union(
    DERIVATIVES,
    ANSWERS,
    LOSSES,
    BY,
    OF,
    LINKS,
    FILLERS,
    FOUND,
    FORMS,
    ADVERBS,
    GIVING,
    RESPECTIVELY,
)
# Those that are written without spaces between them, the longest first.
EAST = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"
EASTERN = "|".join(
    sorted((word for word in ALL | PARAMETERS if re.match(f"[{EAST}]", word)), key=len)[::-1]
)
