"""The sweep of ../sweep.ts as a plain PyTorch script: `torch_sweep.py problem.npz threads processes`."""
import json
import math
import multiprocessing
import sys

import numpy as np
import torch

grad = torch.autograd.grad


def loss_of(params, x, y):
    h = x
    for i in range(0, len(params), 2):
        h = torch.addmm(params[i + 1], h, params[i])
        if i < len(params) - 2:
            h = torch.tanh(h)
    return 0.5 * (h - y).square().sum(1).mean(), h


def evaluate(params, x, y):
    with torch.no_grad():
        loss, f = loss_of(params, x, y)
        return loss.item(), (f.argmax(1) == y.argmax(1)).float().mean().item()


class Hessian:
    """Products at one point; the gradient's graph is built once, as in PyHessian."""

    def __init__(self, params, x, y):
        self.params, self.count = params, 0
        self.gradient = grad(loss_of(params, x, y)[0], params, create_graph=True)

    def __call__(self, v):
        self.count += 1
        cut = torch.split(v, [p.numel() for p in self.params])
        vs = [c.view_as(p) for c, p in zip(cut, self.params)]
        Hv = grad(self.gradient, self.params, grad_outputs=vs, retain_graph=True)
        return torch.cat([h.reshape(-1) for h in Hv])


def trace(H, size, relative_error, most):
    """Hutchinson's estimator, looked at as in src/probes/trace.ts."""
    samples = []
    while len(samples) < most:
        for _ in range(16 if samples else 32):
            z = torch.randint(0, 2, (size,)).float() * 2 - 1
            samples.append(torch.dot(z, H(z)).item())
        mean = float(np.mean(samples))
        if np.std(samples, ddof=1) / math.sqrt(len(samples)) <= relative_error * abs(mean):
            break
    return mean


def sharpness(H, size, tolerance, most):
    """Lanczos with full reorthogonalisation in double, stopped as in src/probes/sharpness.ts."""
    Q = torch.zeros(most, size, dtype=torch.float64)
    v = torch.randn(size, dtype=torch.float64)
    diagonal, off, since = [], [], math.inf
    for m in range(1, most + 1):
        Q[m - 1] = v / v.norm()
        w = H(Q[m - 1].float()).double()
        diagonal.append(torch.dot(Q[m - 1], w).item())
        for _ in range(2):
            w -= Q[:m].T @ (Q[:m] @ w)
        beta = w.norm().item()
        if m % 4 == 0 or m == most:
            values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(off, 1) + np.diag(off, -1))
            small = beta * abs(vectors[-1, -1]) <= 0.5 * tolerance * abs(values[-1])
            since = min(since, m) if small else math.inf
            if m >= 1.5 * since:
                break
        off.append(beta)
        v = w
    y = Q[:m].T @ torch.tensor(vectors[:, -1])
    residual = (H(y.float()).double() - values[-1] * y).norm() / y.norm()
    return float(values[-1]), float(residual)


def run(job):
    """Trains one pair of seed and batch size to the target, and measures where it ends."""
    file, seed, batch, recipe, threads = job
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    with np.load(file) as arrays:
        read = {k: torch.tensor(arrays[f"{k}{seed}"]) for k in ("x", "labels", "testX", "testLabels")}
        params = [torch.tensor(arrays[f"w{seed}_{i}"]).requires_grad_() for i in range(6)]
    one_hot = torch.nn.functional.one_hot
    x, y = read["x"], one_hot(read["labels"].long(), 10).float()
    test = read["testX"], one_hot(read["testLabels"].long(), 10).float()
    n, size = len(x), sum(p.numel() for p in params)
    H = Hessian(params, x, y)
    sharpness(H, size, recipe["tolerance"], 200)
    hvps, series, row = H.count, [], 0
    optimizer = torch.optim.SGD(params, lr=recipe["rate"])
    look = max(4, -(-n // batch))
    for step in range(recipe["steps"] + 1):
        if step % look == 0:
            with torch.no_grad():
                loss = loss_of(params, x, y)[0].item()
            if step >= row:  # the lab's rows, as in src/lab/schedule.ts
                series.append((step, loss, *evaluate(params, *test)))
                row = max(step + 1, step * 10**0.05)
            if loss <= recipe["loss"]:
                break
        if step == recipe["steps"]:
            break
        at = step % -(-n // batch) * batch
        if at == 0:
            order = torch.randperm(n)
        rows = order[at : at + batch]
        optimizer.zero_grad()
        loss_of(params, x[rows], y[rows])[0].backward()
        optimizer.step()
    gap = [*evaluate(params, x, y), *evaluate(params, *test)]
    H = Hessian(params, x, y)
    found = trace(H, size, recipe["relativeError"], 2000), *sharpness(H, size, recipe["tolerance"], 200)
    return {"seed": seed, "batch": batch, "steps": step, "hvps": hvps + H.count, "gap": gap, "trace": found[0], "sharpness": found[1]}


if __name__ == "__main__":
    file, threads, processes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    recipe = json.loads(sys.argv[4])
    jobs = [(file, s, b, recipe, threads) for b in recipe["batches"] for s in range(recipe["seeds"])]
    if processes == 1:
        runs = [run(j) for j in jobs]
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            runs = pool.map(run, jobs, chunksize=1)
    print(json.dumps(runs))
