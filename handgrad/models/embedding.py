"""An embedding table: row `id` of the table for each token; repeated ids add up."""

PAGE = """
model embedding: a lookup in an embedding table
group Layers
note Convention: ids[t,:] is the one-hot row of token t, so that ids @ E looks rows up.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note There are more tokens than rows of E, so some row is used twice: its gradients add up.
note Elsewhere: whole-number ids and scatter-add, dE[id] += g (PyTorch, llm.c).
sizes T = 5, V = 3, D = 2
parameters E[V,D]
data ids[T,V] one_hot, g[T,D]
forward
    Y = ids @ E
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/dE = ids.T @ dL/dY
"""
