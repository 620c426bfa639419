"""Trains the refining network: the object network goes on, and learns to answer with the object that a coarse prior means.

    python3 train_refine.py CACHE refine.pt --start object.pt --until 16:55

Priors are masks that were spoiled (spoil.py). In two pictures of five an object of another one is pasted in, so that the
prior tells which is meant. More than one prior in four is empty: then all objects are asked for, as from the object network.
"""

import cv2
import torch
import torch.nn.functional as F

import augment
import loop
from network import RefineNetwork
from spoil import spoil
from train_object import Batches, overlap_loss, parameter_groups

PASTED, PARTED, EMPTY = 0.4, 0.5, 0.28
SMALL = ((96, 128), (96, 160), (128, 160))
LARGE = ((128, 192), (128, 224))


def losses(outputs, mask):
    eighth = F.avg_pool2d(mask, 4)
    main = overlap_loss(outputs[0], mask)
    help_ = 0.3 * overlap_loss(outputs[1], eighth) + 0.2 * overlap_loss(outputs[2], F.avg_pool2d(eighth, 2))
    return main + help_, dict(loss=main.detach())


def paste(pictures, random, chosen):
    """Lays the object of another picture of the batch over each chosen one, scaled and moved; returns these, and the new objects' masks."""
    n, device = len(pictures), pictures.device
    scale = random.between(0.3, 0.9)
    affine = torch.zeros(n, 2, 3)
    affine[:, 0, 0] = (1 - 2 * random.chance(0.5).float()) / scale
    affine[:, 1, 1] = 1 / scale
    affine[:, :, 2] = -random.between(-0.8, 0.8, 2) / scale[:, None]
    others, below = pictures.roll(n // 2, 0)[chosen], pictures[chosen]
    grid = F.affine_grid(affine[chosen].to(device), others.shape, align_corners=False)
    other = F.grid_sample(others, grid, padding_mode="zeros", align_corners=False)
    new = other[:, 3:] / 255
    return torch.cat([below[:, :3] * (1 - new) + other[:, :3] * new, below[:, 3:] * (1 - new)], 1), new * 255


def one_part(mask, random):
    """Of a mask that falls apart, one part."""
    found, labels = cv2.connectedComponents((mask > 127).cpu().numpy().astype("uint8"))
    large = [i for i in range(1, found) if (labels == i).mean() > 0.008]
    return mask * torch.from_numpy(labels == random.one_of(large)).to(mask) if len(large) > 1 else mask


def make(pictures, random, height, width):
    cut = augment.crop(pictures, random, height, width, shear=0)
    empty, target = random.chance(EMPTY), cut[:, 3:].clone()
    pasted = random.chance(PASTED)
    pastes = zip(*paste(cut, random, pasted.nonzero()[:, 0].to(cut.device)))
    first, parted = random.chance(0.6), random.chance(PARTED)
    for i in range(len(cut)):
        if pasted[i]:
            cut[i], new = next(pastes)
            old = cut[i, 3:].clone()
            seen_old, seen_new = (mask.gt(127).float().mean() > 0.01 for mask in (old, new))
            if empty[i]:
                target[i] = torch.maximum(old, new)
            else:
                target[i] = old if not seen_new or (seen_old and first[i]) else new
        elif parted[i] and not empty[i]:
            target[i, 0] = one_part(target[i, 0], random)
    mask = F.avg_pool2d(target, 2) / 255
    prior = spoil(F.avg_pool2d(mask, 2), random) * (~empty).float().to(mask.device)[:, None, None, None]
    return (augment.recolor(cut[:, :3], random, contrast=0.3, saturation=(0.5, 1.4), gray=0, brightness=0.2), prior), mask


if __name__ == "__main__":
    parser = loop.arguments(__doc__, batch=32, rate=2e-3, seed=5)
    parser.add_argument("--start", help="checkpoint of the object network")
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    network = RefineNetwork()
    if given.start:
        network.load_state_dict(torch.load(given.start, map_location="cpu")["ema"], strict=False)
    cache = augment.Cache(given.cache, given.device)
    batches = Batches(cache, given, make, lambda epoch, progress: LARGE if progress >= 0 else SMALL)
    loop.train(given, network, parameter_groups(network, 0.02), batches, losses)
