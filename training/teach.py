"""Lets trained gaze networks look at pictures that nobody's gaze is known for, so that a new one has more to learn from.

    python3 teach.py CACHE/gaze CACHE/duts CACHE/taught gaze.pt gaze-long.pt gaze-mit.pt [--part 0/2]

The new cache holds the pictures with known gaze, each `REPEATED` times, and those of DUTS-TR with the mean of what the teachers
see, each picture shown to them as it is and mirrored. Such a mean is nearer to people than any one of the teachers.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

import export
from data import SIDE, open_or_create
from evaluate import layers_of, logits_of, size_for

REPEATED = 5
AREA = 192 * 256


def density(teachers, picture, aspect: float):
    """The mean of the teachers' densities, SIDE x SIDE bytes, 255 at the peak."""
    height, width = size_for(SIDE * aspect, SIDE, AREA)
    total = np.zeros((height // 2, width // 2), np.float32)
    for layers in teachers:
        for step in (1, -1):
            logits = logits_of(layers, np.ascontiguousarray(picture[:, ::step]), height, width)
            total += torch.softmax(logits.flatten(), 0).view(total.shape).numpy()[:, ::step]
    total = cv2.resize(total, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    return np.rint(total / total.max() * 255).astype(np.uint8)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gaze")
    parser.add_argument("duts")
    parser.add_argument("out", type=Path)
    parser.add_argument("teachers", nargs="+")
    parser.add_argument("--part", default="0/1")
    given = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    first, parts = map(int, given.part.split("/"))
    known, unknown = (np.load(f"{folder}/pictures.npy", mmap_mode="r") for folder in (given.gaze, given.duts))
    known_aspects, unknown_aspects = (np.load(f"{folder}/aspects.npy") for folder in (given.gaze, given.duts))
    repeated = len(known) * REPEATED
    given.out.mkdir(parents=True, exist_ok=True)
    pictures = open_or_create(given.out / "pictures.npy", (repeated + len(unknown), SIDE, SIDE, 4), np.uint8)
    if first == 0:
        np.save(given.out / "aspects.npy", np.concatenate([np.tile(known_aspects, REPEATED), unknown_aspects]))
        sets = np.load(f"{given.gaze}/sets.npy")
        np.save(given.out / "sets.npy", np.concatenate([np.tile(sets, REPEATED), np.full(len(unknown), "taught")]))
        for i in range(REPEATED):
            pictures[i * len(known) : (i + 1) * len(known)] = known
    teachers = [layers_of("gaze", path) for path in given.teachers]
    with torch.no_grad():
        for i in range(first, len(unknown), parts):
            pictures[repeated + i, ..., :3] = unknown[i, ..., :3]
            pictures[repeated + i, ..., 3] = density(teachers, np.ascontiguousarray(unknown[i, ..., :3]), unknown_aspects[i])
            if i % 500 < parts:
                print(i, flush=True)
    pictures.flush()
