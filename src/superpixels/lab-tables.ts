import type { Kernels } from '../kernels/kernels.js';
import { labResponse, linearize, XYZ_OF_RGB } from './color.js';

const VALUES = 256;
// Sums are looked up by their float bits without the lowest 14, less all but 3 bits of the exponent: steps of 2⁻⁹ of the
// value. Adding 1/64 keeps the steps of dark colors, where the response is steep, no finer than needed, and all sums,
// 1/64 … 1 + 1/64, within what 3 bits of exponent tell apart.
const OFFSET = 1 / 64;
const ROWS = 4096;
const FIRST_ROW = 512;
const FIRST_BITS = 0x3c800000;

/**
 * Tables that turn an 8-bit sRGB pixel into CIELAB with three look-ups on each side of a sum.
 *
 * L is right to 0.1, b to 0.15 and a to 0.3, beside the rounding to the unit.
 */
export class LabTables {
  readonly #responses: Int16Array;

  constructor(kernels: Kernels, memory: WebAssembly.Memory) {
    const address = kernels.labTables();
    const contributions = new Float32Array(memory.buffer, address, 3 * VALUES * 4);
    this.#responses = new Int16Array(memory.buffer, address + contributions.byteLength, 3 * ROWS * 4);
    for (let channel = 0; channel < 3; channel++) {
      for (let value = 0; value < VALUES; value++) {
        const light = linearize(value / 255);
        const at = 4 * (channel * VALUES + value);
        for (let i = 0; i < 3; i++) {
          contributions[at + i] = light * XYZ_OF_RGB[i]![channel]! + (channel === 0 ? OFFSET : 0);
        }
      }
    }
  }

  /** Makes 1 of L, a or b come out as `unit`. */
  setUnit(unit: number): void {
    const bits = new Uint32Array(1);
    const value = new Float32Array(bits.buffer);
    const responses = this.#responses;
    for (let row = FIRST_ROW; row < ROWS; row++) {
      bits[0] = FIRST_BITS + ((row - FIRST_ROW) << 14) + (1 << 13);
      const f = labResponse(value[0]! - OFFSET) * unit;
      responses[4 * row + 1] = Math.round(500 * f);
      responses[4 * (ROWS + row)] = Math.round(116 * f - 16 * unit);
      responses[4 * (ROWS + row) + 1] = Math.round(-500 * f);
      responses[4 * (ROWS + row) + 2] = Math.round(200 * f);
      responses[4 * (2 * ROWS + row) + 2] = Math.round(-200 * f);
    }
  }
}
