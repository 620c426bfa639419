/**
 * Converts RGBA to planes of 4:2:0 in BT.709 of limited range: what players take for granted. Each pair of chroma is that
 * of the mean of its four pixels. ITU-R BT.709-6, 3.
 *
 * @param rgba - 4 · width · height bytes; both sides even.
 * @param out - 1.5 · width · height bytes, overwritten: Y, U, V.
 */
export function toI420(rgba: Uint8ClampedArray, width: number, height: number, out: Uint8Array): void {
  const row = 4 * width;
  let [u, v] = [width * height, (5 * width * height) >> 2];
  for (let y = 0; y < height; y += 2) {
    for (let x = 0, p = y * row, to = y * width; x < width; x += 2, p += 8, to += 2) {
      const q = p + row;
      const r = rgba[p]! + rgba[p + 4]! + rgba[q]! + rgba[q + 4]!;
      const g = rgba[p + 1]! + rgba[p + 5]! + rgba[q + 1]! + rgba[q + 5]!;
      const b = rgba[p + 2]! + rgba[p + 6]! + rgba[q + 2]! + rgba[q + 6]!;
      out[to] = luma(rgba[p]!, rgba[p + 1]!, rgba[p + 2]!);
      out[to + 1] = luma(rgba[p + 4]!, rgba[p + 5]!, rgba[p + 6]!);
      out[to + width] = luma(rgba[q]!, rgba[q + 1]!, rgba[q + 2]!);
      out[to + width + 1] = luma(rgba[q + 4]!, rgba[q + 5]!, rgba[q + 6]!);
      // 2^18: four pixels, and shares in 1/65536.
      out[u++] = (-6596 * r - 22189 * g + 28784 * b + 33685504) >> 18;
      out[v++] = (28784 * r - 26145 * g - 2639 * b + 33685504) >> 18;
    }
  }
}

function luma(r: number, g: number, b: number): number {
  return (11966 * r + 40254 * g + 4064 * b + 1081344) >> 16;
}
