// npm run bench -- gaze [model,model] [option=value ...]: stills measured against the gaze of viewers. SALIENCY_GAZE
// names another folder of img/ and fixations.json.
import { join } from 'node:path';
import { evaluationTable } from '#lib/evaluation/evaluation-text.js';
import { evaluate } from '#lib/pipeline/evaluate/evaluate.js';
import { media } from '../test/helpers/media.js';
import { modelSettings } from './settings.js';

export async function run([models = 'gaze', ...settings]: string[]) {
  const data = process.env.SALIENCY_GAZE ?? media('fixations/OSIE-60');
  if (!data) {
    process.stderr.write('gaze: there are no fixations; set SALIENCY_MEDIA to the folder that holds them\n');
    return;
  }
  const [images, fixations] = [join(data, 'img'), join(data, 'fixations.json')];
  const modelOptions = modelSettings(settings);
  process.stdout.write(evaluationTable(await evaluate({ models, images, fixations, modelOptions, partial: true })));
}
