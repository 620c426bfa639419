"""Makes coarse, partial, wrong priors of masks, of the kind that ranking superpixels gives."""

import math

import torch
import torch.nn.functional as F


def spoil(mask, random):
    """Masks (n, 1, h, w) in [0, 1] to priors of the same shape: moved, blurred, averaged over cells, some missing, some wrong."""
    moved = blur(wobble(mask, random), random.between(0.4, 0.07 * mask.shape[2]))
    slope, middle = column(random.between(2, 12), mask), column(random.between(0.2, 0.8), mask)
    soft = torch.sigmoid(slope * (moved - middle))
    low, high = soft.amin((2, 3), keepdim=True), soft.amax((2, 3), keepdim=True)
    soft = (soft - low) / (high - low).clamp(min=1e-6) * (mask.amax((2, 3), keepdim=True) > 0.2)
    celled = cells(soft, random)
    smooth = column(random.chance(0.5).float(), mask)
    celled = celled * (1 - smooth) + smooth * blur(celled, random.between(0.4, 1.5))
    return (celled * column(random.between(0.5, 1.1), mask) + column(random.between(-0.02, 0.12), mask)).clamp(0, 1)


def column(numbers, like):
    return numbers.to(like.device)[:, None, None, None]


def wobble(mask, random):
    """Turned by up to 6 degrees, scaled by up to 12 %, shifted by some hundredths."""
    n, _, height, width = mask.shape
    angle, scale = random.between(-6, 6) * math.pi / 180, random.between(0.88, 1.12)
    shift = 0.1 * (random.between(-1, 1, 2) + random.between(-1, 1, 2)) / 2
    affine = torch.zeros(n, 2, 3)
    affine[:, 0, 0] = affine[:, 1, 1] = torch.cos(angle) / scale
    affine[:, 0, 1], affine[:, 1, 0] = torch.sin(angle) / scale * height / width, -torch.sin(angle) / scale * width / height
    affine[:, :, 2] = shift
    return F.grid_sample(mask, F.affine_grid(affine.to(mask.device), mask.shape, align_corners=False), align_corners=False)


def blur(x, sigma):
    """A Gaussian of its own for every picture, as a convolution with n groups."""
    radius = min(7, min(x.shape[2:]) - 1)
    at = torch.arange(-radius, radius + 1)
    kernel = torch.exp(-0.5 * (at / sigma[:, None]) ** 2)
    kernel = (kernel / kernel.sum(1, keepdim=True)).to(x.device)[:, None]
    x = F.pad(x.transpose(0, 1), (radius, radius, radius, radius), mode="replicate")
    x = F.conv2d(x, kernel[:, :, None], groups=len(sigma))
    return F.conv2d(x, kernel[..., None], groups=len(sigma)).transpose(0, 1)


def cells(x, random):
    """Averages over the cells of random seeds, then leaves some cells out and lifts others, in clusters."""
    n, _, height, width = x.shape
    count = int(random.numbers.integers(60, 220))
    size = torch.tensor([width, height], device=x.device)
    seeds = random.between(0, 1, count, 2).to(x.device) * size
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    points = torch.stack([columns, rows], -1).reshape(1, -1, 2).to(seeds)
    label = torch.cdist(points.expand(n, -1, -1), seeds).argmin(2)

    def mean(values):
        zeros = torch.zeros(n, count, device=x.device)
        total = zeros.scatter_add(1, label, values.flatten(1))
        return total / zeros.scatter_add(1, label, torch.ones_like(values.flatten(1))).clamp(min=1)

    value = mean(x)
    field = mean(F.interpolate(random.between(0, 1, 1, 4, 5).to(x.device), (height, width), mode="bicubic", align_corners=False))
    draw = lambda low, high: random.between(low, high, 1).to(x.device)
    value = torch.where(field < draw(0, 0.45), value * draw(0, 0.6), value)
    wrong = (field > 1 - draw(0.05, 0.35)) & random.chance(0.6)[:, None].to(x.device)
    value = torch.where(wrong, torch.maximum(value, draw(0.1, 0.8)), value)
    value = (value + 0.05 * random.between(-1.7, 1.7, count).to(x.device)).clamp(0, 1)
    return value.gather(1, label).view_as(x)
