"""PyTorch as a contender: takes orders on standard input, see ../protocol.ts. Mode: eager or compile."""
import sys

import numpy as np
import torch
from serve import serve

MODE = sys.argv[1]
torch.set_num_threads(int(sys.argv[2]))
arrays = {}


def weights(prefix, hidden):
    key = prefix + "-".join(map(str, hidden))
    return [torch.tensor(arrays[f"{key}_{i}"]) for i in range(2 * (len(hidden) + 1))]


def forward(x, params):
    h = x
    for i in range(0, len(params), 2):
        h = torch.addmm(params[i + 1], h, params[i])
        if i < len(params) - 2:
            h = torch.tanh(h)
    return h


def loss_of(x, y, params):
    return torch.nn.functional.cross_entropy(forward(x, params), y)


def build(case):
    kind, hidden, B = case["kind"], case["hidden"], case["B"]
    X = torch.tensor(arrays["x"])
    Y = torch.tensor(arrays["labels"].astype(np.int64))
    params = [p.requires_grad_() for p in weights("w", hidden)]
    loss = torch.compile(loss_of) if MODE == "compile" else loss_of
    if kind == "step":
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

        return unit
    X, Y = X[:B].contiguous(), Y[:B].contiguous()
    if MODE == "compile":
        raise RuntimeError("torch.compile does not support double backward")
    if kind == "hvp":
        v = weights("v", hidden)

        def unit():
            grads = torch.autograd.grad(loss(X, Y, params), params, create_graph=True)
            torch.autograd.grad(grads, params, grad_outputs=v)

        return unit
    if kind == "trace":
        # PyHessian's way: the gradient's graph is built once, and each probe goes back through it.
        def unit():
            grads = torch.autograd.grad(loss(X, Y, params), params, create_graph=True)
            total = 0.0
            for _ in range(100):
                v = [torch.randint_like(p, 0, 2) * 2 - 1 for p in params]
                Hv = torch.autograd.grad(grads, params, grad_outputs=v, retain_graph=True)
                total += sum(torch.sum(a * b).item() for a, b in zip(Hv, v))

        return unit
    raise RuntimeError(f"no {kind} in PyTorch's own library")


serve(build, arrays, 16)
