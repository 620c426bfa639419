// Region graphs as bit matrices: bit j of row i tells that i and j are joined. Rows are `rowBytes` apart, a multiple of 16.

const TOP: u8 = 1, BOTTOM: u8 = 2, LEFT: u8 = 4, RIGHT: u8 = 8;

/**
 * Joins superpixels that touch at a side or a corner of a pixel, in `bits`; writes to `sides`, a byte each, which sides of
 * the picture they touch: 1 top, 2 bottom, 4 left, 8 right; and to `order` their numbers, uint16, in scan order.
 *
 * @param bytes - one for each bit, clobbered: marking a pair again and again is cheaper than asking whether it is new.
 */
export function joinAdjacent(ends: usize, runLabels: usize, rowStarts: usize, height: i32, nodes: i32, bytes: usize, bits: usize, rowBytes: i32, sides: usize, order: usize): void {
  const size = nodes * rowBytes;
  memory.fill(bytes, 0, size << 3);
  memory.fill(sides, 0, nodes);
  const stride = rowBytes << 3;
  for (let y = 0; y < height; y++) {
    let above = load<i32>(rowStarts + (y << 2)) << 2;
    const end = load<i32>(rowStarts + (y << 2), 4) << 2;
    const side: u8 = (y == 0 ? TOP : 0) | (y == height - 1 ? BOTTOM : 0);
    if (side) for (let run = above; run < end; run += 4) touch(sides, load<i32>(runLabels + run), side);
    if (y == 0) for (let run = above; run < end; run += 4) order = meet(bytes, stride, load<i32>(runLabels + run), order);
    touch(sides, load<i32>(runLabels + above), LEFT);
    touch(sides, load<i32>(runLabels + end - 4), RIGHT);
    if (y == height - 1) {
      for (let run = above + 4; run < end; run += 4) mark(bytes, stride, load<i32>(runLabels + run - 4), load<i32>(runLabels + run));
      break;
    }
    // Through both rows at once, from where a run ends to where the next one does. Pairs that touch across a row, along
    // the upper one and over the corners are marked whether they differ or not: nothing here is worth a branch.
    let below = end;
    let a = load<i32>(runLabels + above), b = load<i32>(runLabels + below);
    order = meet(bytes, stride, b, order);
    mark(bytes, stride, a, b);
    while (true) {
      const endA = load<i32>(ends + above), endB = load<i32>(ends + below);
      above += <i32>(endA <= endB) << 2;
      below += <i32>(endB <= endA) << 2;
      if (above == end) break;
      const nextA = load<i32>(runLabels + above), nextB = load<i32>(runLabels + below);
      order = meet(bytes, stride, nextB, order);
      mark(bytes, stride, a, nextA);
      mark(bytes, stride, a, nextB);
      mark(bytes, stride, nextA, b);
      mark(bytes, stride, nextA, nextB);
      a = nextA;
      b = nextB;
    }
  }
  for (let i = 0; i < nodes; i++) store<u8>(bytes + i * stride + i, 0);
  for (let i = 0; i < size; i += 2) store<u16>(bits + i, <u16>i8x16.bitmask(v128.load(bytes + (i << 3))));
}

@inline
function touch(sides: usize, label: i32, side: u8): void {
  store<u8>(sides + label, load<u8>(sides + label) | side);
}

/** Enters a superpixel that has not been met. A byte on the diagonal tells, which `mark` sets only for those that have. */
@inline
function meet(bytes: usize, stride: i32, label: i32, order: usize): usize {
  const own = bytes + label * stride + label;
  if (load<u8>(own)) return order;
  store<u8>(own, 0x80);
  store<u16>(order, <u16>label);
  return order + 2;
}

@inline
function mark(bytes: usize, stride: i32, a: i32, b: i32): void {
  store<u8>(bytes + a * stride + b, 0x80);
  store<u8>(bytes + b * stride + a, 0x80);
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
