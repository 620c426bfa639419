import { describe, expect, it } from 'vitest';
import { parseAspect } from '#lib/analysis/reframe/aspect.js';
import { applyEdits, picksOf, readPlan } from '#lib/analysis/reframe/edited-plan.js';
import type { ReframeOptions } from '#lib/analysis/reframe/framing-options.js';
import { Reframer } from '#lib/analysis/reframe/reframe.js';
import type { ReframePlan } from '#lib/analysis/reframe/reframe-plan.js';
import { ClipAnalyzer } from '#lib/analysis/shots/clip-analyzer.js';
import { OptionError } from '#lib/core/errors.js';
import { CLIP, type DrawnFrame, drawFrame, measureDrawn } from '../../helpers/analyze-drawn.js';
import { drawMap } from '../../helpers/draw-map.js';

const RATE = { num: 25, den: 1 };
const WIDE = { ...CLIP, timeBase: { num: 1, den: 25 }, frameRate: RATE, averageFrameRate: RATE };

function reframe(
  frames: readonly (DrawnFrame & { and?: { x: number } })[],
  options: Partial<ReframeOptions> = {},
  picks?: ReturnType<typeof picksOf>,
) {
  const analyzer = new ClipAnalyzer(WIDE, { model: 'drawn' });
  const reframer = new Reframer(WIDE, RATE, { aspect: '9:16', ...options }, picks);
  frames.forEach((frame, index) => {
    const result = drawFrame(frame, index, WIDE);
    if (frame.and !== undefined)
      result.map.data.forEach((_, i) => {
        if (Math.abs((i % 64) + 0.5 - frame.and!.x * 64) < 3 && Math.abs(Math.floor(i / 64) - 18) < 3)
          result.map.data[i] = 1;
      });
    const drawn = measureDrawn(result, reframer.measures);
    reframer.push(analyzer.push(drawn), drawn.measured);
  });
  return reframer.finish(analyzer.clip);
}

const centers = (plan: ReframePlan) => plan.frames.map(({ crop }) => crop.x + crop.width / 2);

describe('reframer', () => {
  it('rests on a subject that rests, and contains it', () => {
    const plan = reframe(Array.from({ length: 50 }, () => ({ at: { x: 0.75, y: 0.5 } })));
    const path = centers(plan);
    expect((Math.max(...path) - Math.min(...path)) * WIDE.width).toBeLessThan(0.01);
    expect(plan.shots[0]).toMatchObject({ padded: false, firstFrame: 0, lastFrame: 49 });
    expect(plan.shots[0]!.kept).toBe(1);
    expect(plan.shots[0]!.keptByCenter).toBeLessThan(0.1);
    expect(plan.output).toEqual({ width: 594, height: 1056 });
  });

  it('does not follow a subject that trembles', () => {
    let state = 5;
    const tremble = () => {
      state = (state * 48271) % 2147483647;
      return 0.6 + 0.06 * (state / 2147483647 - 0.5);
    };
    const plan = reframe(Array.from({ length: 100 }, () => ({ at: { x: tremble(), y: 0.5 } })));
    expect(plan.shots[0]!.speed * WIDE.width).toBeLessThan(1);
    expect(plan.shots[0]!.kept).toBeGreaterThan(0.98);
  });

  it('pans smoothly within its limits, from rest to rest', () => {
    const position = (i: number) => 0.2 + 0.6 * Math.min(1, Math.max(0, (i - 40) / 70));
    const plan = reframe(Array.from({ length: 150 }, (_, i) => ({ at: { x: position(i), y: 0.5 } })));
    const path = centers(plan);
    const speed = path.slice(1).map((x, i) => 25 * (x - path[i]!));
    const acceleration = speed.slice(1).map((v, i) => Math.abs(25 * (v - speed[i]!)));
    expect(Math.max(...speed.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(Math.max(...acceleration)).toBeLessThanOrEqual(1);
    expect(plan.shots[0]!.kept).toBeGreaterThan(0.95);
    expect(Math.max(...speed.slice(0, 20).map(Math.abs)) * WIDE.width).toBeLessThan(1);
    expect(Math.max(...speed.slice(-15).map(Math.abs)) * WIDE.width).toBeLessThan(1);
    expect(Math.min(...speed)).toBeGreaterThan(-0.001);
  });

  it('keeps to slower limits, at a price', () => {
    const plan = reframe(
      Array.from({ length: 60 }, (_, i) => ({ at: { x: 0.2 + 0.01 * i, y: 0.5 } })),
      { maxSpeed: 0.1, maxAcceleration: 0.2 },
    );
    expect(plan.shots[0]!.speed).toBeLessThanOrEqual(0.1);
    expect(plan.shots[0]!.kept).toBeLessThan(0.95);
  });

  it('jumps at a cut and nowhere else', () => {
    const frames = Array.from({ length: 80 }, (_, i) => ({ at: { x: i < 40 ? 0.2 : 0.8, y: 0.5 }, cut: i === 40 }));
    const path = centers(reframe(frames));
    const steps = path.slice(1).map((x, i) => Math.abs(x - path[i]!));
    expect(steps[39]).toBeGreaterThan(0.3);
    expect(Math.max(...steps.filter((_, i) => i !== 39))).toBeLessThan(0.001);
  });

  it('widens the crop for two subjects that do not fit, unless told not to', () => {
    const frames = Array.from({ length: 50 }, () => ({ at: { x: 0.2, y: 0.5 }, and: { x: 0.8 } }));
    const [padded] = reframe(frames).shots;
    expect(padded).toMatchObject({ padded: true });
    expect(padded!.kept).toBeGreaterThan(0.95);
    const [filled] = reframe(frames, { padding: 'never' }).shots;
    expect(filled!.padded).toBe(false);
    expect(filled!.crop.width).toBeCloseTo(594 / 1920, 9);
  });

  it('shows two subjects that do not fit in a half of the output each, where that is asked for', () => {
    const frames = Array.from({ length: 50 }, () => ({ at: { x: 0.2, y: 0.5 }, and: { x: 0.8 } }));
    const { shots, frames: planned, output } = reframe(frames, { fill: 'stack' });
    expect(shots[0]).toMatchObject({ padded: false, stacked: true });
    expect(shots[0]!.kept).toBeGreaterThan(0.95);
    for (const { crop, second } of planned) {
      expect(crop.x < 0.2 - 3 / 64 && crop.x + crop.width > 0.2 + 3 / 64).toBe(true);
      expect(second!.x < 0.8 - 3 / 64 && second!.x + second!.width > 0.8 + 3 / 64).toBe(true);
      // Neither is shown in the other's half, and each half has the shape of its crop.
      expect(crop.x + crop.width).toBeLessThan(0.8 - 3 / 64);
      const shape = (crop.width * WIDE.width) / (crop.height * WIDE.height);
      expect(shape).toBeCloseTo(output.width / (output.height / 2), 2);
    }
    const one = reframe(
      frames.map(({ at }) => ({ at })),
      { fill: 'stack' },
    );
    expect(one.frames.every(({ second }) => second === undefined)).toBe(true);
  });

  it('stays in the middle where nothing stands out, and where clutter comes and goes', () => {
    const black = reframe(Array.from({ length: 30 }, () => ({ at: null })));
    expect(centers(black).every((x) => Math.abs(x - 0.5) < 1e-9)).toBe(true);
    expect(black.shots[0]).toMatchObject({ speed: 0, jerk: 0, padded: false });
    const clutter = reframe(
      Array.from({ length: 60 }, (_, i) => ({
        at: { x: [0.1, 0.9, 0.3, 0.7, 0.2, 0.8][Math.floor(i / 10)]!, y: 0.5 },
      })),
    );
    expect(clutter.shots[0]!.speed * WIDE.width).toBeLessThan(1);
  });

  it('moves up and down for aspects wider than the clip', () => {
    const plan = reframe(
      Array.from({ length: 30 }, () => ({ at: { x: 0.5, y: 0.85 } })),
      { aspect: '2.39:1' },
    );
    expect(plan.output).toEqual({ width: 1912, height: 800 });
    const { crop } = plan.frames[10]!;
    expect(crop).toMatchObject({ x: 4 / 1920, width: 1912 / 1920 });
    expect(crop.y + crop.height).toBeGreaterThan(0.93);
  });

  it('handles one frame, shots of one frame, and the aspect that the clip has', () => {
    expect(reframe([{ at: { x: 0.9, y: 0.5 } }]).frames).toHaveLength(1);
    const cuts = reframe(Array.from({ length: 9 }, (_, i) => ({ at: { x: i / 9, y: 0.5 }, cut: true })));
    expect(cuts.shots).toHaveLength(9);
    const same = reframe([{ at: { x: 0.9, y: 0.5 } }, { at: null }], { aspect: '16:9' });
    expect(same.frames[0]!.crop).toEqual({ x: 0, y: 0, width: 1, height: 1 });
    expect(same.output).toEqual({ width: 1920, height: 1080 });
  });

  it('keeps all crops inside the picture', () => {
    const plan = reframe(Array.from({ length: 120 }, (_, i) => ({ at: { x: 0.5 + 0.5 * Math.sin(i / 9), y: 0.5 } })));
    for (const { crop } of plan.frames) {
      expect(crop.x).toBeGreaterThanOrEqual(0);
      expect(crop.x + crop.width).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  it('ignores haze that lies over the whole picture', () => {
    const analyzer = new ClipAnalyzer(WIDE, { model: 'drawn' });
    const reframer = new Reframer(WIDE, RATE, { aspect: '9:16' });
    for (let i = 0; i < 30; i++) {
      const data = drawMap(64, 36, [{ left: 50, top: 10, width: 8, height: 8, value: 0.9 }], 0.3);
      const map = { width: 64, height: 36, data };
      const drawn = measureDrawn({ ...drawFrame({ at: null }, i, WIDE), map }, reframer.measures);
      reframer.push(analyzer.push(drawn), drawn.measured);
    }
    const { crop } = reframer.finish(analyzer.clip).frames[15]!;
    expect(crop.x <= 50 / 64 && crop.x + crop.width >= 58 / 64).toBe(true);
  });

  it('refuses a frame whose profile was not measured', () => {
    const reframer = new Reframer(WIDE, RATE, { aspect: '9:16' });
    const drawn = measureDrawn(drawFrame({ at: null }, 0, WIDE));
    const frame = new ClipAnalyzer(WIDE, { model: 'drawn' }).push(drawn);
    expect(() => reframer.push(frame, drawn.measured)).toThrow('profile');
  });

  it('refuses aspects and limits that cannot be', () => {
    for (const aspect of ['', '0:1', '1:0', 'wide', '9:16:2', '100:1', '-9:16'])
      expect(() => parseAspect(aspect), aspect).toThrow(OptionError);
    expect(['9:16', '1:1', '2.39:1', '2.39', '4 : 5'].map(parseAspect)).toEqual([9 / 16, 1, 2.39, 2.39, 0.8]);
    expect(() => new Reframer(WIDE, RATE, { aspect: '1:1', maxSpeed: 0 })).toThrow(OptionError);
  });

  /** A standing subject, higher than the crop. */
  function standing(options: Partial<ReframeOptions>) {
    const analyzer = new ClipAnalyzer(WIDE, { model: 'drawn' });
    const reframer = new Reframer(WIDE, RATE, options);
    for (let index = 0; index < 50; index++) {
      const result = drawFrame({ at: { x: 0.5, y: 0.5 } }, index, WIDE);
      // Narrow on top, wide below: most of the mass is in the legs.
      result.map.data.set(
        drawMap(64, 36, [
          { left: 30, top: 2, width: 4, height: 8, value: 1 },
          { left: 24, top: 10, width: 16, height: 26, value: 1 },
        ]),
      );
      const drawn = measureDrawn(result, reframer.measures);
      reframer.push(analyzer.push(drawn), drawn.measured);
    }
    return reframer.finish(analyzer.clip);
  }

  it('keeps the head of a subject that is higher than the crop, and tells why not all of it', () => {
    const { frames, shots } = standing({ aspect: '2.39:1' });
    for (const { crop } of frames) expect(crop.y).toBeLessThanOrEqual(2 / 36 + 0.01);
    expect(shots[0]).toMatchObject({ headKept: 1, subjectKept: 0, lost: { reason: 'larger' } });
    expect(shots[0]!.lost!.words).toMatch(/1\.3 times as high as the crop; its head is whole in 100 %/);
    expect(standing({ aspect: '1:1' }).shots[0]!.lost).toBeNull();
  });

  it('leaves room ahead of what moves', () => {
    const frames = Array.from({ length: 60 }, (_, i) => ({ at: { x: 0.2 + 0.008 * i, y: 0.5 } }));
    const plan = reframe(frames);
    const ahead = plan.frames.slice(15, 45).map(({ crop, index }) => {
      const x = frames[index]!.at.x;
      return crop.x + crop.width - x - (x - crop.x);
    });
    expect(ahead.reduce((sum, value) => sum + value, 0) / ahead.length).toBeGreaterThan(0);
  });

  /** An animal wider than the crop that rests in the picture, since the camera follows it: what is behind it moves. */
  function followed(pan: number) {
    const analyzer = new ClipAnalyzer(WIDE, { model: 'drawn' });
    const reframer = new Reframer(WIDE, RATE, { aspect: '9:16' });
    for (let index = 0; index < 50; index++) {
      const result = drawFrame({ at: null }, index, WIDE);
      // A flat body, and a neck and head on its right end that weigh little.
      const [body, head] = [
        { left: 14, top: 14, width: 30, height: 16, value: 1 },
        { left: 44, top: 10, width: 6, height: 6, value: 1 },
      ];
      result.map.data.set(drawMap(64, 36, [body, head]));
      result.data.forEach((_, i) => {
        const x = Math.floor(i / 3) % 64;
        result.data[i] = 128 + 60 * Math.sin((x - pan * index) / 5) + 40 * Math.sin((x - pan * index) / 2.3);
      });
      const drawn = measureDrawn(result, reframer.measures);
      reframer.push(analyzer.push(drawn), drawn.measured);
    }
    return reframer.finish(analyzer.clip);
  }

  it('shows the leading end of an animal that the camera follows, whose body is wider than the crop', () => {
    const { frames, shots } = followed(-0.4);
    for (const { crop } of frames) expect(crop.x + crop.width).toBeGreaterThanOrEqual(50 / 64);
    expect(shots[0]).toMatchObject({ headKept: 1, subjectKept: 0, lost: { reason: 'larger' } });
    const back = followed(0.4).frames;
    for (const { crop } of back) expect(crop.x).toBeLessThanOrEqual(14 / 64 + 0.001);
    const [resting] = followed(0).frames;
    expect(resting!.crop.x).toBeGreaterThan(15 / 64);
    expect(resting!.crop.x + resting!.crop.width).toBeLessThan(49 / 64);
  });

  it('has the very size that is asked for, by numbers or by name', () => {
    expect(standing({ size: 'reels' }).output).toEqual({ width: 1080, height: 1920 });
    expect(standing({ size: '720x900' })).toMatchObject({ output: { width: 720, height: 900 }, aspect: '720:900' });
    for (const size of ['721x900', '2000x20', 'huge', '0x10']) {
      expect(() => standing({ size })).toThrow('size: expected');
    }
    expect(() => standing({ fill: 'stripes' })).toThrow('fill: expected');
  });
});

describe('a plan that a person corrected', () => {
  const planned = reframe(Array.from({ length: 20 }, (_, i) => ({ at: { x: 0.75, y: 0.5 }, cut: i === 10 })));
  /** The plan as a file that was changed. */
  const edited = (change: (plan: { shots: object[]; frames: object[]; clip: object }) => void) => {
    const plan = JSON.parse(JSON.stringify(planned));
    change(plan);
    return readPlan(JSON.stringify(plan), 'plan.json');
  };
  const withEdit = (edit: unknown) =>
    edited(({ shots }) => {
      shots[0] = { ...shots[0], edit };
    });

  it('holds a shot where it is told, shows a rectangle, and leaves the others', () => {
    const held = applyEdits(withEdit({ hold: { x: 0.1, y: 0.5 } }), planned);
    expect(held.frames.slice(0, 10).every(({ crop }) => crop.x === 0)).toBe(true);
    expect(held.frames.slice(10)).toEqual(planned.frames.slice(10));
    const rectangle = { x: 0.1, y: 0, width: 0.8, height: 1 };
    const shown = applyEdits(withEdit({ rectangle }), planned);
    expect(shown.frames[3]!.crop).toEqual(rectangle);
    expect(shown.shots.map(({ padded }) => padded)).toEqual([true, false]);
    expect(applyEdits(withEdit('follow'), planned).frames).toEqual(planned.frames);
  });

  it('follows the subject that a person picked, by its number, a point or a box, and refuses one that is not there', () => {
    const frames = Array.from({ length: 40 }, (_, i) => ({ at: { x: 0.2, y: 0.5 }, and: { x: 0.75 + i / 400 } }));
    const first = reframe(frames, { padding: 'never' });
    const follow = (subject: unknown) => {
      const plan = JSON.parse(JSON.stringify(first));
      plan.shots[0].edit = { subject };
      const changed = readPlan(JSON.stringify(plan), 'plan.json');
      return applyEdits(changed, reframe(frames, { padding: 'never' }, picksOf(changed)));
    };
    const there = { x: 0.76, y: 0.5, frame: 3 };
    for (const pick of [1, there, { x: 0.72, y: 0.4, width: 0.08, height: 0.2, frame: 3 }]) {
      const followed = follow(pick);
      const right = centers(followed)[20]! > 0.6;
      // Numbers are given from the left or the right: the other one is the other subject.
      expect(right || typeof pick === 'number').toBe(true);
      if (!right) continue;
      for (const [i, { crop }] of followed.frames.entries()) {
        expect(crop.x).toBeLessThan(frames[i]!.and.x - 2 / 64);
        expect(crop.x + crop.width).toBeGreaterThan(frames[i]!.and.x + 2 / 64);
      }
    }
    const sides = [0, 1].map((id) => centers(follow(id))[20]! > 0.5);
    expect(sides[0]).not.toBe(sides[1]);
    expect(centers(follow({ x: 0.2, y: 0.5, frame: 0 }))[20]).toBeLessThan(0.4);
    expect(() => follow(9)).toThrow('shot 0 has no subject 9, but');
    expect(() => follow({ x: 0.5, y: 0.1, frame: 3 })).toThrow('frame 3 has no subject at 0.50, 0.10: there is');
    expect(() => follow({ x: 0.5, y: 0.1 })).toThrow('expected an edit such as');
  });

  it('is refused where it does not fit the clip, or is none', () => {
    expect(() =>
      applyEdits(
        edited(({ frames }) => frames.pop()),
        planned,
      ),
    ).toThrow('of 19 frames for 20');
    const elsewhere = edited((plan) => Object.assign(plan.clip, { width: 640 }));
    expect(() => applyEdits(elsewhere, planned)).toThrow('of 640x1080 pixels for 1920x1080');
    expect(() =>
      applyEdits(
        edited(({ frames }) => Object.assign(frames[4]!, { pts: 99 })),
        planned,
      ),
    ).toThrow('frame 4');
    expect(() => withEdit({ hold: { x: 2, y: 0 } })).toThrow('shot 0: expected an edit such as');
    expect(() =>
      edited(({ frames }) => Object.assign(frames[4]!, { crop: { x: 0.9, y: 0, width: 0.5, height: 1 } })),
    ).toThrow('frame 4: expected a crop');
    expect(() => readPlan('{}', 'plan.json')).toThrow('plan.json: not a plan');
  });
});
