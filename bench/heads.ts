// Heads of the sequences of video-gt, marked by hand: frame, then left, top, right and bottom as shares of the picture. Between
// two marks they are where a straight line leads; before the first and after the last mark of a sequence the head is
// hidden. What is driven has none.
type Mark = readonly [frame: number, left: number, top: number, right: number, bottom: number];

const marks: Readonly<Record<string, readonly Mark[]>> = {
  blackswan: [
    [0, 0.48, 0.14, 0.575, 0.29],
    [12, 0.52, 0.14, 0.62, 0.28],
    [24, 0.51, 0.2, 0.605, 0.36],
    [36, 0.5, 0.2, 0.59, 0.34],
    [49, 0.51, 0.19, 0.595, 0.32],
  ],
  'bmx-trees': [
    [0, 0.54, 0.25, 0.59, 0.34],
    [12, 0.515, 0.31, 0.565, 0.4],
    [24, 0.445, 0.31, 0.49, 0.4],
    [36, 0.4, 0.31, 0.435, 0.38],
    [48, 0.3, 0.39, 0.335, 0.46],
    [60, 0.315, 0.26, 0.36, 0.34],
    [72, 0.315, 0.35, 0.35, 0.41],
  ],
  camel: [
    [0, 0.71, 0.2, 0.83, 0.33],
    [12, 0.735, 0.2, 0.8, 0.34],
    [24, 0.665, 0.2, 0.745, 0.34],
    [36, 0.62, 0.19, 0.7, 0.34],
    [48, 0.61, 0.24, 0.68, 0.37],
    [60, 0.58, 0.26, 0.635, 0.37],
    [72, 0.55, 0.27, 0.6, 0.38],
  ],
  goat: [
    [0, 0.56, 0.13, 0.65, 0.25],
    [12, 0.645, 0.21, 0.73, 0.34],
    [24, 0.79, 0.29, 0.87, 0.42],
    [36, 0.8, 0.28, 0.885, 0.41],
    [48, 0.785, 0.23, 0.85, 0.37],
    [60, 0.63, 0.31, 0.71, 0.44],
    [72, 0.505, 0.34, 0.57, 0.48],
    [84, 0.5, 0.23, 0.57, 0.38],
  ],
  'kite-surf': [
    [0, 0.335, 0.155, 0.385, 0.245],
    [12, 0.32, 0.25, 0.37, 0.34],
    [24, 0.295, 0.2, 0.335, 0.28],
    [36, 0.515, 0.21, 0.555, 0.28],
    [48, 0.795, 0.22, 0.84, 0.29],
  ],
  libby: [
    [0, 0.58, 0.43, 0.66, 0.57],
    [12, 0.62, 0.42, 0.705, 0.6],
    [24, 0.6, 0.4, 0.67, 0.57],
    [36, 0.565, 0.4, 0.615, 0.53],
  ],
  'scooter-black': [
    [0, 0.72, 0.32, 0.76, 0.38],
    [12, 0.615, 0.27, 0.66, 0.33],
    [24, 0.61, 0.24, 0.67, 0.34],
    [36, 0.435, 0.22, 0.5, 0.34],
  ],
};

/** Gives the head of a frame of a sequence; undefined where it is hidden, and where there is none. */
export function headAt(sequence: string, frame: number) {
  const own = marks[sequence] ?? [];
  const next = own.findIndex(([at]) => at >= frame);
  if (next < 0) return undefined;
  const [after, before] = [own[next]!, own[Math.max(0, next - 1)]!];
  if (before[0] > frame) return undefined;
  const share = after[0] === before[0] ? 0 : (frame - before[0]) / (after[0] - before[0]);
  const [, left, top, right, bottom] = before.map((value, i) => value + share * (after[i]! - value));
  return { left: left!, top: top!, right: right!, bottom: bottom! };
}
