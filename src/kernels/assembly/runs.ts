// Label images as runs: [start, end) of one label in a row, int32 each, in scan order. `rowStarts` has one entry more
// than there are rows. All that follows the assignment of pixels costs as much as there are runs.

/** Cuts the rows of a uint16 label image into runs, and returns how many they are. */
export function extractRuns(labels: usize, stride: i32, width: i32, height: i32, starts: usize, ends: usize, runLabels: usize, rowStarts: usize): i32 {
  let n = 0;
  for (let y = 0; y < height; y++) {
    const row = labels + y * (stride << 1);
    store<i32>(rowStarts + (y << 2), n >> 2);
    let start = 0;
    for (let x = 0; x < width - 1; x += 8) {
      let edges = i16x8.bitmask(i16x8.ne(v128.load(row + (x << 1)), v128.load(row + (x << 1), 2)));
      edges &= (1 << min(8, width - 1 - x)) - 1;
      while (edges) {
        const end = x + ctz(edges) + 1;
        edges &= edges - 1;
        store<i32>(starts + n, start);
        store<i32>(ends + n, end);
        store<i32>(runLabels + n, load<u16>(row + (start << 1)));
        n += 4;
        start = end;
      }
    }
    store<i32>(starts + n, start);
    store<i32>(ends + n, width);
    store<i32>(runLabels + n, load<u16>(row + (start << 1)));
    n += 4;
  }
  store<i32>(rowStarts + (height << 2), n >> 2);
  return n >> 2;
}

@inline
function at(array: usize, index: i32): i32 {
  return load<i32>(array + (index << 2));
}

@inline
function put(array: usize, index: i32, value: i32): void {
  store<i32>(array + (index << 2), value);
}

function rootOf(parents: usize, run: i32): i32 {
  let parent = at(parents, run);
  while (parent != run) {
    const above = at(parents, parent);
    put(parents, run, above);
    run = parent;
    parent = above;
  }
  return run;
}

/**
 * Writes to `parents` the first run of the 4-connected component that each run is of, and to `areas`, at that run, the
 * component's pixels.
 */
export function connectRuns(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32, parents: usize, areas: usize): void {
  const count = at(rowStarts, height);
  for (let run = 0; run < count; run++) put(parents, run, run);
  for (let y = 1; y < height; y++) {
    let above = at(rowStarts, y - 1), here = at(rowStarts, y);
    const aboveEnd = here, hereEnd = at(rowStarts, y + 1);
    while (above < aboveEnd && here < hereEnd) {
      if (at(runLabels, above) == at(runLabels, here)) {
        const a = rootOf(parents, above), b = rootOf(parents, here);
        // The lower index becomes the root, so that one pass in order flattens the forest.
        if (a < b) put(parents, b, a);
        else if (b < a) put(parents, a, b);
      }
      const ea = at(ends, above), eh = at(ends, here);
      if (ea <= eh) above++;
      if (eh <= ea) here++;
    }
  }
  for (let run = 0; run < count; run++) {
    const parent = at(parents, run);
    const length = at(ends, run) - at(starts, run);
    if (parent == run) put(areas, run, length);
    else {
      const root = at(parents, parent);
      put(parents, run, root);
      put(areas, root, at(areas, root) + length);
    }
  }
}

/**
 * Leaves every label one component: its largest, if that has `minArea` pixels. Any other joins what is left of its
 * first pixel, or above it; both come before it in scan order, so that one pass settles all.
 *
 * @param areas - as `connectRuns` leaves it; clobbered.
 * @param best - int32 for each label; overwritten.
 * @returns how many runs changed their label.
 */
export function keepLargest(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32, parents: usize, areas: usize, best: usize, labels: i32, minArea: i32): i32 {
  const count = at(rowStarts, height);
  for (let label = 0; label < labels; label++) put(best, label, -1);
  let largest = 0;
  for (let run = 0; run < count; run++) {
    if (at(parents, run) != run) continue;
    const label = at(runLabels, run), known = at(best, label);
    if (known < 0 || at(areas, run) > at(areas, known)) put(best, label, run);
    if (at(areas, run) > at(areas, largest)) largest = run;
  }
  minArea = min(minArea, at(areas, largest));
  // From here on `areas` holds, at the root of a component, the label that it gets: -1 for one that has no kept
  // component before it in scan order, which then is joined to the first one.
  let first = -1;
  let changed = 0;
  for (let y = 0; y < height; y++) {
    const rowStart = at(rowStarts, y), rowEnd = at(rowStarts, y + 1);
    let above = y > 0 ? at(rowStarts, y - 1) : 0;
    for (let run = rowStart; run < rowEnd; run++) {
      if (at(parents, run) != run) continue;
      const label = at(runLabels, run);
      if (at(best, label) == run && at(areas, run) >= minArea) {
        put(areas, run, label);
        if (first < 0) first = label;
      } else if (run > rowStart) {
        put(areas, run, at(areas, at(parents, run - 1)));
      } else if (y > 0) {
        while (at(ends, above) <= at(starts, run)) above++;
        put(areas, run, at(areas, at(parents, above)));
      } else {
        put(areas, run, -1);
      }
    }
  }
  for (let run = 0; run < count; run++) {
    let label = at(areas, at(parents, run));
    if (label < 0) label = first;
    if (label != at(runLabels, run)) {
      put(runLabels, run, label);
      changed++;
    }
  }
  return changed;
}

/** Replaces each label by `map` of it, int32. */
export function relabelRuns(runLabels: usize, count: i32, map: usize): void {
  for (let run = 0; run < count; run++) put(runLabels, run, at(map, at(runLabels, run)));
}

/** Writes the value of each run's label, float32, to its pixels; rows `stride` values apart. */
export function paintRuns(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32, values: usize, out: usize, stride: i32): void {
  for (let y = 0; y < height; y++) {
    const row = out + y * (stride << 2);
    const rowEnd = at(rowStarts, y + 1);
    for (let run = at(rowStarts, y); run < rowEnd; run++) {
      const value = v128.load32_splat(values + (at(runLabels, run) << 2));
      let p = row + (at(starts, run) << 2);
      const end = row + (at(ends, run) << 2);
      for (; p + 16 <= end; p += 16) v128.store(p, value);
      for (; p < end; p += 4) v128.store_lane<i32>(p, value, 0);
    }
  }
}
