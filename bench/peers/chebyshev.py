"""Gradient descent on 20 points with real-valued targets, in NumPy's float64, for test/lab/run/chebyshev.test.ts.

python bench/peers/chebyshev.py > test/lab/run/chebyshev.json && npm run format

The toy of Cohen, Kaur, Li, Kolter & Talwalkar, Gradient descent on neural networks typically occurs at the edge of
stability, ICLR 2021, appendix: a tanh network 1-30-20-1, ½ squared error, targets from a Chebyshev polynomial.
"""
import json

import numpy as np

N, WIDTHS, TWINS = 20, (1, 30, 20, 1), 8
# Relative size of one rounding in float32.
ROUNDING = 2.0**-24
# Where twins whose weights are rounded at each step part by more than this, rounding is about to take over: the
# gradients of float32 are rounded too.
PARTED = 1e-5

CASES = (
    # name, points, degree, biases, rate, steps
    ("below the edge", "chebyshev", 2, True, 0.1, 1500),
    ("up to the edge", "chebyshev", 4, True, 0.2, 2000),
    ("from beyond the edge, evenly spaced", "even", 5, True, 0.5, 2000),
    ("up to the edge, without biases", "chebyshev", 3, False, 0.1, 2000),
)


def points(kind):
    k = np.arange(N)
    return np.cos((2 * k + 1) * np.pi / (2 * N)) if kind == "chebyshev" else np.linspace(-1, 1, N)


def weights(rng, bias):
    """Uniform in ±1/√fan_in, as float32 holds them, so that both programs start from the same numbers."""
    out = []
    for a, b in zip(WIDTHS, WIDTHS[1:]):
        out.append(rng.uniform(-1, 1, (a, b)) / np.sqrt(a))
        if bias:
            out.append(rng.uniform(-1, 1, b) / np.sqrt(a))
    return [w.astype(np.float32).astype(np.float64) for w in out]


def loss_and_gradient(theta, x, y, bias):
    """L = (1/n) Σ ½ (f − y)² and ∇L, by hand."""
    step = 2 if bias else 1
    hs, h = [x], x
    for l in range(3):
        z = h @ theta[step * l] + (theta[step * l + 1] if bias else 0)
        h = np.tanh(z) if l < 2 else z
        hs.append(h)
    r = (h - y) / len(x)
    loss = 0.5 * np.sum((h - y) ** 2) / len(x)
    gradient = []
    for l in (2, 1, 0):
        own = [hs[l].T @ r] + ([r.sum(0)] if bias else [])
        gradient = own + gradient
        r = (r @ theta[step * l].T) * (1 - hs[l] ** 2)
    return loss, gradient


def descend(theta, x, y, bias, rate, steps, rounded=lambda w: w):
    """The loss before each step, and after the last."""
    losses = []
    for _ in range(steps):
        theta = [rounded(w) for w in theta]
        loss, g = loss_and_gradient(theta, x, y, bias)
        losses.append(loss)
        theta = [w - rate * d for w, d in zip(theta, g)]
    return np.array(losses + [loss_and_gradient(theta, x, y, bias)[0]])


def case(name, kind, degree, bias, rate, steps):
    rng = np.random.default_rng(degree)
    x = points(kind)[:, None]
    y = np.polynomial.chebyshev.chebval(x, [0] * degree + [1])
    start = weights(rng, bias)
    losses = descend(start, x, y, bias, rate, steps)
    until = steps + 1
    for _ in range(TWINS):
        rounded = lambda w: w * (1 + ROUNDING * rng.uniform(-1, 1, w.shape))
        other = descend(start, x, y, bias, rate, steps, rounded)
        apart = np.abs(other / losses - 1) > PARTED
        if apart.any():
            until = min(until, int(np.argmax(apart)))
    kept = losses[:until]
    return {
        "name": name,
        "rate": rate,
        "bias": bias,
        "x": x[:, 0].tolist(),
        "y": y[:, 0].tolist(),
        "weights": [w.tolist() for w in start],
        "losses": [float(f"{loss:.9g}") for loss in kept],
    }


print(
    json.dumps(
        {
            "script": "bench/peers/chebyshev.py",
            "numpy": np.__version__,
            "curves": [case(*c) for c in CASES],
        }
    )
)
