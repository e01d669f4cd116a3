"""Outputs and gradients of networks with skips, layer normalisation and strides in PyTorch, in float64:

python bench/peers/layers.py > test/problems/networks/pytorch.json && npm run format

W and b of a dense layer are the transpose and the bias of torch.nn.Linear; of a convolution weight.permute(2, 3, 1, 0) as [9 c, m].
"""

import json

import torch
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

EXAMPLES, CLASSES, INPUTS, WIDTH = 4, 3, 6, 5
IMAGE = (5, 4, 2)
CHANNELS = (2, 3)


class Dense(nn.Module):
    def __init__(self, residual, normalised, act):
        super().__init__()
        sizes = [INPUTS, WIDTH, WIDTH, WIDTH]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) if normalised else nn.Identity() for _ in sizes[1:])
        self.last = nn.Linear(WIDTH, CLASSES)
        self.residual, self.act = residual, act

    def forward(self, h):
        for l, (layer, norm) in enumerate(zip(self.layers, self.norms)):
            made = self.act(norm(layer(h)))
            h = h + made if self.residual and l > 0 else made
        return self.last(h)

    def arrays(self):
        for layer, norm in zip(self.layers, self.norms):
            yield layer.weight, lambda w: w.T
            yield layer.bias, None
            for own in norm.parameters():
                yield own, None
        yield self.last.weight, lambda w: w.T
        yield self.last.bias, None


class Strided(nn.Module):
    def __init__(self, act):
        super().__init__()
        height, width, channels = IMAGE
        self.layers = nn.ModuleList()
        for m in CHANNELS:
            self.layers.append(nn.Conv2d(channels, m, 3, stride=2, padding=1))
            height, width, channels = (height + 1) // 2, (width + 1) // 2, m
        self.last = nn.Linear(height * width * channels, CLASSES)
        self.act = act

    def forward(self, x):
        h = x.reshape(-1, *IMAGE).permute(0, 3, 1, 2)
        for layer in self.layers:
            h = self.act(layer(h))
        return self.last(h.permute(0, 2, 3, 1).flatten(1))

    def arrays(self):
        for layer in self.layers:
            yield layer.weight, lambda w: w.permute(2, 3, 1, 0)
            yield layer.bias, None
        yield self.last.weight, lambda w: w.T
        yield self.last.bias, None


def flat(pairs, of):
    return [x for p, turn in pairs for x in (turn(of(p)) if turn else of(p)).flatten().tolist()]


def recorded(net, inputs):
    for p in net.parameters():
        p.data += 0.3 * torch.randn_like(p)
    x = torch.randn(EXAMPLES, inputs)
    labels = torch.arange(EXAMPLES) % CLASSES
    outputs = net(x)
    loss = nn.functional.cross_entropy(outputs, labels)
    loss.backward()
    pairs = list(net.arrays())
    return {
        "x": x.flatten().tolist(),
        "labels": labels.tolist(),
        "weights": flat(pairs, lambda p: p.data),
        "outputs": outputs.detach().flatten().tolist(),
        "gradient": flat(pairs, lambda p: p.grad),
    }


height, width, channels = IMAGE
print(
    json.dumps(
        {
            "script": "bench/peers/layers.py",
            "torch": torch.__version__,
            "networks": {
                "residual": recorded(Dense(True, False, torch.tanh), INPUTS),
                "layer norm": recorded(Dense(False, True, nn.functional.gelu), INPUTS),
                "residual, layer norm": recorded(Dense(True, True, nn.functional.softplus), INPUTS),
                "stride 2": recorded(Strided(torch.tanh), height * width * channels),
            },
        }
    )
)
