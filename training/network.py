"""The networks: one U-shaped body of 150 thousand parameters, and what the refining and the gaze network add to it.

A picture goes in as RGB / 127.5 - 1, shape (n, 3, height, width), both sides multiples of 32.
Logits come out at half its size, shape (n, 1, height / 2, width / 2).
The short names of the layers are those of the exported files: d1 to d5 halve, s2 to s5 work at strides 4 to 32,
y4 to y2 (here l, p, n, b) merge on the way back, h2 to h4 give maps.
"""

import torch
import torch.nn.functional as F
from torch import nn

WIDTHS = (16, 32, 48, 64, 64)  # channels at strides 2, 4, 8, 16, 32
BACK = (24, 32, 48)  # channels on the way back, at strides 4, 8, 16


class Block(nn.Module):
    """Depthwise k x k, norm, 1x1 to a wider row, ReLU, 1x1 back, times a gain for each channel; added to its input."""

    def __init__(self, channels: int, kernel: int, widen: float):
        super().__init__()
        wide = int(channels * widen) // 4 * 4
        self.dw = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels, bias=False)
        self.bn = nn.BatchNorm2d(channels)
        self.up = nn.Conv2d(channels, wide, 1)
        self.down = nn.Conv2d(wide, channels, 1)
        self.g = nn.Parameter(torch.full((channels,), 0.5))

    def forward(self, x):
        return x + self.down(F.relu(self.up(self.bn(self.dw(x))))) * self.g[:, None, None]


class Halve(nn.Module):
    """A 3x3 convolution of stride 2, norm and ReLU. Where there are many channels it is depthwise, with a 1x1 behind it."""

    def __init__(self, channels: int, out: int, dense: bool):
        super().__init__()
        if dense:
            self.c = nn.Conv2d(channels, out, 3, 2, 1, bias=False)
        else:
            self.c = nn.Sequential(
                nn.Conv2d(channels, channels, 3, 2, 1, groups=channels, bias=False),
                nn.Conv2d(channels, out, 1, bias=False),
            )
        self.bn = nn.BatchNorm2d(out)

    def forward(self, x):
        return F.relu(self.bn(self.c(x)))


class ObjectNetwork(nn.Module):
    """Picture to logits of "this pixel belongs to the object that stands out"."""

    def __init__(self):
        super().__init__()
        c1, c2, c3, c4, c5 = WIDTHS
        y2, y3, y4 = BACK
        self.d1, self.d2, self.d3 = Halve(3, c1, True), Halve(c1, c2, True), Halve(c2, c3, True)
        self.d4, self.d5 = Halve(c3, c4, False), Halve(c4, c5, False)
        self.s2 = nn.Sequential(Block(c2, 3, 1.5))
        self.s3 = nn.Sequential(*(Block(c3, 5, 2) for _ in range(2)))
        self.s4 = nn.Sequential(*(Block(c4, 5, 1.5) for _ in range(3)))
        self.s5 = nn.Sequential(*(Block(c5, 5, 1.25) for _ in range(2)))
        self.ctx = nn.Linear(c5, c5)
        self.l5, self.l4 = nn.Conv2d(c5, y4, 1), nn.Conv2d(c4, y4, 1, bias=False)
        self.p3, self.l3 = nn.Conv2d(y4, y3, 1, bias=False), nn.Conv2d(c3, y3, 1, bias=False)
        self.p2, self.l2 = nn.Conv2d(y3, y2, 1, bias=False), nn.Conv2d(c2, y2, 1, bias=False)
        self.n4, self.n3, self.n2 = nn.BatchNorm2d(y4), nn.BatchNorm2d(y3), nn.BatchNorm2d(y2)
        self.b4, self.b3, self.b2 = Block(y4, 5, 1.5), Block(y3, 5, 1.5), Block(y2, 3, 1.5)
        self.h4, self.h3 = nn.Conv2d(y4, 1, 1), nn.Conv2d(y3, 1, 1)  # used in training alone
        self.h2 = nn.Conv2d(y2, 4, 3, padding=1)

    def forward(self, picture):
        """Logits at half the size; in training also those at 1/8 and 1/16."""
        return self.pass_through(picture, lambda name, x: x)

    def pass_through(self, picture, add):
        """The whole way, with `add(name, x)` called wherever a prior may enter."""
        x2 = self.s2(add("i2", self.d2(self.d1(picture))))
        x3 = self.s3(add("i3", self.d3(x2)))
        x4 = self.s4(add("i4", self.d4(x3)))
        x5 = self.s5(self.d5(x4))
        x5 = x5 + self.ctx(x5.mean((2, 3)))[:, :, None, None]
        y4 = self.b4(F.relu(self.n4(double(self.l5(x5)) + self.l4(x4))))
        y3 = self.b3(F.relu(self.n3(double(self.p3(y4)) + self.l3(x3))))
        y2 = self.b2(F.relu(self.n2(double(self.p2(y3)) + self.l2(x2))))
        logits = F.pixel_shuffle(self.h2(add("j2", y2)), 2)
        return (logits, self.h3(y3), self.h4(y4)) if self.training else logits


class RefineNetwork(ObjectNetwork):
    """Picture and coarse prior to logits of the object that the prior means; with an empty prior, as the object network.

    The prior, shape (n, 1, height / 4, width / 4) in [0, 1], is averaged down and added through 168 weights, 0 at first.
    """

    def __init__(self):
        super().__init__()
        for name, channels in (("i2", WIDTHS[1]), ("i3", WIDTHS[2]), ("i4", WIDTHS[3]), ("j2", BACK[0])):
            layer = nn.Conv2d(1, channels, 1, bias=False)
            nn.init.zeros_(layer.weight)
            self.add_module(name, layer)

    def forward(self, picture, prior):
        half = F.avg_pool2d(prior, 2)
        priors = {"i2": prior, "i3": half, "i4": F.avg_pool2d(half, 2), "j2": prior}
        return self.pass_through(picture, lambda name, x: x + getattr(self, name)(priors[name]))


class GazeNetwork(ObjectNetwork):
    """Picture to logits whose softmax over the picture is the density of where people look.

    `cb` is the center bias: a quadratic a x^2 + b y^2 + c x + d y + e x y, x and y from -1 to 1 over the picture.
    """

    def __init__(self):
        super().__init__()
        self.cb = nn.Parameter(torch.tensor([-1.0, -1.0, 0.0, 0.0, 0.0]))

    def forward(self, picture):
        logits = super().forward(picture)
        logits = logits[0] if self.training else logits
        return logits.float() + center(self.cb, *logits.shape[2:])


def center(cb, height: int, width: int):
    """The quadratic over a map of this size."""
    y = torch.linspace(-1, 1, height, device=cb.device)[:, None]
    x = torch.linspace(-1, 1, width, device=cb.device)[None]
    return cb[0] * x**2 + cb[1] * y**2 + cb[2] * x + cb[3] * y + cb[4] * x * y


def double(x):
    """Twice the size, bilinear, half-pixel centers."""
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def load(kind, path):
    """A network for use, its averaged weights from a checkpoint."""
    network = kind()
    network.load_state_dict(torch.load(path, map_location="cpu")["ema"], strict=False)
    return network.eval()
