export interface Patch {
  left: number;
  top: number;
  width: number;
  height: number;
  value: number;
}

/** A map of one background value with rectangles of constant value on it. */
export function drawMap(width: number, height: number, patches: Patch[], background = 0): Float32Array {
  const map = new Float32Array(width * height).fill(background);
  for (const patch of patches)
    for (let y = patch.top; y < patch.top + patch.height; y++)
      map.fill(patch.value, y * width + patch.left, y * width + patch.left + patch.width);
  return map;
}
