import { spawnSync } from 'node:child_process';

const python = process.env.PYTHON ?? '/usr/bin/python3';

/** Whether Python with OpenCV, its `ximgproc` included, is at hand; tests that compare with it skip otherwise. */
export const hasOpenCv =
  spawnSync(python, ['-c', 'import cv2, cv2.ximgproc'], { timeout: 60_000, stdio: 'ignore' }).status === 0;

/**
 * Runs Python with `cv2` and `np` imported, and `data`, the input, as bytes; the script leaves an array in `out`.
 *
 * @returns `out` as float32.
 */
export function runOpenCv(script: string, input: Uint8Array): Float32Array {
  const program = [
    'import sys, cv2, numpy as np',
    'cv2.setNumThreads(1)',
    'data = sys.stdin.buffer.read()',
    script,
    'sys.stdout.buffer.write(np.ascontiguousarray(out, np.float32).tobytes())',
  ].join('\n');
  const { status, stdout, stderr } = spawnSync(python, ['-c', program], {
    input,
    timeout: 60_000,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`OpenCV: ${stderr}`);
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}
