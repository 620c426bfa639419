import {
  ANALYSIS_VERSION,
  type ClipRecord,
  type FrameRecord,
  type ShotRecord,
  type SummaryRecord,
} from './analysis.js';

/**
 * Writes an analysis piece by piece, so that no more than a frame is held at a time: the text of a file is what
 * `begin`, `frame` for each frame, and `end` return, one after the other.
 */
export interface AnalysisText {
  begin(clip: ClipRecord): string;
  frame(frame: FrameRecord): string;
  end(shots: readonly ShotRecord[], summary: SummaryRecord): string;
}

/** The forms in which an analysis can be written. */
export type AnalysisTextFormat = 'json' | 'ndjson' | 'csv';

/** All forms, the one that can be read back first. */
export const ANALYSIS_TEXT_FORMATS: readonly AnalysisTextFormat[] = ['json', 'ndjson', 'csv'];

/**
 * Makes the writer of a format.
 *
 * - `json`: one document that satisfies `analysisSchema`, a line a frame.
 * - `ndjson`: a line of JSON for the clip, each frame, each shot and the summary, told apart by `type`.
 * - `csv`: a line for each frame, no shots.
 */
export function analysisText(format: AnalysisTextFormat): AnalysisText {
  return { json: jsonText, ndjson: ndjsonText, csv: csvText }[format]();
}

function jsonText(): AnalysisText {
  let frames = 0;
  return {
    begin: (clip) =>
      `{"format":"video-saliency-analysis","version":${ANALYSIS_VERSION},\n"clip":${toJson(clip)},\n"frames":[`,
    frame: (frame) => `${frames++ === 0 ? '\n' : ',\n'}${toJson(frame)}`,
    end: (shots, summary) => `\n],\n"shots":[\n${shots.map(toJson).join(',\n')}\n],\n"summary":${toJson(summary)}}\n`,
  };
}

function ndjsonText(): AnalysisText {
  return {
    begin: (clip) => line('clip', { format: 'video-saliency-analysis', version: ANALYSIS_VERSION, ...clip }),
    frame: (frame) => line('frame', frame),
    end: (shots, summary) => `${shots.map((shot) => line('shot', shot)).join('')}${line('summary', summary)}`,
  };
}

function line(type: string, record: object): string {
  return `${toJson({ type, ...record })}\n`;
}

/** Writes JSON with six decimals: a millionth of the picture, a microsecond. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, entry) => (typeof entry === 'number' ? rounded(entry) : entry));
}

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toFixed(6));
}

type Column = readonly [name: string, value: (frame: FrameRecord) => number | string | undefined];

const CSV_COLUMNS: readonly Column[] = [
  ['index', (f) => f.index],
  ['pts', (f) => f.pts],
  ['seconds', (f) => f.seconds],
  ['timecode', (f) => f.timecode],
  ['shot', (f) => f.shot],
  ['centroid_x', (f) => f.centroid?.x],
  ['centroid_y', (f) => f.centroid?.y],
  ['peak_x', (f) => f.peak?.x],
  ['peak_y', (f) => f.peak?.y],
  ['peak_value', (f) => f.peak?.value],
  ['spread_x', (f) => f.spread?.x],
  ['spread_y', (f) => f.spread?.y],
  ['box_x', (f) => f.box?.x],
  ['box_y', (f) => f.box?.y],
  ['box_width', (f) => f.box?.width],
  ['box_height', (f) => f.box?.height],
  ['coverage', (f) => f.coverage],
  ['entropy', (f) => f.entropy],
  ['mean', (f) => f.mean],
  ['confidence', (f) => f.confidence],
  ['subject_x', (f) => f.subject?.x],
  ['subject_y', (f) => f.subject?.y],
  ['attention_x', (f) => f.attention?.x],
  ['attention_y', (f) => f.attention?.y],
  ['moved', (f) => f.moved],
  ['gaze_spread_x', (f) => f.gaze?.spread?.x],
  ['gaze_spread_y', (f) => f.gaze?.spread?.y],
  ['gaze_confidence', (f) => f.gaze?.confidence],
  ...[0, 1, 2].flatMap(regionColumns),
];

function regionColumns(rank: number): Column[] {
  const name = `region${rank + 1}`;
  return [
    [`${name}_id`, (f) => f.regions[rank]?.id],
    [`${name}_x`, (f) => f.regions[rank]?.centroid.x],
    [`${name}_y`, (f) => f.regions[rank]?.centroid.y],
    [`${name}_area`, (f) => f.regions[rank]?.area],
    [`${name}_weight`, (f) => f.regions[rank]?.weight],
  ];
}

/** Writes CSV, whose values are all numbers or timecodes, so that nothing needs quotes. */
function csvText(): AnalysisText {
  const cell = (value: number | string | undefined) => (typeof value === 'number' ? rounded(value) : (value ?? ''));
  return {
    begin: () => `${CSV_COLUMNS.map(([name]) => name).join(',')}\n`,
    frame: (frame) => `${CSV_COLUMNS.map(([, value]) => cell(value(frame))).join(',')}\n`,
    end: () => '',
  };
}
