import { join, parse } from 'node:path';
import { createModel } from '#lib/models/registry.js';
import { readPicture, writeMap } from './pictures.js';
import { modelSettings } from './settings.js';

/** Maps pictures, each as a clip of one frame, to gray pictures of their names in the folder `out`. */
export async function mapStills(files: readonly string[], out: string, name: string, settings: string[]) {
  for (const file of files) {
    const { rgb, width, height } = await readPicture(file);
    const model = await createModel(name, { width, height, ...modelSettings(settings) });
    const maps: Float32Array[] = [];
    model.push(rgb, (map) => maps.push(map.slice()));
    model.flush((map) => maps.push(map.slice()));
    await writeMap(join(out, `${parse(file).name}.png`), maps[0]!, width, height);
  }
}
