"""How well maps agree with masks and with fixations, as the benchmarks count it."""

import cv2
import numpy as np


class MaskScores:
    """Collects max-F (beta^2 = 0.3, the best of 256 thresholds for the whole set), MAE and S-measure (alpha = 0.5)."""

    def __init__(self):
        self.precision, self.recall, self.mae, self.s = [], [], [], []

    def add(self, map_, mask):
        """A map in [0, 1] and a mask of the same size; the map is stretched to its full range, as the benchmarks do."""
        map_ = (map_ - map_.min()) / max(map_.max() - map_.min(), 1e-9)
        levels = np.rint(map_ * 255).astype(np.uint8)
        hits = np.bincount(levels[mask], minlength=256)[::-1].cumsum()
        found = np.bincount(levels.ravel(), minlength=256)[::-1].cumsum()
        self.precision.append(np.where(found, hits / np.maximum(found, 1), 1))
        self.recall.append(hits / mask.sum())
        self.mae.append(np.abs(map_ - mask).mean())
        self.s.append(max(0.0, (by_object(map_, mask) + by_region(map_, mask)) / 2))

    def result(self):
        p, r = np.mean(self.precision, 0), np.mean(self.recall, 0)
        f = 1.3 * p * r / np.maximum(0.3 * p + r, 1e-12)
        return dict(pictures=len(self.s), max_f=f.max(), mae=np.mean(self.mae), s=np.mean(self.s))


def by_object(map_, mask):
    part = lambda x: 2 * x.mean() / (x.mean() ** 2 + 1 + x.std(ddof=1))
    return mask.mean() * part(map_[mask]) + (1 - mask.mean()) * part(1 - map_[~mask])


def by_region(map_, mask):
    """Structural similarity of the four parts into which the mask's center of mass divides the picture."""
    ys, xs = np.nonzero(mask)
    y, x, total = int(round(ys.mean())) + 1, int(round(xs.mean())) + 1, 0.0
    for rows in (slice(0, y), slice(y, None)):
        for columns in (slice(0, x), slice(x, None)):
            m, g = map_[rows, columns], mask[rows, columns].astype(float)
            if m.size > 1:
                total += m.size / mask.size * similarity(m, g)
    return total


def similarity(m, g):
    a, b, n = m.mean(), g.mean(), m.size - 1
    above = 4 * a * b * ((m - a) * (g - b)).sum() / n
    below = (a * a + b * b) * (((m - a) ** 2).sum() + ((g - b) ** 2).sum()) / n
    return above / (below + 1e-20) if above else float(below == 0)


class GazeScores:
    """Collects NSS, CC (against fixations blurred by 1/32 of the longer side) and sAUC (negatives: where others looked in ten other pictures)."""

    def __init__(self, fixations: dict):
        """`fixations`: name to an integer array (n, 2) of x and y, all pictures of one size."""
        self.fixations, self.rng = fixations, np.random.default_rng(7)
        self.nss, self.cc, self.sauc = [], [], []

    def add(self, name, map_):
        points = self.fixations[name]
        map_ = map_ + self.rng.random(map_.shape) * map_.max() * 1e-7
        seen = np.zeros(map_.shape)
        np.add.at(seen, (points[:, 1], points[:, 0]), 1)
        seen = cv2.GaussianBlur(seen, (0, 0), max(map_.shape) / 32)
        others = self.rng.choice([other for other in sorted(self.fixations) if other != name], 10, replace=False)
        others = np.concatenate([self.fixations[other] for other in others])
        here = map_[points[:, 1], points[:, 0]]
        self.nss.append(((here - map_.mean()) / map_.std()).mean())
        self.cc.append(np.corrcoef(map_.ravel(), seen.ravel())[0, 1])
        self.sauc.append(area_under_curve(here, map_[others[:, 1], others[:, 0]]))

    def result(self):
        return dict(pictures=len(self.nss), nss=np.mean(self.nss), cc=np.mean(self.cc), sauc=np.mean(self.sauc))


def area_under_curve(positive, negative):
    """Of the curve of true against false positives, one step at each positive."""
    levels = np.sort(positive)[::-1]
    true = np.concatenate([[0], np.arange(1, len(levels) + 1) / len(levels), [1]])
    false = np.concatenate([[0], 1 - np.searchsorted(np.sort(negative), levels) / len(negative), [1]])
    return np.trapz(true, false)
