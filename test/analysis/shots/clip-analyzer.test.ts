import { describe, expect, it } from 'vitest';
import { FrameMeasurer } from '#lib/analysis/measure/frame-measurer.js';
import { ClipAnalyzer } from '#lib/analysis/shots/clip-analyzer.js';
import { InputError } from '#lib/core/errors.js';
import { analyzeDrawn, CLIP, drawFrame, measureDrawn, twoShotFrames, twoShots } from '../../helpers/analyze-drawn.js';

describe('clip analyzer', () => {
  it('records each frame with its own time and where attention is', () => {
    const { frames, clip } = twoShots();
    expect(clip).toMatchObject({ name: 'A & B <cut> "one".mov', dropFrame: true, startTimecode: '01:00:00;00' });
    expect(frames.map((f) => f.index)).toEqual([...Array(12).keys()]);
    expect(frames[5]).toMatchObject({ pts: 5, timecode: '01:00:00;05', shot: 0 });
    expect(frames[5]!.seconds).toBeCloseTo((5 * 1001) / 30000, 12);
    expect(frames[0]!.centroid!.x).toBeCloseTo(0.25, 9);
    expect(frames[0]!.attention).toEqual(frames[0]!.regions[0]!.centroid);
    expect(frames[0]!.moved).toBe(0);
    expect(frames[1]!.moved).toBeCloseTo(((1 / 64) * 16) / Math.hypot(16, 9), 9);
    expect(frames[6]!.moved).toBe(0);
    expect(frames[7]!.moved).toBe(0);
  });

  it('takes the eye to be where a map of gaze says, and keeps the subject apart', () => {
    const analyzer = new ClipAnalyzer(CLIP, { model: 'drawn', gaze: true });
    const measurer = new FrameMeasurer({ width: 64, height: 36 }, analyzer.measures);
    const push = (subject: number, gaze: number | null, index: number) => {
      const frame = drawFrame({ at: { x: subject, y: 0.5 } }, index);
      const { map } = drawFrame({ at: gaze === null ? null : { x: gaze, y: 0.25 } }, index);
      return analyzer.push({ ...frame, measured: measurer.measureFrame(frame.data, frame.map, map) });
    };
    const [first, second, third] = [push(0.25, 0.75, 0), push(0.25, 0.5, 1), push(0.25, null, 2)];
    expect(first.subject).toEqual({ x: 0.25, y: 0.5 });
    expect(first.attention).toEqual({ x: 0.75, y: 0.25 });
    expect(first.gaze).toMatchObject({ peak: { value: 1 }, regions: [{ id: 0, centroid: first.attention }] });
    expect(second.moved).toBeCloseTo((0.25 * 16) / Math.hypot(16, 9), 9);
    expect(third).toMatchObject({ subject: { x: 0.25, y: 0.5 }, attention: null, gaze: { peak: null, regions: [] } });
  });

  it('says so where the map of gaze that it asks for is not there', () => {
    const analyzer = new ClipAnalyzer(CLIP, { model: 'drawn', gaze: true });
    const { data, map } = drawFrame({ at: { x: 0.5, y: 0.5 } }, 0);
    const measurer = new FrameMeasurer({ width: 64, height: 36 }, analyzer.measures);
    expect(() => measurer.measureFrame(data, map)).toThrow('no map of where eyes rest');
  });

  it('gives a region one identity through a shot, and another after the cut', () => {
    const ids = twoShots().frames.map((frame) => frame.regions[0]!.id);
    expect(ids).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  });

  it('divides the clip at cuts and tells how far the eye has to go', () => {
    const { shots } = twoShots();
    expect(shots.map((s) => [s.firstFrame, s.lastFrame, s.startPts, s.endPts])).toEqual([
      [0, 5, 0, 6],
      [6, 11, 6, 12],
    ]);
    expect(shots[0]!.endTimecode).toBe('01:00:00;06');
    expect(shots[1]!.endTimecode).toBe('01:00:00;12');
    expect(shots[0]!.duration).toBeCloseTo((6 * 1001) / 30000, 12);
    expect(shots[0]!.eyeTrace).toBeNull();
    const { from, to, distance } = shots[1]!.eyeTrace!;
    expect(from.x).toBeCloseTo(0.25 + 5 / 64, 9);
    expect(to).toEqual({ x: 0.75, y: 0.25 });
    expect(distance).toBeCloseTo(Math.hypot((from.x - to.x) * 16, 0.25 * 9) / Math.hypot(16, 9), 9);
  });

  it('calls a resting subject steady, a wandering one less so', () => {
    const { shots } = twoShots();
    expect(shots[1]!.steadiness).toBe(1);
    expect(shots[0]!.steadiness).toBeLessThan(1);
    expect(shots[0]!.steadiness).toBeGreaterThan(0.8);
  });

  it('takes the sharpest typical frame as the still of a shot', () => {
    const { shots, summary } = twoShots();
    expect(shots.map((shot) => shot.bestStill.index)).toEqual([3, 8]);
    expect(summary.stills.map((still) => still.index).sort()).toEqual([3, 8]);
  });

  it('hands out the map of the best still of each shot, once it has ended', () => {
    const analyzer = new ClipAnalyzer(CLIP, { model: 'drawn' });
    const given: { after: number; frame: number }[] = [];
    const take = (after: number) => {
      for (const [frame] of analyzer.takeLevels()) given.push({ after, frame: frame! });
    };
    twoShotFrames.forEach((frame, index) => {
      analyzer.push(measureDrawn(drawFrame(frame, index, CLIP)), () => Uint8Array.of(index));
      take(index);
    });
    analyzer.finish();
    take(12);
    expect(given).toEqual([
      { after: 6, frame: 3 },
      { after: 12, frame: 8 },
    ]);
  });

  it('refuses a frame that lacks what it asks for', () => {
    const drawn = measureDrawn(drawFrame({ at: null }, 0));
    const analyzer = new ClipAnalyzer(CLIP, { model: 'drawn', quietZones: {} });
    expect(() => analyzer.push({ ...drawn, measured: undefined })).toThrow('not measured');
    expect(() => analyzer.push(drawn)).toThrow('loud cells');
  });

  it('does not take a sharp frame that looks unlike the shot', () => {
    const frames = Array.from({ length: 30 }, (_, i) => ({
      at: { x: 0.5, y: 0.5 },
      detail: i === 4 ? 90 : i === 20 ? 60 : 20,
      gray: i === 4 ? 200 : 60,
    }));
    expect(analyzeDrawn(frames).shots[0]!.bestStill.index).toBe(20);
  });

  it('sees variable rate, and labels frames by their timestamps', () => {
    const at = { x: 0.5, y: 0.5 };
    const { frames, summary } = analyzeDrawn([
      { at, pts: 10 },
      { at, pts: 11 },
      { at, pts: 14 },
    ]);
    expect(frames.map((f) => f.timecode)).toEqual(['01:00:00;00', '01:00:00;01', '01:00:00;04']);
    expect(summary.variableRate).toBe(true);
    expect(twoShots().summary.variableRate).toBe(false);
  });

  it('keeps the timecode of the clip when the analysis starts later', () => {
    const { frames, summary } = analyzeDrawn(
      [
        { at: null, pts: 40 },
        { at: null, pts: 41 },
      ],
      CLIP,
      { startPts: 10 },
    );
    expect(frames[0]!.timecode).toBe('01:00:01;00');
    expect(summary).toMatchObject({ variableRate: false, frames: 2 });
  });

  it('leaves out cuts that follow the last one sooner than a shot may last', () => {
    const frames = Array.from({ length: 12 }, (_, i) => ({ at: { x: 0.5, y: 0.5 }, cut: [5, 7, 11].includes(i) }));
    const firsts = (minShot: number) => analyzeDrawn(frames, CLIP, { minShot }).shots.map((shot) => shot.firstFrame);
    expect(firsts(0)).toEqual([0, 5, 7, 11]);
    expect(firsts(0.1)).toEqual([0, 5, 11]);
    expect(firsts(0.2)).toEqual([0, 7]);
  });

  it('handles one frame, a clip of black, and a cut on every frame', () => {
    const one = analyzeDrawn([{ at: null }]);
    expect(one.shots).toHaveLength(1);
    expect(one.frames[0]).toMatchObject({ centroid: null, box: null, attention: null, regions: [], moved: 0 });
    expect(one.shots[0]!.bestStill.index).toBe(0);
    expect(one.summary.stills).toHaveLength(1);
    const cuts = analyzeDrawn(Array.from({ length: 20 }, (_, i) => ({ at: { x: 0.2 + i / 40, y: 0.5 }, cut: true })));
    expect(cuts.shots).toHaveLength(20);
    expect(cuts.shots.every((shot) => shot.firstFrame === shot.lastFrame && shot.duration > 0)).toBe(true);
  });

  it('refuses a clip without frames', () => {
    const analyzer = new ClipAnalyzer(CLIP, { model: 'drawn' });
    expect(() => analyzer.finish()).toThrow(InputError);
    expect(() => analyzer.clip).toThrow(InputError);
  });

  it('keeps a bounded number of candidates for the still of a long shot', () => {
    const analyzer = new ClipAnalyzer(CLIP, { model: 'drawn' });
    for (let i = 0; i < 1000; i++)
      analyzer.push(measureDrawn(drawFrame({ at: { x: 0.5, y: 0.5 }, detail: i === 777 ? 90 : 30 }, i)));
    expect(analyzer.finish().shots[0]!.bestStill.index).toBe(777);
  });
});
