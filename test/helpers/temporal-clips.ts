import { texture } from '../flow/texture.js';
import { paint } from './scenes.js';

const ground = texture(21);
const skin = texture(22);

/**
 * A frame of a textured scene seen by a camera that has moved by (panX, panY), with a textured square of the same colors
 * at (x, y) in it: only its motion gives it away.
 */
export function scene(
  width: number,
  height: number,
  { panX = 0, panY = 0, square }: { panX?: number; panY?: number; square?: { x: number; y: number; side: number } },
): Uint8Array {
  return paint(width, height, (x, y) => {
    const inside = square && x >= square.x && y >= square.y && x < square.x + square.side && y < square.y + square.side;
    const level = inside ? skin(x - square.x, y - square.y) : ground(x + panX, y + panY);
    return [0.5 * level + 40, 0.5 * level + 50, 0.4 * level + 50];
  });
}
