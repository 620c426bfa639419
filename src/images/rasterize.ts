import { loadSharp } from './sharp.js';

/** Draws an SVG of our own making as PNG. Files of users are never given to it. */
export async function rasterize(svg: string): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(new TextEncoder().encode(svg), { density: 144 }).png().toBuffer();
}
