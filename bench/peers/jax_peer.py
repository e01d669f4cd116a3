"""JAX as a contender: jit, with 16 steps of an MLP in one scan; takes orders on standard input, see ../protocol.ts."""

import jax
import jax.numpy as jnp
import numpy as np
from serve import PRODUCTS, arrays_of, bracket, serve

BLOCK = 16
arrays = {}


def convert(network, own):
    """The lab's arrays in JAX's layout: a convolution's rows are (dy, dx, channel in), as in HWIO."""
    out = [jnp.asarray(a) for a in own]
    if network["kind"] == "cnn":
        channels = [1, *network["widths"]]
        for i in range(len(channels) - 1):
            out[2 * i] = out[2 * i].reshape(3, 3, channels[i], channels[i + 1])
    return out


def mlp(x, params):
    h = x
    for i in range(0, len(params), 2):
        h = h @ params[i] + params[i + 1]
        if i < len(params) - 2:
            h = jnp.tanh(h)
    return h


def cnn(x, params):
    h = x.reshape(-1, 28, 28, 1)
    for i in range(0, len(params) - 2, 2):
        h = jax.lax.conv_general_dilated(h, params[i], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
        h = jnp.tanh(h + params[i + 1])
        n, height, width, channels = h.shape
        h = h[:, : height // 2 * 2, : width // 2 * 2]
        h = h.reshape(n, height // 2, 2, width // 2, 2, channels).mean((2, 4))
    return h.reshape(len(h), -1) @ params[-2] + params[-1]


def loss_for(case):
    forward = cnn if case["network"]["kind"] == "cnn" else mlp

    def cross_entropy(params, x, y):
        logp = jax.nn.log_softmax(forward(x, params))
        return -jnp.mean(jnp.take_along_axis(logp, y[:, None], axis=1))

    def squared(params, x, y):
        return 0.5 * jnp.mean(jnp.sum((forward(x, params) - jax.nn.one_hot(y, 10)) ** 2, 1))

    return cross_entropy if case["loss"] == "cross-entropy" else squared


def ground(case):
    X = jnp.asarray(arrays["x"])
    Y = jnp.asarray(arrays["labels"].astype(np.int32))
    params, v = [convert(case["network"], arrays_of(arrays, p, case["network"])) for p in "wv"]
    return X, Y, params, v, loss_for(case)


def inner(a, b):
    return sum(jnp.vdot(p, q) for p, q in zip(a, b))


def check(case):
    X, Y, params, v, loss = ground(case)
    X, Y = X[: case["B"]], Y[: case["B"]]
    value, g = jax.jit(jax.value_and_grad(loss))(params, X, Y)
    Hv = jax.jit(lambda p, t: jax.jvp(lambda q: jax.grad(loss)(q, X, Y), (p,), (t,))[1])(params, v)
    size = inner(v, v) ** 0.5
    out = {"loss": value, "gradient": inner(g, g) ** 0.5, "slope": inner(g, v) / size}
    return {k: float(a) for k, a in {**out, "product": inner(Hv, Hv) ** 0.5 / size}.items()}


def build(case):
    kind, B = case["kind"], case["B"]
    X, Y, params, v, loss = ground(case)
    if kind == "step":
        return step(X, Y, params, loss, B, BLOCK if case["network"]["kind"] == "mlp" else 1)
    X, Y = X[:B], Y[:B]

    def gradient(q):
        return jax.grad(loss)(q, X, Y)

    if kind == "hvp":
        product = jax.jit(lambda p, t: jax.jvp(gradient, (p,), (t,))[1])
        return lambda: (jax.block_until_ready(product(params, v)), (1, None))[1]
    if kind == "products":
        # Each product starts from the one before, as in Lanczos, so that none can be taken in advance.
        @jax.jit
        def products(p, t):
            _, linear = jax.linearize(gradient, p)

            def one(u, _):
                size = jnp.sqrt(inner(u, u))
                return linear([a / size for a in u]), None

            return jax.lax.scan(one, t, None, PRODUCTS)[0]

        return lambda: (jax.block_until_ready(products(params, v)), (PRODUCTS, None))[1]
    return trace(params, gradient) if kind == "trace" else threshold(params, gradient, lambda q: loss(q, X, Y))


def step(X, Y, start, loss, B, count):
    n = len(Y)
    rng = np.random.default_rng(0)

    def one(p, r):
        g = jax.grad(loss)(p, X[r], Y[r])
        return [a - 0.01 * b for a, b in zip(p, g)], None

    # XLA's convolutions are several times slower inside a loop, so a cnn takes its steps one by one.
    block = jax.jit(lambda p, rows: jax.lax.scan(one, p, rows)[0] if count > 1 else one(p, rows[0])[0])
    box = {"p": start}

    def unit():
        rows = np.concatenate([rng.permutation(n) for _ in range(-(-count * B // n))])[: count * B]
        box["p"] = jax.block_until_ready(block(box["p"], rows.reshape(count, B)))
        return count, None

    return unit


def trace(params, gradient):
    leaves = [p.shape for p in params]

    @jax.jit
    def estimate(key):
        def one(total, k):
            keys = jax.random.split(k, len(leaves))
            v = [jax.random.rademacher(a, s, dtype=jnp.float32) for a, s in zip(keys, leaves)]
            Hv = jax.jvp(gradient, (params,), (v,))[1]
            return total + inner(v, Hv), None

        return jax.lax.scan(one, 0.0, jax.random.split(key, 100))[0]

    return lambda: (jax.block_until_ready(estimate(jax.random.key(0))), (1, None))[1]


def threshold(start, gradient, loss):
    @jax.jit
    def ten(params, eta):
        def one(p, _):
            return [a - eta * b for a, b in zip(p, gradient(p))], None

        params = jax.lax.scan(one, params, None, 10)[0]
        return params, loss(params)

    @jax.jit
    def top(v):
        _, linear = jax.linearize(gradient, start)

        def one(u, _):
            size = jnp.sqrt(inner(u, u))
            return linear([a / size for a in u]), None

        u = jax.lax.scan(one, v, None, 100)[0]
        return jnp.sqrt(inner(u, u))

    keys = jax.random.split(jax.random.key(0), len(start))
    guess = 2 / float(top([jax.random.normal(k, p.shape) for k, p in zip(keys, start)]))
    first = float(loss(start))

    def stable(eta):
        params = start
        for _ in range(20):
            params, value = ten(params, eta)
            now = float(value)
            if not now <= 1e4 * max(first, 1e-2):
                return False
        return now < first

    return lambda: (1, bracket(stable, guess, 0.05))


if __name__ == "__main__":
    serve(build, check, arrays)
