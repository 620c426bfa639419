"""Makes batches from a cache: random crops, turns of color, flips. All of it at once for a batch, on the device of the cache.

Every batch is drawn from a generator of its own, seeded by the number of the step: a resumed run sees what an uninterrupted one would.
"""

import numpy as np
import torch
import torch.nn.functional as F

GRAY = torch.tensor([0.299, 0.587, 0.114])


class Cache:
    """Pictures (n, 224, 224, 4) of uint8 and their aspects; on a GPU all of them lie in its memory, else on disk."""

    def __init__(self, folder: str, device="cpu", keep=None):
        self.pictures = np.load(f"{folder}/pictures.npy", mmap_mode="r")
        self.aspects = np.load(f"{folder}/aspects.npy")
        self.used = np.arange(len(self.aspects)) if keep is None else np.nonzero(keep)[0]
        self.device = torch.device(device)
        if self.device.type != "cpu":
            self.pictures = torch.from_numpy(np.array(self.pictures)).to(self.device)

    def __len__(self):
        return len(self.used)

    def get(self, indices):
        """The pictures as floats in [0, 255], (n, 4, 224, 224)."""
        if self.device.type == "cpu":
            found = torch.from_numpy(self.pictures[np.sort(indices)])
        else:
            found = self.pictures[torch.as_tensor(indices, device=self.device)]
        return found.permute(0, 3, 1, 2).float()

    def batches(self, epoch: int, size: int, seed: int):
        """The batches of one epoch, each of wide or of tall pictures alone."""
        rng = np.random.default_rng((seed, epoch))
        found = []
        for group in (self.used[self.aspects[self.used] >= 1], self.used[self.aspects[self.used] < 1]):
            group = rng.permutation(group)
            found += [group[i : i + size] for i in range(0, len(group) - size + 1, size)]
        return [found[i] for i in rng.permutation(len(found))]


class Random:
    """Uniform numbers for a batch of n, drawn on the CPU so that every device sees the same."""

    def __init__(self, n: int, *seed: int):
        self.n = n
        self.numbers = np.random.default_rng(seed)

    def between(self, low, high, *shape):
        return torch.from_numpy(self.numbers.uniform(low, high, (self.n, *shape)).astype(np.float32))

    def chance(self, probability):
        return torch.from_numpy(self.numbers.random(self.n) < probability)

    def one_of(self, things):
        return things[self.numbers.integers(len(things))]


def crop(pictures, random: Random, height: int, width: int, zoom=(0.72, 1.06), squeeze=0.12, shear=0.06, border="reflection"):
    """Cuts a window out of every picture, of `zoom` times its sides, at times mirrored, and scales it to height x width."""
    n, side = len(pictures), pictures.shape[2]
    z, q = random.between(*zoom), torch.exp(random.between(-squeeze, squeeze))
    sx, sy = (z * q).clamp(max=1.08), (z / q).clamp(max=1.08)
    t, flip = random.between(-shear, shear), 1 - 2 * random.chance(0.5).float()
    affine = torch.zeros(n, 2, 3)
    affine[:, 0, 0], affine[:, 0, 1], affine[:, 0, 2] = sx * flip, t * sx, (1 - sx).abs() * random.between(-1, 1)
    affine[:, 1, 0], affine[:, 1, 1], affine[:, 1, 2] = -t * sy, sy, (1 - sy).abs() * random.between(-1, 1)
    grid = F.affine_grid(affine.to(pictures.device), (n, 4, height, width), align_corners=False)
    sample = lambda grid: F.grid_sample(pictures, grid, padding_mode=border, align_corners=False)
    if width * 1.4 > side:
        return sample(grid)
    offset = torch.tensor([1 / width, 1 / height], device=grid.device) / 2  # two samples a pixel, against aliasing
    return (sample(grid - offset) + sample(grid + offset)) / 2


def recolor(pictures, random: Random, contrast=0.35, saturation=(0.4, 1.5), gray=0.07, brightness=0.25, tint=0.1):
    """Turns RGB of [0, 255] to the networks' -1 to 1, with random contrast, saturation, brightness and tint."""
    n = len(pictures)
    s = random.between(*saturation, 1, 1)
    s[random.chance(gray)] = 0
    turn = s * torch.eye(3) + (1 - s) * GRAY.expand(3, 3)
    turn = turn * (1 + random.between(-tint, tint, 3, 1)) * torch.exp(random.between(-contrast, contrast, 1, 1))
    lift = random.between(-brightness, brightness, 1, 1) + random.between(-tint * 0.4, tint * 0.4, 3, 1)
    flat = pictures.flatten(2)
    turned = torch.baddbmm(lift.to(flat.device) - turn.sum(2, keepdim=True).to(flat.device), turn.to(flat.device) / 127.5, flat)
    return turned.clamp_(-1.2, 1.2).view(n, 3, *pictures.shape[2:])
