// Label images as runs: [start, end) of one label in a row, int32 each, in scan order. `rowStarts` has one entry more
// than there are rows. All that follows the assignment of pixels costs as much as there are runs.

/** Cuts the rows of a uint16 label image into runs, and returns how many they are. Reads up to 18 bytes behind a row. */
export function extractRuns(labels: usize, stride: i32, width: i32, height: i32, starts: usize, ends: usize, runLabels: usize, rowStarts: usize): i32 {
  let n = 0;
  for (let y = 0; y < height; y++) {
    const row = labels + y * (stride << 1);
    store<i32>(rowStarts + (y << 2), n >> 2);
    let start = 0;
    // Where runs end within 64 pixels is found at once: a loop that ends often is a loop that is guessed wrong often.
    for (let left = 0; left < width - 1; left += 64) {
      const right = min(left + 64, width - 1);
      let edges: u64 = 0;
      for (let x = left; x < right; x += 16) edges |= edgesOf(row + (x << 1)) << (x - left);
      edges &= ~<u64>0 >> (64 - (right - left));
      while (edges) {
        const end = left + <i32>ctz(edges) + 1;
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

/** Marks which of 16 labels differ from the next one, a bit each. */
@inline
function edgesOf(p: usize): u64 {
  const low = i16x8.ne(v128.load(p), v128.load(p, 2)), high = i16x8.ne(v128.load(p, 16), v128.load(p, 18));
  return <u64>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
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

/** The label of pixels that wait for one. */
const NOBODY: i32 = 0xffff;

/**
 * Leaves every label one component: its largest, if that has `minArea` pixels. All other pixels get the label of the
 * nearest one that is left, so that what is cut off is shared among all of its neighbors.
 *
 * Pixels and sums follow; runs must be read again if any pixel was moved.
 *
 * @param areas - as `connectRuns` leaves it, and `parents` and `roots`; clobbered.
 * @param best - int32 for each label; overwritten.
 * @param labels - the uint16 label image.
 * @param planes - R, G and B of the pixels as bytes, `planeBytes` apart, rows `stride` apart as those of the labels.
 * @param sums - six float64 a label: pixels, then the sums of their x, y, R, G, B.
 * @returns how many pixels were moved.
 */
export function keepLargest(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, width: i32, height: i32, parents: usize, areas: usize, roots: usize, components: i32, best: usize, count: i32, minArea: i32, labels: usize, planes: usize, planeBytes: i32, stride: i32, sums: usize): i32 {
  chooseKept(runLabels, areas, roots, components, best, count, minArea);
  // The list of pixels takes the memory of the roots, as no list is longer than the picture.
  let waiting = 0;
  for (let y = 0, run = 0; y < height; y++) {
    for (const rowEnd = at(rowStarts, y + 1); run < rowEnd; run++) {
      if (at(areas, at(parents, run))) continue;
      const sum = sums + at(runLabels, run) * 48;
      for (let x = at(starts, run), end = at(ends, run); x < end; x++) {
        const pixel = y * stride + x;
        addPixel(sum, x, y, planes + pixel, planeBytes, -1);
        store<u16>(labels + (pixel << 1), <u16>NOBODY);
        put(roots, waiting++, (y << 16) | x);
      }
    }
  }
  flood(roots, waiting, parents, areas, labels, stride, width, height, planes, planeBytes, sums);
  return waiting;
}

/** Writes to `areas`, at the first run of each component, whether it is kept. At least one is. */
function chooseKept(runLabels: usize, areas: usize, roots: usize, components: i32, best: usize, count: i32, minArea: i32): void {
  memory.fill(best, 0xff, count << 2);
  let largest = 0;
  for (let i = 0; i < components; i++) {
    const run = at(roots, i);
    const label = at(runLabels, run), known = at(best, label), area = at(areas, run);
    if (known < 0 || area > at(areas, known)) put(best, label, run);
    largest = max(largest, area);
  }
  minArea = min(minArea, largest);
  for (let i = 0; i < components; i++) {
    const run = at(roots, i);
    put(areas, run, <i32>(at(best, at(runLabels, run)) == run && at(areas, run) >= minArea));
  }
}

/**
 * Labels the pixels of nobody, ring by ring, as the first of their neighbors that has a label.
 *
 * @param waiting - those pixels, (y << 16) | x; clobbered, as are `found` and `foundLabels`, of the same length.
 */
function flood(waiting: usize, count: i32, found: usize, foundLabels: usize, labels: usize, stride: i32, width: i32, height: i32, planes: usize, planeBytes: i32, sums: usize): void {
  const row = stride << 1;
  while (count) {
    let left = 0, n = 0;
    for (let i = 0; i < count; i++) {
      const pixel = at(waiting, i);
      const x = pixel & 0xffff, y = pixel >>> 16;
      const p = labels + y * row + (x << 1);
      let label = NOBODY;
      if (y > 0) label = load<u16>(p - row);
      if (label == NOBODY && x > 0) label = load<u16>(p - 2);
      if (label == NOBODY && x < width - 1) label = load<u16>(p + 2);
      if (label == NOBODY && y < height - 1) label = load<u16>(p + row);
      if (label == NOBODY) {
        put(waiting, left++, pixel);
      } else {
        put(found, n, pixel);
        put(foundLabels, n++, label);
      }
    }
    for (let i = 0; i < n; i++) {
      const x = at(found, i) & 0xffff, y = at(found, i) >>> 16, label = at(foundLabels, i);
      const pixel = y * stride + x;
      store<u16>(labels + (pixel << 1), <u16>label);
      addPixel(sums + label * 48, x, y, planes + pixel, planeBytes, 1);
    }
    count = left;
  }
}

/** Adds a pixel to the sums of a label, `sign` times. */
@inline
function addPixel(sum: usize, x: i32, y: i32, plane: usize, planeBytes: i32, sign: f64): void {
  const nx = f64x2.replace_lane(f64x2.splat(1), 1, <f64>x);
  const yr = f64x2.replace_lane(f64x2.splat(<f64>y), 1, <f64>load<u8>(plane));
  const gb = f64x2.replace_lane(f64x2.splat(<f64>load<u8>(plane + planeBytes)), 1, <f64>load<u8>(plane + 2 * planeBytes));
  const signs = f64x2.splat(sign);
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(nx, signs)));
  v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.mul(yr, signs)), 16);
  v128.store(sum, f64x2.add(v128.load(sum, 32), f64x2.mul(gb, signs)), 32);
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
