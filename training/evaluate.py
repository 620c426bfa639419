"""Measures networks on what they were not trained on.

    python3 evaluate.py object object.pt --stills FOLDER      a folder with img/ and gt/ (masks above 127)
    python3 evaluate.py refine refine.pt --stills FOLDER      with an empty prior
    python3 evaluate.py gaze gaze.pt --osie CLONE             the 200 of held-out/osie-test.txt
    python3 evaluate.py gaze gaze.pt --osie CLONE --choose    42 others that are not trained on, to choose by
    python3 evaluate.py gaze gaze-mit.pt --cache CACHE --set mit1003      a set that it was not trained on
    python3 evaluate.py object ../src/networks/weights/object --stills FOLDER      an exported file

`--type int8` measures a checkpoint as it would be exported.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

import export
from data import Clone, held_out, osie_fixations
from metrics import GazeScores, MaskScores
from network import load

GAZE_SIZE = (192, 256)  # of a picture of 4:3, as the program shows it to the network
HALF = (128, 96)


def layers_of(kind: str, path: str, type_=None):
    if path.endswith(".pt"):
        layers = export.fold(load(export.KINDS[kind], path))
        return export.unpack(*export.pack(layers, type_)) if type_ else layers
    return export.unpack(Path(path + ".weights").read_bytes(), json.loads(Path(path + ".json").read_text())["layers"])


def size_for(width: int, height: int, area=128 * 210):
    """Multiples of 32 near the area, and nearest to the shape."""
    sides = [32 * i for i in range(2, 15)]
    off = lambda h, w: 0.7 * abs(np.log(h * w / area)) + abs(np.log(w / h * height / width))
    return min(((h, w) for h in sides for w in sides), key=lambda size: off(*size))


def logits_of(layers, picture, height: int, width: int):
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return export.run(layers, export.to_input(small), torch.zeros(1, 1, height // 4, width // 4))


def read(path):
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


def stills(layers, folder: str) -> dict:
    scores = MaskScores()
    for file in sorted(Path(folder, "img").iterdir()):
        picture = read(file)
        height, width = picture.shape[:2]
        map_ = torch.sigmoid(logits_of(layers, picture, *size_for(width, height)))[0, 0].numpy()
        mask = cv2.imread(str(Path(folder, "gt", file.stem + ".png")), 0) > 127
        scores.add(cv2.resize(map_, mask.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(float), mask)
    return scores.result()


def osie(layers, clone_path: str, choose: bool) -> dict:
    clone, names = Clone(clone_path), held_out("osie-test")
    names = held_out("osie") - names if choose else names
    found, limit = osie_fixations(clone), np.array([800, 600])
    points = {}
    for name in names:
        all_ = np.concatenate(found[name])
        all_ = all_[(all_ >= 0).all(1) & (all_ < limit).all(1)]
        points[name] = np.clip(all_.round().astype(int), 0, limit - 1)
    scores = GazeScores(points)
    for name in sorted(points):
        picture = np.ascontiguousarray(clone.picture(f"data/stimuli/{name}.jpg"))
        logits = logits_of(layers, picture, *GAZE_SIZE)[0, 0]
        map_ = torch.exp(logits - logits.max()).numpy()
        scores.add(name, cv2.resize(map_, (800, 600), interpolation=cv2.INTER_LINEAR).astype(float))
    return scores.result()


def one_set(layers, folder: str, name: str) -> dict:
    """Correlation with the blurred fixations of a set in the cache: of the network's maps, and of its center bias alone."""
    pictures, found = np.load(f"{folder}/pictures.npy"), []
    bias = layers[-1]["b"]
    for picture in pictures[np.load(f"{folder}/sets.npy") == name]:
        logits = logits_of(layers, np.ascontiguousarray(picture[..., :3]), *GAZE_SIZE)[0, 0]
        seen = cv2.resize(np.ascontiguousarray(picture[..., 3]), HALF, interpolation=cv2.INTER_AREA).astype(float)
        maps = [torch.softmax(map_.flatten(), 0) for map_ in (logits, export.center(bias, *HALF[::-1]))]
        found.append([np.corrcoef(map_.numpy(), seen.ravel())[0, 1] for map_ in maps])
    return dict(zip(("cc", "cc_of_center"), np.mean(found, 0)), pictures=len(found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=export.KINDS)
    parser.add_argument("network", help="checkpoint NAME.pt, or an exported file without its extension")
    parser.add_argument("--type", choices=export.TYPES)
    parser.add_argument("--stills")
    parser.add_argument("--osie")
    parser.add_argument("--choose", action="store_true")
    parser.add_argument("--cache")
    parser.add_argument("--set")
    given = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    layers = layers_of(given.kind, given.network, given.type)
    if given.stills:
        result = stills(layers, given.stills)
    else:
        result = osie(layers, given.osie, given.choose) if given.osie else one_set(layers, given.cache, given.set)
    print(json.dumps({key: round(float(value), 4) for key, value in result.items()}))
