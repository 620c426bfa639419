import { expect, test } from 'vitest';
import { FrameRemoval } from '#lib/temporal/frame-removal.js';
import { type Color, noise, paint } from '../helpers/scenes.js';

const width = 160;
const height = 90;

/** A busy picture with bars of one color at top, bottom, left and right. */
function barred(top: number, bottom: number, left: number, right: number, color: Color = [16, 16, 16], gain = 1) {
  const content = noise(width, height, 7);
  return paint(width, height, (x, y) => {
    const p = 3 * (y * width + x);
    return y < top || y >= height - bottom || x < left || x >= width - right
      ? color
      : [gain * content[p]!, gain * content[p + 1]!, gain * content[p + 2]!];
  });
}

function content(removal: FrameRemoval) {
  return [removal.left, removal.top, removal.width, removal.height];
}

test('letterbox and pillarbox bars are cut off, and nothing else', () => {
  const removal = new FrameRemoval({ width, height });
  expect(removal.update(barred(11, 11, 0, 0))).toBe(true);
  expect(content(removal)).toEqual([0, 11, 160, 68]);
  removal.reset();
  removal.update(barred(0, 0, 45, 46));
  expect(content(removal)).toEqual([45, 0, 69, 90]);
});

test('a frame all around is cut off', () => {
  const removal = new FrameRemoval({ width, height });
  removal.update(barred(6, 8, 7, 5, [240, 240, 235]));
  expect(content(removal)).toEqual([7, 6, 148, 76]);
});

test('with two neighboring sides marked, the others lose as much', () => {
  const removal = new FrameRemoval({ width, height });
  removal.update(barred(5, 0, 8, 0));
  expect(content(removal)).toEqual([8, 5, 144, 77]);
});

test('one bar alone is left alone, and so is a picture without bars', () => {
  const removal = new FrameRemoval({ width, height });
  expect(removal.update(barred(10, 0, 0, 0))).toBe(false);
  expect(removal.update(barred(0, 0, 0, 0))).toBe(false);
  expect(content(removal)).toEqual([0, 0, 160, 90]);
});

test('dark frames neither show bars nor end them', () => {
  const removal = new FrameRemoval({ width, height });
  expect(removal.update(barred(11, 11, 0, 0, [0, 0, 0], 0.02))).toBe(false);
  expect(removal.update(barred(11, 11, 0, 0, [0, 0, 0]))).toBe(true);
  expect(removal.update(barred(11, 11, 0, 0, [0, 0, 0], 0.02))).toBe(false);
  expect(content(removal)).toEqual([0, 11, 160, 68]);
});

test('content where a bar was taken to be ends it for the shot', () => {
  const removal = new FrameRemoval({ width, height });
  removal.update(barred(11, 11, 0, 0));
  expect(removal.update(barred(0, 0, 0, 0))).toBe(true);
  expect(removal.update(barred(11, 11, 0, 0))).toBe(false);
  expect(content(removal)).toEqual([0, 0, 160, 90]);
  removal.reset();
  expect(removal.update(barred(11, 11, 0, 0))).toBe(true);
});

test('a plain ground around a subject is not a bar', () => {
  const removal = new FrameRemoval({ width, height });
  const subject = paint(width, height, (x, y) =>
    (x - 80) ** 2 + (y - 45) ** 2 < 30 ** 2 ? [200, 40, 40] : [120, 130, 140],
  );
  expect(removal.update(subject)).toBe(false);
});
