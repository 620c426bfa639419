import {
  type Analysis,
  type AnalyzedClip,
  type AnalyzerOptions,
  analysisOf,
  applyEdits,
  ClipAnalyzer,
  type FrameRecord,
  type ReframeOptions,
  type ReframePlan,
  Reframer,
} from '../../browser.js';
import type { ClipMeasurements } from './clip-measurements.js';
import type { CropEdits } from './crop-edits.js';
import type { MappedFrame } from './mapped-frame.js';

/** Figures of a clip's frames as they come, and what follows from their order. */
export class ClipMeasures {
  readonly #clip: AnalyzedClip;
  readonly #options: AnalyzerOptions;
  readonly #frames: (MappedFrame | undefined)[];
  #count = 0;
  #analyzed: { readonly count: number; readonly analysis: Analysis } | undefined;

  constructor(clip: AnalyzedClip, options: AnalyzerOptions, frames: number) {
    this.#clip = clip;
    this.#options = options;
    this.#frames = new Array(frames).fill(undefined);
  }

  put(frame: MappedFrame): void {
    this.#frames[frame.index] = frame;
    this.#count++;
  }

  /** The analysis of all frames that are measured; where some are missing, a shot ends. Undefined without any. */
  get analysis(): Analysis | undefined {
    if (this.#count === 0) return undefined;
    if (this.#analyzed?.count === this.#count) return this.#analyzed.analysis;
    const analyzer = new ClipAnalyzer(this.#clip, this.#options);
    const frames: FrameRecord[] = [];
    let last = -1;
    for (const frame of this.#frames) {
      if (frame === undefined) continue;
      frames.push(analyzer.push(frame.index === last + 1 ? frame : { ...frame, cut: true }));
      last = frame.index;
    }
    const analysis = analysisOf({ clip: analyzer.clip, frames, ...analyzer.finish() });
    this.#analyzed = { count: this.#count, analysis };
    return analysis;
  }

  /** Columns of figures, an entry for each frame of the clip. */
  get columns(): ClipMeasurements {
    const length = this.#frames.length;
    const column = () => new Float32Array(length).fill(Number.NaN);
    const { analysis } = this;
    const columns = {
      measured: new Uint8Array(length),
      shot: new Int32Array(length).fill(-1),
      attentionX: column(),
      attentionY: column(),
      subjectX: column(),
      subjectY: column(),
      moved: column(),
      confidence: column(),
      coverage: column(),
      entropy: column(),
      mean: column(),
      shots: analysis?.shots ?? [],
    };
    for (const { index, attention, subject, shot, moved, confidence, coverage, entropy, mean } of analysis?.frames ??
      []) {
      columns.measured[index] = 1;
      columns.shot[index] = shot;
      columns.attentionX[index] = attention?.x ?? Number.NaN;
      columns.attentionY[index] = attention?.y ?? Number.NaN;
      columns.subjectX[index] = subject?.x ?? Number.NaN;
      columns.subjectY[index] = subject?.y ?? Number.NaN;
      columns.moved[index] = moved;
      columns.confidence[index] = confidence;
      columns.coverage[index] = coverage;
      columns.entropy[index] = entropy;
      columns.mean[index] = mean;
    }
    return columns;
  }

  /**
   * Plans a crop along the frames that are measured, and carries out the corrections.
   *
   * @throws {OptionError} for an aspect or a limit that cannot be.
   */
  reframe(options: ReframeOptions, edits: CropEdits): ReframePlan | undefined {
    const { analysis } = this;
    if (analysis === undefined) return undefined;
    const reframer = new Reframer(this.#clip, analysis.clip.rate, options);
    const axis = reframer.measures.profile!;
    for (const record of analysis.frames)
      reframer.push(record, { profile: this.#frames[record.index]!.profiles[axis] });
    const plan = reframer.finish(analysis.clip);
    const shots = plan.shots.map((shot) => ({ ...shot, edit: edits[shot.index] ?? ('follow' as const) }));
    return applyEdits({ ...plan, shots }, plan);
  }
}
