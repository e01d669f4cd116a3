"""PyTorch as a contender: takes orders on standard input, see ../protocol.ts. Mode: eager or compile."""
import sys

import numpy as np
import torch
from serve import PRODUCTS, TARGET, arrays_of, bracket, mean_to, serve

MODE = sys.argv[1]
torch.set_num_threads(int(sys.argv[2]))
arrays = {}
grad = torch.autograd.grad


def convert(network, own):
    """The lab's arrays in PyTorch's layout; a convolution's rows are (dy, dx, channel in) there."""
    out = [torch.tensor(a) for a in own]
    if network["kind"] == "cnn":
        channels, side = [1, *network["widths"]], 28
        for i in range(len(channels) - 1):
            kernel = out[2 * i].reshape(3, 3, channels[i], channels[i + 1])
            out[2 * i] = kernel.permute(3, 2, 0, 1).contiguous()
            side //= 2
        final = out[-2].reshape(side, side, channels[-1], -1).permute(2, 0, 1, 3)
        out[-2] = final.reshape(-1, out[-2].shape[1]).contiguous()
    return out


def mlp(x, params):
    h = x
    for i in range(0, len(params), 2):
        h = torch.addmm(params[i + 1], h, params[i])
        if i < len(params) - 2:
            h = torch.tanh(h)
    return h


def cnn(x, params):
    h = x.view(-1, 1, 28, 28)
    for i in range(0, len(params) - 2, 2):
        h = torch.tanh(torch.conv2d(h, params[i], params[i + 1], padding=1))
        h = torch.nn.functional.avg_pool2d(h, 2)
    return torch.addmm(params[-1], h.flatten(1), params[-2])


def loss_for(case):
    forward = cnn if case["network"]["kind"] == "cnn" else mlp
    if case["loss"] == "cross-entropy":
        return lambda x, y, params: torch.nn.functional.cross_entropy(forward(x, params), y)

    def squared(x, y, params):
        targets = torch.nn.functional.one_hot(y, 10).to(x.dtype)
        return 0.5 * (forward(x, params) - targets).square().sum(1).mean()

    return squared


def ground(case):
    X = torch.tensor(arrays["x"])
    Y = torch.tensor(arrays["labels"].astype(np.int64))
    params, v = [convert(case["network"], arrays_of(arrays, p, case["network"])) for p in "wv"]
    loss = loss_for(case)
    if MODE == "compile":
        torch._dynamo.reset()
        loss = torch.compile(loss, dynamic=False)
    return X, Y, [p.requires_grad_() for p in params], v, loss


def inner(a, b):
    return sum(torch.sum(p * q) for p, q in zip(a, b)).item()


def check(case):
    if MODE == "compile" and case["kind"] != "step":
        raise RuntimeError("torch.compile does not support double backward")
    X, Y, params, v, loss = ground(case)
    value = loss(X[: case["B"]], Y[: case["B"]], params)
    g = grad(value, params, create_graph=MODE != "compile")
    size = inner(v, v) ** 0.5
    out = {"loss": value.item(), "gradient": inner(g, g) ** 0.5, "slope": inner(g, v) / size}
    if MODE == "compile":
        return out
    Hv = grad(g, params, grad_outputs=v)
    return {**out, "product": inner(Hv, Hv) ** 0.5 / size}


def build(case):
    kind, B = case["kind"], case["B"]
    X, Y, params, v, loss = ground(case)
    if kind == "step":
        return step(X, Y, params, loss, B)
    X, Y = X[:B].contiguous(), Y[:B].contiguous()

    def gradient():
        return grad(loss(X, Y, params), params, create_graph=True)

    def hvp():
        grad(gradient(), params, grad_outputs=v)
        return 1, None

    # PyHessian's way: the gradient's graph is built once, and each product goes back through it.
    def products():
        lanczos(product_of(gradient(), params), v, PRODUCTS)
        return PRODUCTS, None

    def trace():
        g, total = gradient(), 0.0
        for _ in range(100):
            z = [torch.randint_like(p, 0, 2) * 2 - 1 for p in params]
            total += inner(grad(g, params, grad_outputs=z, retain_graph=True), z)
        return 1, None

    if kind == "threshold":
        return threshold(X, Y, params, loss)
    if kind == "target":
        return target(X, Y, params, loss)
    job = {"lambda": top_eigenvalue, "density": density, "traceTo": trace_to}.get(kind)
    if job:
        return lambda: (1, job(product_of(gradient(), params), params))
    return {"hvp": hvp, "products": products, "trace": trace}[kind]


def step(X, Y, params, loss, B):
    n = len(Y)
    optimizer = torch.optim.SGD(params, lr=0.01)
    order = {"rows": torch.randperm(n), "at": 0}

    def unit():
        if order["at"] + B > n:
            order["rows"], order["at"] = torch.randperm(n), 0
        rows = order["rows"][order["at"] : order["at"] + B]
        order["at"] += B
        optimizer.zero_grad()
        loss(X[rows], Y[rows], params).backward()
        optimizer.step()
        return 1, None

    return unit


def product_of(g, params):
    return lambda v: grad(g, params, grad_outputs=v, retain_graph=True)


def scaled(v, factor):
    return [a * factor for a in v]


def plus(w, v, factor):
    return [a + factor * b for a, b in zip(w, v)]


def top_eigenvalue(H, params, tolerance=1e-3, most=2000):
    """Power iteration as in pyhessian.hessian.eigenvalues, but until ‖H v − λ v‖ ≤ tolerance · |λ|, as the lab promises.

    PyHessian stops once λ changes by less than the tolerance from one product to the next, which bounds no error.
    """
    v = [torch.randn_like(p) for p in params]
    v = scaled(v, inner(v, v) ** -0.5)
    for _ in range(most):
        Hv = H(v)
        value, size = inner(Hv, v), inner(Hv, Hv)
        v = scaled(Hv, 1 / (size**0.5 + 1e-6))
        if max(0.0, size - value**2) ** 0.5 <= tolerance * abs(value):
            break
    return value


def lanczos(H, v, steps):
    """Full orthogonalisation, twice, against all vectors at once, which are rows of one matrix."""
    shapes, sizes = [a.shape for a in v], [a.numel() for a in v]
    flat = torch.cat([a.flatten() for a in v])
    Q = torch.empty(steps, len(flat))
    diagonal, off = [], []
    w, beta = flat, flat.norm()
    for i in range(steps):
        Q[i] = w / beta
        w = torch.cat([a.flatten() for a in H([a.view(s) for a, s in zip(Q[i].split(sizes), shapes)])])
        diagonal.append(torch.dot(Q[i], w))
        rows = Q[: i + 1]
        for _ in range(2):
            w = w - (rows @ w) @ rows
        beta = w.norm()
        off.append(beta)
    return torch.stack(diagonal).numpy(), torch.stack(off).numpy()


def density(H, params, probes=10, steps=100):
    """Stochastic Lanczos with full orthogonalisation, vector by vector: pyhessian.hessian.density. Its largest node."""
    top = -float("inf")
    for _ in range(probes):
        v = [torch.randint_like(p, 0, 2) * 2 - 1 for p in params]
        v = scaled(v, inner(v, v) ** -0.5)
        basis, diagonal, off = [v], [], []
        w = None
        for i in range(steps):
            if i > 0:
                beta = inner(w, w) ** 0.5
                off.append(beta)
                for q in basis:
                    w = plus(w, q, -inner(w, q))
                basis.append(scaled(w, 1 / (inner(w, w) ** 0.5 + 1e-6)))
            Hv = H(basis[-1])
            diagonal.append(inner(Hv, basis[-1]))
            w = plus(Hv, basis[-1], -diagonal[-1])
            if i > 0:
                w = plus(w, basis[-2], -off[-1])
        nodes = np.linalg.eigh(np.diag(diagonal) + np.diag(off, 1) + np.diag(off, -1))[0]
        top = max(top, nodes[-1])
    return float(top)


def trace_to(H, params, relative_error=0.02):
    def draw(count):
        vs = [[torch.randint_like(p, 0, 2) * 2 - 1 for p in params] for _ in range(count)]
        return [inner(H(v), v) for v in vs]

    return mean_to(draw, relative_error)


def target(X, Y, start, loss):
    """The usual loop, with the loss on all examples once an epoch."""
    n, B = len(Y), TARGET["batch"]

    def unit():
        params = [p.detach().clone().requires_grad_() for p in start]
        optimizer = torch.optim.SGD(params, lr=TARGET["rate"])
        epoch = -(-n // B)
        for step in range(TARGET["steps"] + 1):
            if step % epoch == 0:
                with torch.no_grad():
                    if loss(X, Y, params).item() <= TARGET["loss"]:
                        break
                order = torch.randperm(n)
            at = step % epoch * B
            rows = order[at : at + B]
            optimizer.zero_grad()
            loss(X[rows], Y[rows], params).backward()
            optimizer.step()
        return 1, step

    return unit


def threshold(X, Y, start, loss):
    H = product_of(grad(loss(X, Y, start), start, create_graph=True), start)
    guess = 2 / top_eigenvalue(H, start)

    def stable(eta):
        params = [p.detach().clone().requires_grad_() for p in start]
        optimizer = torch.optim.SGD(params, lr=eta)
        first = None
        for k in range(201):
            value = loss(X, Y, params)
            if k % 10 == 0:
                now = value.item()
                first = now if first is None else first
                if not now <= 1e4 * max(first, 1e-2):
                    return False
            if k < 200:
                optimizer.zero_grad()
                value.backward()
                optimizer.step()
        return now < first

    return lambda: (1, bracket(stable, guess, 0.05))


if __name__ == "__main__":
    serve(build, check, arrays)
