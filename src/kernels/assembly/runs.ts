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

@inline
function rootOf(parents: usize, run: i32): i32 {
  let parent = at(parents, run);
  while (parent != run) {
    run = parent;
    parent = at(parents, run);
  }
  return run;
}

/**
 * Writes to `parents` the first run of the 4-connected component that each run is of; to `areas`, at that run, the
 * component's pixels; and to `roots` all such runs, in order. Returns how many components there are.
 */
export function connectRuns(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32, parents: usize, areas: usize, roots: usize): i32 {
  const count = at(rowStarts, height);
  for (let run = 0; run < count; run++) put(parents, run, run);
  for (let y = 1; y < height; y++) {
    let above = at(rowStarts, y - 1), here = at(rowStarts, y);
    const aboveEnd = here;
    while (above < aboveEnd) {
      if (at(runLabels, above) == at(runLabels, here)) {
        const a = rootOf(parents, above), b = rootOf(parents, here);
        // The lower index becomes the root, so that one pass in order flattens the forest.
        put(parents, max(a, b), min(a, b));
        put(parents, here, min(a, b));
      }
      const endAbove = at(ends, above), endHere = at(ends, here);
      above += <i32>(endAbove <= endHere);
      here += <i32>(endHere <= endAbove);
    }
  }
  memory.fill(areas, 0, count << 2);
  let components = 0;
  for (let run = 0; run < count; run++) {
    const parent = at(parents, run);
    const root = at(parents, parent);
    put(parents, run, root);
    put(areas, root, at(areas, root) + at(ends, run) - at(starts, run));
    put(roots, components, run);
    components += <i32>(parent == run);
  }
  return components;
}

/**
 * Leaves every label one component: its largest, if that has `minArea` pixels. Any other joins what is left of its
 * first pixel, or above it; both come before it in scan order, so that one pass settles all.
 *
 * Pixels, runs and sums follow: neighboring runs of one label become one.
 *
 * @param areas - as `connectRuns` leaves it, and `parents` and `roots`; clobbered.
 * @param best - int32 for each label; overwritten.
 * @param labels - the uint16 label image.
 * @param planes - R, G and B of the pixels as bytes, `planeBytes` apart, rows `stride` apart as those of the labels.
 * @param sums - six float64 a label: pixels, then the sums of their x, y, R, G, B.
 * @returns how many runs are left.
 */
export function keepLargest(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32, parents: usize, areas: usize, roots: usize, components: i32, best: usize, count: i32, minArea: i32, labels: usize, planes: usize, planeBytes: i32, stride: i32, sums: usize): i32 {
  const first = chooseLabels(starts, runLabels, parents, areas, roots, components, best, count, minArea);
  let kept = 0;
  let run = 0;
  for (let y = 0; y < height; y++) {
    const rowEnd = at(rowStarts, y + 1);
    put(rowStarts, y, kept);
    let previous = -1;
    for (; run < rowEnd; run++) {
      const old = at(runLabels, run), end = at(ends, run);
      let label = at(areas, at(parents, run));
      if (label < 0) label = first;
      if (label != old) moveRun(at(starts, run), end, y, old, label, labels + y * (stride << 1), planes + y * stride, planeBytes, sums);
      if (label == previous) {
        put(ends, kept - 1, end);
      } else {
        put(starts, kept, at(starts, run));
        put(ends, kept, end);
        put(runLabels, kept, label);
        kept++;
        previous = label;
      }
    }
  }
  put(rowStarts, height, kept);
  return kept;
}

/**
 * Writes to `areas`, at the first run of each component, the label that it gets: -1 for one that has no kept component
 * before it in scan order. Those are joined to the first kept one, whose label is returned.
 */
function chooseLabels(starts: usize, runLabels: usize, parents: usize, areas: usize, roots: usize, components: i32, best: usize, count: i32, minArea: i32): i32 {
  memory.fill(best, 0xff, count << 2);
  let largest = 0;
  for (let i = 0; i < components; i++) {
    const run = at(roots, i);
    const label = at(runLabels, run), known = at(best, label), area = at(areas, run);
    if (known < 0 || area > at(areas, known)) put(best, label, run);
    largest = max(largest, area);
  }
  minArea = min(minArea, largest);
  let first = -1;
  for (let i = 0; i < components; i++) {
    let run = at(roots, i);
    const label = at(runLabels, run);
    if (at(best, label) == run && at(areas, run) >= minArea) {
      put(areas, run, label);
      if (first < 0) first = label;
      continue;
    }
    // To the left, or at the start of a row to the run above, which starts its row too.
    let other = run - 1;
    if (at(starts, run) == 0) while (other > 0 && at(starts, other) != 0) other--;
    put(areas, run, run == 0 ? -1 : at(areas, at(parents, other)));
  }
  return first;
}

/** Gives a run's pixels and their sums to another label. */
@inline
function moveRun(start: i32, end: i32, y: i32, old: i32, label: i32, row: usize, plane: usize, planeBytes: i32, sums: usize): void {
  let r = 0, g = 0, b = 0;
  for (let x = start; x < end; x++) {
    store<u16>(row + (x << 1), <u16>label);
    r += load<u8>(plane + x);
    g += load<u8>(plane + planeBytes + x);
    b += load<u8>(plane + 2 * planeBytes + x);
  }
  const n = <f64>(end - start);
  const nx = f64x2.replace_lane(f64x2.splat(n), 1, n * 0.5 * <f64>(start + end - 1));
  const yr = f64x2.replace_lane(f64x2.splat(n * <f64>y), 1, <f64>r);
  const gb = f64x2.replace_lane(f64x2.splat(<f64>g), 1, <f64>b);
  const from = sums + old * 48, to = sums + label * 48;
  v128.store(from, f64x2.sub(v128.load(from), nx));
  v128.store(from, f64x2.sub(v128.load(from, 16), yr), 16);
  v128.store(from, f64x2.sub(v128.load(from, 32), gb), 32);
  v128.store(to, f64x2.add(v128.load(to), nx));
  v128.store(to, f64x2.add(v128.load(to, 16), yr), 16);
  v128.store(to, f64x2.add(v128.load(to, 32), gb), 32);
}

/** Replaces each label by `map` of it, int32. */
export function relabelRuns(runLabels: usize, count: i32, map: usize): void {
  for (let run = 0; run < count; run++) put(runLabels, run, at(map, at(runLabels, run)));
}

/** Writes the value of each pixel's label, float32, to `out`; its rows are `outStride` values apart. */
export function paintLabels(labels: usize, stride: i32, width: i32, height: i32, values: usize, out: usize, outStride: i32): void {
  for (let y = 0; y < height; y++) {
    let p = labels + y * (stride << 1);
    let q = out + y * (outStride << 2);
    const end = q + (width << 2);
    for (; q + 16 <= end; q += 16) {
      store<f32>(q, load<f32>(values + ((<usize>load<u16>(p)) << 2)));
      store<f32>(q, load<f32>(values + ((<usize>load<u16>(p, 2)) << 2)), 4);
      store<f32>(q, load<f32>(values + ((<usize>load<u16>(p, 4)) << 2)), 8);
      store<f32>(q, load<f32>(values + ((<usize>load<u16>(p, 6)) << 2)), 12);
      p += 8;
    }
    for (; q < end; q += 4) {
      store<f32>(q, load<f32>(values + ((<usize>load<u16>(p)) << 2)));
      p += 2;
    }
  }
}
