// Region graphs as bit matrices: bit j of row i tells that i and j are joined. Rows are `rowBytes` apart, a multiple of 16.

const TOP = 1, BOTTOM = 2, LEFT = 4, RIGHT = 8;

/**
 * Zeroes `bits`, then joins superpixels that touch at a side or a corner of a pixel; writes to `sides`, a byte each,
 * which sides of the picture they touch: 1 top, 2 bottom, 4 left, 8 right.
 */
export function joinAdjacent(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32, nodes: i32, bits: usize, rowBytes: i32, sides: usize): void {
  memory.fill(bits, 0, nodes * rowBytes);
  memory.fill(sides, 0, nodes);
  for (let y = 0; y < height; y++) {
    let above = y > 0 ? load<i32>(rowStarts + ((y - 1) << 2)) : 0;
    const first = load<i32>(rowStarts + (y << 2)), end = load<i32>(rowStarts + (y << 2), 4);
    const aboveEnd = y > 0 ? first : 0;
    const side = (y == 0 ? TOP : 0) | (y == height - 1 ? BOTTOM : 0);
    let previous = -1;
    for (let run = first; run < end; run++) {
      const label = load<i32>(runLabels + (run << 2));
      if (side) touch(sides, label, side);
      if (previous >= 0 && previous != label) join(bits, rowBytes, previous, label);
      previous = label;
      const start = load<i32>(starts + (run << 2)), stop = load<i32>(ends + (run << 2));
      // Corners count: a run above touches when it ends at this one's start, or starts at its end.
      while (above < aboveEnd && load<i32>(ends + (above << 2)) < start) above++;
      for (let other = above; other < aboveEnd && load<i32>(starts + (other << 2)) <= stop; other++) {
        const otherLabel = load<i32>(runLabels + (other << 2));
        if (otherLabel != label) join(bits, rowBytes, otherLabel, label);
      }
    }
    touch(sides, load<i32>(runLabels + (first << 2)), LEFT);
    touch(sides, previous, RIGHT);
  }
}

@inline
function touch(sides: usize, label: i32, side: i32): void {
  store<u8>(sides + label, load<u8>(sides + label) | <u8>side);
}

@inline
function join(bits: usize, rowBytes: i32, a: i32, b: i32): void {
  const p = bits + a * rowBytes + (b >> 3), q = bits + b * rowBytes + (a >> 3);
  store<u8>(p, load<u8>(p) | bit(b));
  store<u8>(q, load<u8>(q) | bit(a));
}

/**
 * Joins all nodes that touch a side with each other in `bits`, then writes to `out` what each node reaches in one or
 * two steps, itself left out, and to `edges` the pairs (i, j), i < j, as two uint16 each, by rows. Returns how many.
 *
 * @param border - one row, clobbered.
 */
export function expandGraph(bits: usize, rowBytes: i32, nodes: i32, sides: usize, border: usize, out: usize, edges: usize): i32 {
  memory.fill(border, 0, rowBytes);
  for (let i = 0; i < nodes; i++) if (load<u8>(sides + i)) store<u8>(border + (i >> 3), load<u8>(border + (i >> 3)) | bit(i));
  for (let i = 0; i < nodes; i++) {
    if (load<u8>(sides + i) == 0) continue;
    const row = bits + i * rowBytes;
    unite(row, border, rowBytes);
    clear(row, i);
  }
  let n: usize = edges;
  for (let i = 0; i < nodes; i++) {
    const row = bits + i * rowBytes, target = out + i * rowBytes;
    memory.copy(target, row, rowBytes);
    for (let byte = 0; byte < rowBytes; byte += 8) {
      let word = load<u64>(row + byte);
      while (word) {
        unite(target, bits + ((byte << 3) + <i32>ctz(word)) * rowBytes, rowBytes);
        word &= word - 1;
      }
    }
    clear(target, i);
    for (let byte = (i >> 6) << 3; byte < rowBytes; byte += 8) {
      let word = load<u64>(target + byte);
      if (byte == (i >> 6) << 3) word &= ~(((<u64>2) << (i & 63)) - 1);
      while (word) {
        store<u16>(n, <u16>i);
        store<u16>(n, <u16>((byte << 3) + <i32>ctz(word)), 2);
        n += 4;
        word &= word - 1;
      }
    }
  }
  return <i32>(n - edges) >> 2;
}

@inline
function unite(row: usize, other: usize, rowBytes: i32): void {
  for (let byte = 0; byte < rowBytes; byte += 16) v128.store(row + byte, v128.or(v128.load(row + byte), v128.load(other + byte)));
}

@inline
function clear(row: usize, i: i32): void {
  store<u8>(row + (i >> 3), load<u8>(row + (i >> 3)) & ~bit(i));
}

@inline
function bit(i: i32): u8 {
  return <u8>1 << <u8>(i & 7);
}
