import { FrameMeasurer, type MeasureRequest } from '#lib/analysis/measure/frame-measurer.js';
import type { Analysis } from '#lib/analysis/record/analysis.js';
import { type AnalyzedClip, type AnalyzerOptions, ClipAnalyzer } from '#lib/analysis/shots/clip-analyzer.js';

const WIDTH = 64;
const HEIGHT = 36;

export const CLIP: AnalyzedClip = {
  path: '/media/A & B <cut> "one".mov',
  width: 1920,
  height: 1080,
  sampleAspect: { num: 1, den: 1 },
  timeBase: { num: 1001, den: 30000 },
  frameRate: { num: 30000, den: 1001 },
  averageFrameRate: { num: 30000, den: 1001 },
  hasAudio: true,
  startTimecode: '01:00:00;00',
};

/** One drawn frame: where a bright square lies, as a share of the picture, null for black; and whether it is cut to. */
export interface DrawnFrame {
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly cut?: boolean;
  readonly pts?: number;
  /** Contrast of a checkerboard over the picture: 0 is flat. */
  readonly detail?: number;
  readonly gray?: number;
}

/** A drawn frame, its picture and its map. */
export function drawFrame({ at, cut = false, pts, detail = 40, gray = 100 }: DrawnFrame, index: number, clip = CLIP) {
  const map: Float32Array = new Float32Array(WIDTH * HEIGHT);
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let i = 0; i < map.length; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const inside = at !== null && Math.abs(x + 0.5 - at.x * WIDTH) <= 3 && Math.abs(y + 0.5 - at.y * HEIGHT) <= 3;
    map[i] = inside ? 1 : 0;
    data.fill((inside ? 200 : gray) + (((x + y) % 2) - 0.5) * detail, 3 * i, 3 * i + 3);
  }
  const size = { width: WIDTH, height: HEIGHT };
  const time = { pts: pts ?? index, timeBase: clip.timeBase };
  return { index, time, cut, data, map: { ...size, data: map } };
}

/** A drawn frame as the pipeline would hand it over. */
export function measureDrawn({ data, map, ...frame }: ReturnType<typeof drawFrame>, measures?: MeasureRequest) {
  return { ...frame, map, measured: new FrameMeasurer(map, measures).measureFrame(data, map) };
}

/** Analyzes drawn frames as the pipeline would. */
export function analyzeDrawn(
  frames: readonly DrawnFrame[],
  clip: AnalyzedClip = CLIP,
  options: Partial<AnalyzerOptions> = {},
): Analysis {
  const analyzer = new ClipAnalyzer(clip, { model: 'drawn', ...options });
  const records = frames.map((frame, index) =>
    analyzer.push(measureDrawn(drawFrame(frame, index, clip), analyzer.measures)),
  );
  const { shots, summary } = analyzer.finish();
  return { format: 'video-saliency-analysis', version: 1, clip: analyzer.clip, frames: records, shots, summary };
}

/** Twelve frames in two shots: the subject moves right in the first and rests in the second. */
export function twoShots(clip: AnalyzedClip = CLIP, options: Partial<AnalyzerOptions> = {}): Analysis {
  return analyzeDrawn(twoShotFrames, clip, options);
}

export const twoShotFrames: readonly DrawnFrame[] = Array.from({ length: 12 }, (_, i) => ({
  at: i < 6 ? { x: 0.25 + i / 64, y: 0.5 } : { x: 0.75, y: 0.25 },
  cut: i === 6,
  detail: i === 3 || i === 8 ? 80 : 40,
  gray: i < 6 ? 100 : 180,
}));
