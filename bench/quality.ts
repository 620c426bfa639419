// npm run bench -- quality [model,model] [option=value ...]: the stills of duts-200, measured against their masks.

import { evaluationTable } from '#lib/evaluation/evaluation-text.js';
import { defaultModel } from '#lib/models/registry.js';
import { evaluate } from '#lib/pipeline/evaluate/evaluate.js';
import { media } from '../test/helpers/media.js';
import { modelSettings } from './settings.js';

export async function run([models = defaultModel, ...settings]: string[]) {
  const images = media('images/duts-200/img');
  const masks = media('images/duts-200/gt');
  if (!images || !masks) {
    process.stderr.write('quality: there is no duts-200; set SALIENCY_MEDIA to the folder that holds images/\n');
    return;
  }
  process.stdout.write(
    evaluationTable(await evaluate({ models, images, masks, modelOptions: modelSettings(settings) })),
  );
}
