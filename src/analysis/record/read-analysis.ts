import { InputError } from '../../core/errors.js';
import { isObject } from '../../core/is-object.js';
import { ANALYSIS_VERSION, type Analysis } from './analysis.js';
import { analysisSchema } from './analysis-schema.js';
import { type RootSchema, schemaProblem } from './check-schema.js';
import { parseJson } from './parse-json.js';

/**
 * Reads an analysis file in its JSON form.
 *
 * @param name - of the file, for messages.
 * @throws {InputError} for text that is no analysis, one of a later version, and one that is damaged, with the place.
 */
export function readAnalysis(text: string, name: string): Analysis {
  const value = parseJson(text, name);
  if (!isObject(value) || value.format !== 'video-saliency-analysis')
    throw new InputError(`${name}: not an analysis as "saliency analyze" writes it in JSON`);
  if (value.version !== ANALYSIS_VERSION)
    throw new InputError(`${name}: analysis of version ${value.version}, expected version ${ANALYSIS_VERSION}`);
  const problem = schemaProblem(analysisSchema as RootSchema, value);
  if (problem !== undefined) throw new InputError(`${name}: the analysis is damaged at ${problem}`);
  return value as unknown as Analysis;
}
