"""JAX as a contender: jit, with 16 steps in one scan; takes orders on standard input, see ../protocol.ts."""

import jax
import jax.numpy as jnp
import numpy as np
from serve import serve

BLOCK = 16
arrays = {}


def weights(prefix, hidden):
    key = prefix + "-".join(map(str, hidden))
    return [jnp.asarray(arrays[f"{key}_{i}"]) for i in range(2 * (len(hidden) + 1))]


def forward(x, params):
    h = x
    for i in range(0, len(params), 2):
        h = h @ params[i] + params[i + 1]
        if i < len(params) - 2:
            h = jnp.tanh(h)
    return h


def loss_of(params, x, y):
    logp = jax.nn.log_softmax(forward(x, params))
    return -jnp.mean(jnp.take_along_axis(logp, y[:, None], axis=1))


def build(case):
    kind, hidden, B = case["kind"], case["hidden"], case["B"]
    X = jnp.asarray(arrays["x"])
    Y = jnp.asarray(arrays["labels"].astype(np.int32))
    params = weights("w", hidden)
    if kind == "step":
        n = len(Y)
        rng = np.random.default_rng(0)

        @jax.jit
        def block(params, rows):
            def one(p, r):
                g = jax.grad(loss_of)(p, X[r], Y[r])
                return [a - 0.01 * b for a, b in zip(p, g)], None

            return jax.lax.scan(one, params, rows)[0]

        box = {"p": params, "debt": 0}

        def unit():
            if box["debt"] > 0:
                box["debt"] -= 1
                return
            rows = np.concatenate([rng.permutation(n) for _ in range(-(-BLOCK * B // n))])[: BLOCK * B]
            box["p"] = jax.block_until_ready(block(box["p"], rows.reshape(BLOCK, B)))
            box["debt"] = BLOCK - 1

        return unit
    X, Y = X[:B], Y[:B]
    gradient = jax.grad(loss_of)
    if kind == "hvp":
        v = weights("v", hidden)
        product = jax.jit(lambda p, t: jax.jvp(lambda q: gradient(q, X, Y), (p,), (t,))[1])
        return lambda: jax.block_until_ready(product(params, v))
    if kind == "trace":
        leaves = [p.shape for p in params]

        @jax.jit
        def estimate(key):
            def one(total, k):
                keys = jax.random.split(k, len(leaves))
                v = [jax.random.rademacher(a, s, dtype=jnp.float32) for a, s in zip(keys, leaves)]
                Hv = jax.jvp(lambda q: gradient(q, X, Y), (params,), (v,))[1]
                return total + sum(jnp.vdot(a, b) for a, b in zip(v, Hv)), None

            return jax.lax.scan(one, 0.0, jax.random.split(key, 100))[0]

        return lambda: jax.block_until_ready(estimate(jax.random.key(0)))
    raise RuntimeError(f"no {kind} in JAX's own library")


serve(build, arrays, 32)
