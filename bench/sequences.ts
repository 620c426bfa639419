// npm run bench -- sequences [model,model] [option=value ...]: the sequences with masks: accuracy and flicker of each, and
// of all. SALIENCY_SEQUENCES names another folder of <sequence>/frames and <sequence>/masks.
import { evaluationTable, itemTable } from '#lib/evaluation/evaluation-text.js';
import { defaultModel } from '#lib/models/registry.js';
import { evaluate } from '#lib/pipeline/evaluate/evaluate.js';
import { media } from '../test/helpers/media.js';
import { modelSettings } from './settings.js';

export async function run([models = defaultModel, ...settings]: string[]) {
  const data = process.env.SALIENCY_SEQUENCES ?? media('video-gt');
  if (!data) {
    process.stderr.write('sequences: there is no video-gt; set SALIENCY_MEDIA to the folder that holds it\n');
    return;
  }
  const report = await evaluate({ models, images: data, masks: data, modelOptions: modelSettings(settings) });
  process.stdout.write(`${itemTable(report)}\n${evaluationTable(report)}`);
}
