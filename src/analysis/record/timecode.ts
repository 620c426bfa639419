import { OptionError } from '../../core/errors.js';
import type { Rational } from '../../core/frame.js';

/** Tells how frames are labeled: at `rate` frames a second, with or without the drop-frame correction. */
export interface TimecodeFormat {
  readonly rate: Rational;
  readonly dropFrame: boolean;
}

/** Labels that a second has: 30 at 29.97, 24 at 23.976. */
export function labelsPerSecond(rate: Rational): number {
  return Math.max(1, Math.round(rate.num / rate.den));
}

/** Tells whether drop-frame labels exist at a rate: 30000/1001 and its multiples (59.94, 119.88) only. */
export function allowsDropFrame(rate: Rational): boolean {
  const labels = labelsPerSecond(rate);
  return labels % 30 === 0 && rate.num * 1001 === rate.den * labels * 1000;
}

/**
 * Gives the SMPTE label of a frame: `01:02:03:04`, or `01:02:03;04` where drop-frame. Labels wrap after 24 hours.
 *
 * Drop-frame skips the first two labels (four at 59.94) of every minute but each tenth, which keeps the labels of
 * 29.97 within 0.1 s of the clock over a day. It skips labels, never frames.
 *
 * @param frame - integer; negative counts back from midnight.
 */
export function formatTimecode(frame: number, { rate, dropFrame }: TimecodeFormat): string {
  const labels = labelsPerSecond(rate);
  const perDay = dropFrame ? 144 * framesPerTenMinutes(labels) : 86400 * labels;
  let label = ((frame % perDay) + perDay) % perDay;
  if (dropFrame) label += droppedBefore(label, labels);
  const parts = [Math.floor(label / (3600 * labels)), Math.floor(label / (60 * labels)) % 60];
  const tail = [Math.floor(label / labels) % 60, label % labels];
  return `${[...parts, tail[0]!].map(twoDigits).join(':')}${dropFrame ? ';' : ':'}${twoDigits(tail[1]!)}`;
}

/**
 * Reads the frame that a label stands for, counted from 00:00:00:00.
 *
 * A `;` or `.` before the frames means drop-frame; `format.dropFrame` decides how frames are counted, so that the
 * two must agree where the rate knows drop-frame at all.
 *
 * @throws {OptionError} for text that is not a timecode, and for labels that the format skips.
 */
export function parseTimecode(text: string, { rate, dropFrame }: TimecodeFormat): number {
  const match = /^(\d{1,2}):([0-5]\d):([0-5]\d)[:;.](\d{2,3})$/.exec(text.trim());
  const labels = labelsPerSecond(rate);
  const [hours, minutes, seconds, frames] = match === null ? [] : match.slice(1).map(Number);
  if (frames === undefined || hours! > 23 || frames >= labels)
    throw new OptionError(`timecode: expected HH:MM:SS:FF with FF below ${labels}, got "${text}"`);
  const label = ((hours! * 60 + minutes!) * 60 + seconds!) * labels + frames;
  if (!dropFrame) return label;
  const skipped = labels / 15;
  if (seconds === 0 && frames < skipped && minutes! % 10 !== 0)
    throw new OptionError(`timecode: "${text}" is a label that drop-frame skips`);
  const minute = hours! * 60 + minutes!;
  return label - skipped * (minute - Math.floor(minute / 10));
}

/** Tells whether a timecode is written as drop-frame: with `;` or `.` before its frames. */
export function isDropFrameText(text: string): boolean {
  return /[;.]\d+\s*$/.test(text);
}

/** Labels skipped up to a frame: s a minute, none in the tenth; s = labels / 15. */
function droppedBefore(frame: number, labels: number): number {
  const skipped = labels / 15;
  const perTen = framesPerTenMinutes(labels);
  const perMinute = 60 * labels - skipped;
  const tens = Math.floor(frame / perTen);
  const rest = frame % perTen;
  const minutes = rest < 60 * labels ? 0 : 1 + Math.floor((rest - 60 * labels) / perMinute);
  return skipped * (9 * tens + minutes);
}

function framesPerTenMinutes(labels: number): number {
  return 600 * labels - 9 * (labels / 15);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
