import { type AnalyzerOptions, ClipAnalyzer } from '../../analysis/shots/clip-analyzer.js';
import { safeMarginOption } from '../../analysis/shots/quiet-zones.js';
import { safeAreaOption } from '../../analysis/shots/safe-area.js';
import { stillCount } from '../../analysis/shots/still-count.js';
import type { Clip } from '../../clip/clip.js';
import type { ClipOptions } from '../../clip/clip-options.js';
import { OptionError } from '../../core/errors.js';
import { type OptionInput, type OptionValues, optionTable } from '../../core/options.js';
import type { jobsOption } from '../write/pass-options.js';

/** What counts as a shot, for all that is made shot by shot. */
export const shotOptions = optionTable({
  minShot: {
    type: 'number',
    min: 0,
    max: 3600,
    default: 0,
    summary: 'least length of a shot, in seconds: a cut that follows the last one sooner is not taken as one',
  },
});

/** What is measured of a clip beside the measures that every frame and shot has. */
export const analysisOptions = optionTable({
  quietZones: {
    type: 'boolean',
    default: false,
    summary: 'find the rectangles of each shot that stay unsalient, for titles and captions',
  },
  safeMargin: {
    ...safeMarginOption,
    summary: 'with quiet zones: share of each side that stays free; 0.05 is action safe, 0.1 title safe',
  },
  safeArea: {
    ...safeAreaOption,
    summary: 'with quiet zones: where the clip is shown, whose controls and captions stay free too',
  },
  ...shotOptions,
  thumbnails: {
    type: 'boolean',
    default: false,
    summary: "put a small picture of each shot's best still into the analysis",
  },
  stills: {
    ...stillCount,
    summary: 'best stills of the whole clip to name',
  },
});

/** Options of every function that measures a clip. */
export interface AnalysisClipOptions
  extends ClipOptions,
    OptionInput<typeof analysisOptions>,
    OptionInput<typeof jobsOption> {}

/** An analysis as it was asked for, checked. */
export interface MeasurePlan extends Pick<AnalyzerOptions, 'quietZones' | 'stills' | 'minShot'> {
  /** Small pictures of the best stills of the shots. */
  readonly thumbnails: boolean;
}

/** @throws {OptionError} for a margin or a safe area without quiet zones. */
export function planMeasures(values: OptionValues<typeof analysisOptions>): MeasurePlan {
  const { quietZones, safeMargin, safeArea, minShot, thumbnails, stills } = values;
  for (const [name, value] of Object.entries({ safeMargin, safeArea }))
    if (value !== undefined && !quietZones) throw OptionError.of(name, 'expected quiet zones to be asked for too');
  return { stills, thumbnails, minShot, quietZones: quietZones ? { safeMargin, safeArea } : undefined };
}

/** The analyzer of an open clip. */
export function analyzerOf(
  clip: Clip,
  input: string,
  { quietZones, stills, minShot }: Partial<MeasurePlan> = {},
): ClipAnalyzer {
  const { info, plan } = clip;
  const { num, den } = info.timeBase;
  const first = info.startPts ?? Math.round((info.startTime * den) / num);
  return new ClipAnalyzer(
    { ...info, path: input === '-' ? '-' : info.path },
    {
      quietZones,
      stills,
      minShot,
      gaze: clip.mapsGaze,
      model: plan.flags.model,
      startPts: plan.start ? first : undefined,
    },
  );
}
