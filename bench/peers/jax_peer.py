"""JAX as a contender: jit, with 16 steps of an MLP in one scan; takes orders on standard input, see ../protocol.ts."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from serve import PRODUCTS, TARGET, arrays_of, bracket, mean_to, serve

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
        point, at = flat(params, gradient)
        start = jnp.concatenate([a.ravel() for a in v])
        steps = jax.jit(lambda p, z: lanczos(at(p), z, PRODUCTS))
        return lambda: (jax.block_until_ready(steps(point, start)), (PRODUCTS, None))[1]
    if kind == "trace":
        return trace(params, gradient)
    if kind == "threshold":
        return threshold(params, gradient, lambda q: loss(q, X, Y))
    if kind == "target":
        return target(params, X, Y, loss)
    return {"lambda": top_eigenvalue, "density": density, "traceTo": trace_to}[kind](params, gradient)


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


def flat(params, gradient):
    """θ as one vector, and H v of vectors there."""
    point, unravel = ravel_pytree(params)
    return point, lambda p: jax.linearize(lambda q: ravel_pytree(gradient(unravel(q)))[0], p)[1]


def top_eigenvalue(params, gradient, tolerance=1e-3, most=2000):
    """Power iteration in one compiled loop, until ‖H v − λ v‖ ≤ tolerance · |λ|."""
    point, at = flat(params, gradient)

    @jax.jit
    def top(p, v):
        H = at(p)

        def one(state):
            k, _, _, u = state
            Hu = H(u)
            value = jnp.vdot(u, Hu)
            residual = jnp.linalg.norm(Hu - value * u)
            return k + 1, value, residual, Hu / jnp.linalg.norm(Hu)

        def goes_on(state):
            k, value, residual, _ = state
            return (k < most) & ~(residual <= tolerance * jnp.abs(value))

        return jax.lax.while_loop(goes_on, one, (0, 0.0, jnp.inf, v / jnp.linalg.norm(v)))[1]

    v = jax.random.normal(jax.random.key(1), point.shape)
    return lambda: (1, float(top(point, v)))


def lanczos(H, z, steps):
    """Full orthogonalisation, twice, against the whole basis."""

    def one(state, i):
        Q, v = state
        Q = Q.at[i].set(v)
        w = H(v)
        alpha = jnp.vdot(v, w)
        for _ in range(2):
            w = w - Q.T @ (Q @ w)
        beta = jnp.linalg.norm(w)
        return (Q, w / beta), (alpha, beta)

    Q = jnp.zeros((steps, len(z)))
    return jax.lax.scan(one, (Q, z / jnp.linalg.norm(z)), jnp.arange(steps))[1]


def density(params, gradient, probes=10, steps=100):
    """Stochastic Lanczos with full orthogonalisation, twice, against the whole basis; its largest node."""
    point, at = flat(params, gradient)

    recurrence = jax.jit(lambda p, z: lanczos(at(p), z, steps))

    def unit():
        top = -np.inf
        for key in jax.random.split(jax.random.key(1), probes):
            z = jax.random.rademacher(key, point.shape, dtype=jnp.float32)
            diagonal, off = (np.asarray(a, dtype=float) for a in recurrence(point, z))
            T = np.diag(diagonal) + np.diag(off[:-1], 1) + np.diag(off[:-1], -1)
            top = max(top, np.linalg.eigvalsh(T)[-1])
        return 1, float(top)

    return unit


def trace_to(params, gradient, relative_error=0.02):
    point, at = flat(params, gradient)

    def forms(p, keys):
        H = at(p)

        def one(_, key):
            z = jax.random.rademacher(key, p.shape, dtype=jnp.float32)
            return None, jnp.vdot(z, H(z))

        return jax.lax.scan(one, None, keys)[1]

    compiled = jax.jit(forms)
    box = {"key": jax.random.key(1)}

    def draw(count):
        box["key"], key = jax.random.split(box["key"])
        return np.asarray(compiled(point, jax.random.split(key, count))).tolist()

    return lambda: (1, mean_to(draw, relative_error))


def target(start, X, Y, loss):
    """An epoch in one compiled scan, and the loss on all examples after it."""
    n, B = len(Y), TARGET["batch"]
    rng = np.random.default_rng(1)
    epoch = -(-n // B)

    def one(p, r):
        g = jax.grad(loss)(p, X[r], Y[r])
        return [a - TARGET["rate"] * b for a, b in zip(p, g)], None

    def last(p, rows):
        return one(p, rows)[0] if n % B else p

    @jax.jit
    def whole(p, order):
        full = order[: n // B * B].reshape(-1, B)
        p = last(jax.lax.scan(one, p, full)[0], order[n // B * B :])
        return p, loss(p, X, Y)

    first = float(jax.jit(loss)(start, X, Y))

    def unit():
        params, now, step = start, first, 0
        while now > TARGET["loss"] and step < TARGET["steps"]:
            params, value = whole(params, rng.permutation(n))
            now, step = float(value), step + epoch
        return 1, step

    return unit


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
