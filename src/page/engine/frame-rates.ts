import type { Rational } from '../../browser.js';

/** Gives the nominal rate of a clip and its average: frames divided by duration. */
export function frameRates(
  times: Float64Array,
  duration: number,
  timeBase: Rational,
  underlying: number | null,
): { readonly frameRate: Rational; readonly averageFrameRate: Rational } {
  const ticks = Math.max(1, Math.round((duration * timeBase.den) / timeBase.num));
  const average = usual((times.length * timeBase.den) / (ticks * timeBase.num)) ?? {
    num: times.length * timeBase.den,
    den: ticks * timeBase.num,
  };
  const nominal = underlying === null ? undefined : usual(underlying);
  return { frameRate: nominal ?? average, averageFrameRate: average };
}

/** Gives the whole rate, or the one of NTSC, that a rate is, to a few millionths; undefined where it is neither. */
function usual(rate: number): Rational | undefined {
  const near = (value: number) => Math.abs(value / rate - 1) < 2e-5;
  if (near(Math.round(rate))) return { num: Math.round(rate), den: 1 };
  const ntsc = Math.round((rate * 1001) / 1000);
  return near((ntsc * 1000) / 1001) ? { num: ntsc * 1000, den: 1001 } : undefined;
}
