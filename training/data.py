"""What the networks learn from: reads git clones of public repositories into arrays of small pictures.

    set          pictures  repository (github.com)                          terms that it states
    DUTS-TR        10,353  aviroshkovan/DUTS-TR                             none; its authors: free for academic research
    OSIE              458  NUS-VIP/predicting-human-gaze-beyond-pixels      MIT
    NUS-Scene         500  Yanakz/Scene                                     MIT
    MIT1003-100       100  cvzoya/saliency                                  none

The names in held-out/ are measured with, and therefore never read here.
A cache is one array of uint8, (pictures, 224, 224, 4): red, green, blue, and the mask or the density of gaze.
Every picture is squeezed to the square; its aspect is kept beside it, and undone by augmentation.

    python3 data.py duts  CLONE CACHE [--part 0/2]
    python3 data.py gaze  CACHE --osie CLONE --scene CLONE --mit CLONE
"""

import argparse
import io
import subprocess
from pathlib import Path

import cv2
import numpy as np

SIDE = 224
HERE = Path(__file__).parent


def held_out(name: str) -> set:
    """The names, without extension, that must not be trained on."""
    return set((HERE / "held-out" / f"{name}.txt").read_text().split())


class Clone:
    """A git clone, with or without a work tree, whose newest files are read by path."""

    def __init__(self, path: str):
        self.path = path
        self.reader = subprocess.Popen(
            ["git", "-C", path, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def names(self, folder: str) -> list:
        listed = subprocess.run(
            ["git", "-C", self.path, "ls-tree", "--name-only", f"HEAD:{folder}"], check=True, capture_output=True, text=True
        )
        return sorted(listed.stdout.splitlines())

    def read(self, path: str) -> bytes:
        self.reader.stdin.write(f"HEAD:{path}\n".encode())
        self.reader.stdin.flush()
        head = self.reader.stdout.readline().split()
        if len(head) != 3:
            raise FileNotFoundError(path)
        data = self.reader.stdout.read(int(head[2]))
        self.reader.stdout.read(1)
        return data

    def picture(self, path: str, flags=cv2.IMREAD_COLOR):
        picture = cv2.imdecode(np.frombuffer(self.read(path), np.uint8), flags)
        return picture if flags == cv2.IMREAD_GRAYSCALE else picture[..., ::-1]


def squeeze(picture):
    return cv2.resize(np.ascontiguousarray(picture), (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def cache_duts(clone_path: str, out: str, part: str):
    """Decodes DUTS-TR. Two parts may run at the same time; what is already there is not decoded again."""
    clone, excluded = Clone(clone_path), held_out("duts")
    names = [n[:-4] for n in clone.names("DUTS-TR-Image") if n[:-4] not in excluded]
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "names.txt").write_text("\n".join(names))
    pictures = open_or_create(out / "pictures.npy", (len(names), SIDE, SIDE, 4), np.uint8)
    aspects = open_or_create(out / "aspects.npy", (len(names),), np.float32)
    first, parts = map(int, part.split("/"))
    for i in range(first, len(names), parts):
        if aspects[i]:
            continue
        picture = clone.picture(f"DUTS-TR-Image/{names[i]}.jpg")
        mask = clone.picture(f"DUTS-TR-Mask/{names[i]}.png", cv2.IMREAD_GRAYSCALE)
        pictures[i, ..., :3] = squeeze(picture)
        pictures[i, ..., 3] = squeeze((mask > 127).astype(np.uint8) * 255)
        aspects[i] = picture.shape[1] / picture.shape[0]
    pictures.flush()
    aspects.flush()
    print(len(names), "pairs,", len(excluded), "held out")


def open_or_create(path: Path, shape, kind):
    if path.exists():
        return np.lib.format.open_memmap(path, "r+")
    return np.lib.format.open_memmap(path, "w+", kind, shape)


def density(points, width: int, height: int):
    """Fixations, blurred by a Gaussian of 1/32 of the longer side (about one degree of what the eye sees sharply)."""
    scale = min(1, 640 / max(width, height))
    found = np.zeros((round(height * scale), round(width * scale)), np.float32)
    points = np.asarray(points, float).reshape(-1, 2)
    inside = (points >= 0).all(1) & (points[:, 0] < width) & (points[:, 1] < height)
    x, y = np.minimum((points[inside] * scale).astype(int), [found.shape[1] - 1, found.shape[0] - 1]).T
    np.add.at(found, (y, x), 1)
    return cv2.GaussianBlur(found, (0, 0), max(found.shape) / 32)


def osie_fixations(clone: Clone) -> dict:
    """Name to a list with an array of (x, y) for each viewer."""
    from scipy.io import loadmat

    found = {}
    for entry in loadmat(io.BytesIO(clone.read("data/eye/fixations.mat")), squeeze_me=True)["fixations"]:
        name, viewers = entry.item()
        found[name[:-4]] = [np.stack(np.atleast_1d(*viewer.item()[:2]), 1).astype(float) for viewer in np.atleast_1d(viewers)]
    return found


def cache_gaze(out: str, osie: str, scene: str, mit: str):
    """Decodes the sets with gaze that are given, and notes of which set each picture is."""
    from scipy.io import loadmat

    pictures, aspects, sets = [], [], []

    def keep(name, picture, map_):
        map_ = squeeze(map_.astype(np.float32))
        pictures.append(np.dstack([squeeze(picture), np.round(map_ / max(map_.max(), 1e-9) * 255).astype(np.uint8)]))
        aspects.append(picture.shape[1] / picture.shape[0])
        sets.append(name)

    if osie:
        clone, excluded = Clone(osie), held_out("osie")
        for name, viewers in sorted(osie_fixations(clone).items()):
            if name not in excluded:
                picture = clone.picture(f"data/stimuli/{name}.jpg")
                keep("osie", picture, density(np.concatenate(viewers), picture.shape[1], picture.shape[0]))
    if scene:
        clone = Clone(scene)
        fixations = loadmat(io.BytesIO(clone.read("data/tidy/fixations.mat")), squeeze_me=True)["fixations"]
        for name, viewers in zip(clone.names("data/stimuli"), fixations, strict=True):
            picture = clone.picture(f"data/stimuli/{name}")
            points = [row[[1, 0]] for viewer in viewers if np.size(viewer) for row in np.atleast_2d(viewer)]
            keep("scene", picture, density(points, picture.shape[1], picture.shape[0]))
    if mit:
        clone, folder = Clone(mit), "code_forOptimization/ParameterTrainingOnICCV"
        for name in clone.names(f"{folder}/100_ICCV_STIMULI"):
            picture = clone.picture(f"{folder}/100_ICCV_STIMULI/{name}")
            map_ = clone.picture(f"{folder}/ICCVdata/ALLFIXATIONMAPSICCV/{Path(name).stem}.jpg", cv2.IMREAD_GRAYSCALE)
            keep("mit1003", picture, map_)
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "pictures.npy", np.stack(pictures))
    np.save(out / "aspects.npy", np.array(aspects, np.float32))
    np.save(out / "sets.npy", np.array(sets))
    print({name: sets.count(name) for name in sorted(set(sets))})


if __name__ == "__main__":
    cv2.setNumThreads(1)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    duts = verbs.add_parser("duts")
    duts.add_argument("clone")
    duts.add_argument("cache")
    duts.add_argument("--part", default="0/1")
    gaze = verbs.add_parser("gaze")
    gaze.add_argument("cache")
    for name in ("osie", "scene", "mit"):
        gaze.add_argument(f"--{name}")
    given = parser.parse_args()
    if given.verb == "duts":
        cache_duts(given.clone, given.cache, given.part)
    else:
        cache_gaze(given.cache, given.osie, given.scene, given.mit)
