import { exportFormats, reframeFormats } from '../../../browser.js';
import type { TextRequest } from '../../engine/messages.js';

/** A text file that can be made of a clip. */
export interface TextFormat {
  readonly value: string;
  readonly words: string;
  /** Follows the stem of the clip in the name of the file. */
  readonly suffix: string;
  readonly request: TextRequest;
}

const own = {
  json: 'the analysis as JSON: every frame and shot',
  csv: 'the analysis as CSV: a line a frame',
  ndjson: 'the analysis as lines of JSON',
} as const;

/** All of them: forms of the analysis, edit lists, and the path of the crop. */
export const textFormats: readonly TextFormat[] = [
  ...(Object.keys(own) as (keyof typeof own)[]).map(
    (format): TextFormat => ({
      value: format,
      words: own[format],
      suffix: `.analysis.${format}`,
      request: { of: 'analysis', format },
    }),
  ),
  ...(Object.keys(exportFormats) as (keyof typeof exportFormats)[]).map(
    (format): TextFormat => ({
      value: format,
      words: exportFormats[format].summary,
      suffix: `.${format}.${exportFormats[format].extension}`.replace(/\.(\w+)\.\1$/, '.$1'),
      request: { of: 'analysis', format },
    }),
  ),
  ...(Object.keys(reframeFormats) as (keyof typeof reframeFormats)[]).map(
    (format): TextFormat => ({
      value: `crop-${format}`,
      words: `crop: ${reframeFormats[format].summary}`,
      suffix: `.crop.${reframeFormats[format].extension}`,
      request: { of: 'reframe', format },
    }),
  ),
];
