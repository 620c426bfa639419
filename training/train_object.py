"""Trains the object network from nothing on DUTS-TR.

    python3 train_object.py CACHE object.pt --processes 2 --decay-at 16:10 --until 16:25
    python3 train_object.py CACHE object.pt --images 3100000            # 300 epochs, on a GPU
"""

import torch
import torch.nn.functional as F

import augment
import loop
from network import ObjectNetwork

# Height and width of wide pictures (tall ones get them turned): small at first, for a small picture is learned from faster.
SMALL = ((96, 128),)
MIDDLE = ((128, 160), (96, 160), (128, 192))
LARGE = ((128, 192), (160, 192), (128, 224))


def sizes_at(epoch: float, progress: float, stages):
    if progress >= 0 or epoch >= stages[1]:
        return LARGE
    return SMALL if epoch < stages[0] else MIDDLE


def overlap_loss(logits, mask, weight=None):
    """Cross-entropy + 1 - intersection over union, both weighted, mean over the pictures."""
    logits, weight = logits.float(), torch.ones_like(mask) if weight is None else weight
    entropy = F.binary_cross_entropy_with_logits(logits, mask, weight, reduction="none").sum((1, 2, 3)) / weight.sum((1, 2, 3))
    p = torch.sigmoid(logits) * weight
    both, either = (p * mask).sum((1, 2, 3)), (p + mask * weight - p * mask).sum((1, 2, 3))
    return (entropy + 1 - (both + 1) / (either + 1)).mean()


def losses(outputs, mask):
    """The map at half size, its outlines weighted up to fourfold, and those at 1/8 and 1/16 as a help on the way."""
    weight = 1 + 3 * (F.avg_pool2d(mask, 15, 1, 7, count_include_pad=False) - mask).abs()
    eighth = F.avg_pool2d(mask, 4)
    main = overlap_loss(outputs[0], mask, weight)
    help_ = 0.3 * overlap_loss(outputs[1], eighth) + 0.2 * overlap_loss(outputs[2], F.avg_pool2d(eighth, 2))
    return main + help_, dict(loss=main.detach())


def parameter_groups(network, decay: float):
    """Weights decay; biases, norms and gains do not."""
    return [
        dict(params=[p for p in network.parameters() if p.ndim > 1], weight_decay=decay),
        dict(params=[p for p in network.parameters() if p.ndim <= 1], weight_decay=0.0),
    ]


class Batches:
    """The part of the batch of each step that one process has to see."""

    def __init__(self, cache, given, make, sizes):
        self.cache, self.given, self.make, self.sizes = cache, given, make, sizes
        self.epoch, self.list = None, []

    def __call__(self, step, images, progress, part, parts):
        each = len(self.cache.batches(0, self.given.batch, self.given.seed)) if self.epoch is None else len(self.list)
        if step // each != self.epoch:
            self.epoch = step // each
            self.list = self.cache.batches(self.epoch, self.given.batch, self.given.seed)
        indices = self.list[step % each]
        turned = self.cache.aspects[indices[0]] < 1
        sizes = self.sizes(step / each, progress)
        height, width = sizes[(step * 7919 + self.given.seed) % len(sizes)]
        random = augment.Random(len(indices) // parts, self.given.seed, step, part)
        size = (width, height) if turned else (height, width)
        return self.make(self.cache.get(indices[part::parts]), random, *size)


def make(pictures, random, height, width):
    cut = augment.crop(pictures, random, height, width)
    return (augment.recolor(cut[:, :3], random),), F.avg_pool2d(cut[:, 3:], 2) / 255


if __name__ == "__main__":
    parser = loop.arguments(__doc__, batch=64, rate=4e-3, seed=1)
    parser.add_argument("--stages", default="90,150", help="epochs at which the pictures grow")
    given = parser.parse_args()
    stages = [float(epoch) for epoch in given.stages.split(",")]
    torch.manual_seed(given.seed)
    network = ObjectNetwork()
    cache = augment.Cache(given.cache, given.device)
    batches = Batches(cache, given, make, lambda epoch, progress: sizes_at(epoch, progress, stages))
    loop.train(given, network, parameter_groups(network, 0.02), batches, losses)
