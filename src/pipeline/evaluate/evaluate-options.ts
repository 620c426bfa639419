import { clipOptions } from '../../clip/clip-options.js';
import { type OptionInput, optionTable } from '../../core/options.js';

/** What is evaluated, and against what. */
export const evaluateOptions = optionTable({
  maps: { type: 'text', placeholder: 'folders', summary: 'folder of maps; several as name=folder,name=folder' },
  masks: { type: 'text', placeholder: 'folder', summary: "masks of objects, by the maps' names" },
  models: { type: 'text', placeholder: 'names', summary: 'models to run in place of maps, separated by commas' },
  images: { type: 'text', placeholder: 'folder', summary: 'pictures, sequences or clips that the models map' },
  fixations: {
    type: 'text',
    placeholder: 'path',
    summary: 'gaze: a JSON file of points, or a folder of fixation maps',
  },
  boxes: { type: 'text', placeholder: 'file', summary: 'rectangles that people drew: a JSON file, by picture' },
  retargetvid: { type: 'text', placeholder: 'folder', summary: "people's crops, to compare those of clips with" },
  analysisSize: clipOptions.analysisSize,
  rounds: {
    type: 'number',
    integer: true,
    min: 100,
    max: 100_000,
    default: 1000,
    summary: 'sets that are drawn for intervals and tests',
  },
  partial: { type: 'boolean', default: false, summary: 'evaluate the names that have a partner, and leave out others' },
  jobs: {
    type: 'number',
    integer: true,
    min: 1,
    max: 64,
    summary: 'items measured at a time; as many as there are cores unless chosen',
  },
});

/** How far an evaluation has come. */
export interface EvaluationProgress {
  readonly done: number;
  readonly total: number;
}

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends OptionInput<typeof evaluateOptions> {
  /** Options of the models, by name; each goes to those of the models that have it. */
  readonly modelOptions?: Readonly<Record<string, unknown>>;
  /** Draws a contact sheet too: the best, the middling and the worst items. Default: false. */
  readonly sheet?: boolean;
  /** Called after each item. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
  /** Ends the work; the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}
