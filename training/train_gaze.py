"""Trains the gaze network: the object network goes on with where people looked.

    python3 train_gaze.py CACHE gaze.pt --start object.pt --until 16:55
    python3 train_gaze.py CACHE gaze-mit.pt --start object.pt --until 16:55 --sets osie,scene
    python3 train_gaze.py CACHE chosen.pt --start object.pt --images 20000 --leave-out 8

The softmax of the map is compared with the blurred fixations: Kullback-Leibler divergence + 1 - correlation.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F

import augment
import loop
from network import GazeNetwork, load
from train_object import Batches

SIZES = ((128, 160), (128, 192), (160, 192), (160, 224))
TRUNK = ("d1", "d2", "d3", "d4", "d5", "s2", "s3", "s4", "s5")  # learns at less than half the rate


def losses(logits, target):
    p = torch.softmax(logits.flatten(1), 1)
    q = target.flatten(1) / target.flatten(1).sum(1, keepdim=True)
    divergence = (q * (torch.log(q + 1e-9) - torch.log(p + 1e-9))).sum(1).mean()
    a, b = p - p.mean(1, keepdim=True), q - q.mean(1, keepdim=True)
    correlation = ((a * b).sum(1) / torch.sqrt((a * a).sum(1) * (b * b).sum(1) + 1e-20)).mean()
    return divergence + 1 - correlation, dict(divergence=divergence.detach(), correlation=correlation.detach())


def make(pictures, random, height, width):
    cut = augment.crop(pictures, random, height, width, zoom=(0.8, 1.0), squeeze=0.1, shear=0, border="border")
    colors = augment.recolor(cut[:, :3], random, contrast=0.2, saturation=(0.7, 1.2), gray=0.03, brightness=0.15, tint=0.05)
    return (colors,), F.avg_pool2d(cut[:, 3:], 2) / 255 + 1e-6


def validate(checkpoint: str, folder: str, indices) -> dict:
    """Divergence and correlation on pictures that were left out, to choose the length of the training by."""
    network, pictures = load(GazeNetwork, checkpoint), np.load(f"{folder}/pictures.npy")
    found = []
    for i in indices:
        picture = F.interpolate(torch.from_numpy(pictures[i]).permute(2, 0, 1)[None].float(), (160, 224), mode="area")
        with torch.no_grad():
            _, numbers = losses(network(picture[:, :3] / 127.5 - 1), F.avg_pool2d(picture[:, 3:], 2) / 255 + 1e-6)
        found.append([float(value) for value in numbers.values()])
    return dict(zip(numbers, np.mean(found, 0).round(4).tolist()), pictures=len(found))


def parameter_groups(network):
    trunk = [p for name, p in network.named_parameters() if name.split(".")[0] in TRUNK]
    rest = [p for name, p in network.named_parameters() if name.split(".")[0] not in (*TRUNK, "h3", "h4")]
    return [dict(params=trunk, share=0.4, weight_decay=0.03), dict(params=rest, share=1, weight_decay=0.03)]


if __name__ == "__main__":
    parser = loop.arguments(__doc__, batch=16, rate=1.5e-3, seed=3)
    parser.add_argument("--start", required=True, help="checkpoint of the object network")
    parser.add_argument("--sets", default="osie,scene,mit1003,taught")
    parser.add_argument("--leave-out", type=int, help="every such picture is left out, and measured at the end")
    parser.set_defaults(average=0.995, warmup=1000)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    network = GazeNetwork()
    network.load_state_dict(torch.load(given.start, map_location="cpu")["ema"], strict=False)
    network.h2.weight.data *= 0.5  # softer than masks
    keep = np.isin(np.load(f"{given.cache}/sets.npy"), given.sets.split(","))
    left_out = np.zeros(len(keep), bool)
    if given.leave_out:
        left_out[:: given.leave_out] = True
    cache = augment.Cache(given.cache, given.device, keep & ~left_out)
    batches = Batches(cache, given, make, lambda epoch, progress: SIZES)
    loop.train(given, network, parameter_groups(network), batches, losses)
    if given.leave_out:
        print(json.dumps(validate(given.out, given.cache, np.nonzero(left_out)[0])))
