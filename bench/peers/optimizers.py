"""Records torch.optim on a small network in float64, for test/dynamics/pytorch.test.ts.

python bench/peers/optimizers.py > test/dynamics/pytorch.json && npm run format
"""
import json

import torch

INPUTS, HIDDEN, CLASSES, EXAMPLES, STEPS, BATCH = 8, 6, 3, 20, 60, 5
KEPT = (1, STEPS)

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)
# float32 values, so that both programs start from the same numbers.
x = torch.randn(EXAMPLES, INPUTS).float().double()
labels = torch.randint(CLASSES, (EXAMPLES,))
start = [
    (torch.randn(*shape) / 2).float().double()
    for shape in ((INPUTS, HIDDEN), (HIDDEN,), (HIDDEN, CLASSES), (CLASSES,))
]

# What torch.optim.Muon orthogonalises it rounds to bfloat16, which would hide everything else.
torch.Tensor.bfloat16 = torch.Tensor.clone


class Muon:
    """torch.optim.Muon on matrices, which it wants as [outputs, inputs], and SGD of the same momentum on vectors."""

    def __init__(self, params, lr, weight_decay, momentum=0.95, nesterov=True):
        self.params = params
        self.turned = [p.detach().T.clone().requires_grad_() if p.ndim == 2 else p for p in params]
        common = {"lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov}
        matrices = [p for p in self.turned if p.ndim == 2]
        vectors = [p for p in self.turned if p.ndim == 1]
        self.parts = [torch.optim.Muon(matrices, **common)]
        # SGD decays by the gradient, so that the vectors are shrunk by hand.
        self.parts += [torch.optim.SGD(vectors, lr=lr, momentum=momentum, nesterov=nesterov)]
        self.shrink = 1 - lr * weight_decay
        self.vectors = vectors

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        with torch.no_grad():
            for p, own in zip(self.params, self.turned):
                own.grad = p.grad.T.clone() if p.ndim == 2 else p.grad
            for v in self.vectors:
                v.mul_(self.shrink)
            for part in self.parts:
                part.step()
            for p, own in zip(self.params, self.turned):
                if p.ndim == 2:
                    p.copy_(own.T)


schedulers = torch.optim.lr_scheduler
CASES = {
    "descent": (torch.optim.SGD, {"lr": 0.3}, None),
    "heavy-ball": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}, None),
    "nesterov": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}, None),
    "adam": (torch.optim.Adam, {"lr": 0.02}, None),
    "adam, other constants": (torch.optim.Adam, {"lr": 0.05, "betas": (0.7, 0.95), "eps": 1e-3}, None),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.002}, None),
    "rmsprop, other constants": (torch.optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "eps": 1e-3}, None),
    "heavy-ball, step decay": (
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.9},
        lambda o: schedulers.StepLR(o, step_size=20, gamma=0.5),
    ),
    "heavy-ball, cosine": (
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.9},
        lambda o: schedulers.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.01),
    ),
    "descent, decay": (torch.optim.SGD, {"lr": 0.3, "weight_decay": 0.05}, None),
    "heavy-ball, decay": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05}, None),
    "nesterov, decay": (
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05},
        None,
    ),
    "adam, decay": (torch.optim.Adam, {"lr": 0.02, "weight_decay": 0.05}, None),
    "adamw": (torch.optim.AdamW, {"lr": 0.02, "weight_decay": 0.5}, None),
    "adamw, warm-up": (
        torch.optim.AdamW,
        {"lr": 0.02, "weight_decay": 0.5},
        lambda o: schedulers.LambdaLR(o, lambda k: min(1, (k + 1) / 15)),
    ),
    "heavy-ball, clipped": (
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05},
        None,
        0.2,
    ),
    "muon": (Muon, {"lr": 0.02, "weight_decay": 0.0}, None),
    "muon, velocity and decay": (
        Muon,
        {"lr": 0.02, "momentum": 0.8, "nesterov": False, "weight_decay": 0.5},
        None,
    ),
    "rmsprop, decay": (torch.optim.RMSprop, {"lr": 0.01, "weight_decay": 0.05}, None),
    "adam, warm-up": (
        torch.optim.Adam,
        {"lr": 0.02},
        lambda o: schedulers.LambdaLR(o, lambda k: min(1, (k + 1) / 15)),
    ),
}


def rows(step, batch):
    """All rows, or the next `batch` of them in a circle."""
    return [(step * batch + i) % EXAMPLES for i in range(batch)]


def run(batch, make, options, schedule, clip=None):
    w1, b1, w2, b2 = params = [p.clone().requires_grad_() for p in start]
    optimizer = make(params, **options)
    scheduler = schedule and schedule(optimizer)
    kept = {}
    for step in range(STEPS):
        r = rows(step, batch)
        optimizer.zero_grad()
        logits = torch.tanh(x[r] @ w1 + b1) @ w2 + b2
        torch.nn.functional.cross_entropy(logits, labels[r]).backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(params, clip)
        optimizer.step()
        if scheduler:
            scheduler.step()
        if step + 1 in KEPT:
            kept[step + 1] = flat(params)
    return kept


def flat(tensors):
    return torch.cat([t.detach().flatten() for t in tensors]).tolist()


print(
    json.dumps(
        {
            "script": "bench/peers/optimizers.py",
            "torch": torch.__version__,
            "x": flat([x]),
            "labels": labels.tolist(),
            "start": flat(start),
            "runs": [
                {"name": name, "batch": batch, "weights": run(batch, *case)}
                for name, case in CASES.items()
                for batch in (EXAMPLES, BATCH)
            ],
        }
    )
)
