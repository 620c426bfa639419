import type { ReadElement } from './xml-reader.js';

/**
 * What the FCPXML 1.10 document type says of the elements that are written: the order of their children as a regular
 * expression over `name,`, and their attributes, the required ones marked.
 */
const RULES: Record<string, { children: RegExp; attributes: string[] }> = {
  fcpxml: { children: /^(import-options,)?(resources,)?(library,|(event,)*)$/, attributes: ['version!'] },
  resources: { children: /^((asset|effect|format|media|locator),)*$/, attributes: [] },
  format: {
    children: /^$/,
    attributes: ['id!', 'name', 'frameDuration', 'fieldOrder', 'width', 'height', 'paspH', 'paspV', 'colorSpace'],
  },
  asset: {
    children: /^(media-rep,)+(metadata,)?$/,
    attributes: [
      ...['id!', 'name', 'uid', 'start', 'duration', 'hasVideo', 'format', 'hasAudio'],
      ...['videoSources', 'audioSources', 'audioChannels', 'audioRate'],
    ],
  },
  'media-rep': { children: /^(bookmark,)?$/, attributes: ['kind', 'sig', 'src!', 'suggestedFilename'] },
  library: { children: /^((event|smart-collection),)*$/, attributes: ['location', 'colorProcessing'] },
  event: { children: /^((project|asset-clip|clip),)*$/, attributes: ['name', 'uid'] },
  project: { children: /^sequence,$/, attributes: ['name', 'uid', 'id', 'modDate'] },
  sequence: {
    children: /^(note,)?spine,(metadata,)?$/,
    attributes: ['format!', 'duration', 'tcStart', 'tcFormat', 'audioLayout', 'audioRate', 'renderFormat', 'keywords'],
  },
  spine: {
    children: /^((audio|video|clip|title|ref-clip|asset-clip|gap|transition),)*$/,
    attributes: ['lane', 'offset'],
  },
  'asset-clip': {
    children:
      /^(note,)?(conform-rate,)?(timeMap,)?(adjust-crop,)?(adjust-conform,)?(adjust-transform,)?(adjust-volume,)?((asset-clip|title|video),)*((marker|chapter-marker|keyword),)*(filter-video,)*(metadata,)?$/,
    attributes: [
      ...['ref!', 'lane', 'offset', 'name', 'start', 'duration', 'enabled', 'srcEnable', 'audioStart'],
      ...['audioDuration', 'format', 'tcStart', 'tcFormat', 'modDate', 'audioRole', 'videoRole'],
    ],
  },
  'adjust-transform': { children: /^(param,)*$/, attributes: ['enabled', 'position', 'scale', 'rotation', 'anchor'] },
  param: { children: /^(keyframeAnimation,)?(param,)*$/, attributes: ['name!', 'key', 'value', 'enabled'] },
  keyframeAnimation: { children: /^(keyframe,)*$/, attributes: [] },
  keyframe: { children: /^$/, attributes: ['time!', 'value!', 'interp', 'curve'] },
  marker: { children: /^$/, attributes: ['start!', 'duration', 'value!', 'completed', 'note'] },
};

/** Breaches of the document type anywhere in a document, in words. */
export function fcpxmlBreaches(root: ReadElement): string[] {
  const ids = new Set<string>();
  const references: string[] = [];
  const visit = ({ name, attributes, children, text }: ReadElement): string[] => {
    const rule = RULES[name];
    if (rule === undefined) return [`<${name}> is unknown`];
    const found: string[] = [];
    const order = children.map((child) => `${child.name},`).join('');
    if (!rule.children.test(order)) found.push(`<${name}> holds ${order}`);
    if (text.trim() !== '') found.push(`<${name}> holds text`);
    const known = rule.attributes.map((attribute) => attribute.replace('!', ''));
    for (const key of Object.keys(attributes)) if (!known.includes(key)) found.push(`<${name}> has ${key}`);
    for (const attribute of rule.attributes)
      if (attribute.endsWith('!') && !(attribute.slice(0, -1) in attributes))
        found.push(`<${name}> lacks ${attribute}`);
    if (attributes.id !== undefined) ids.add(attributes.id);
    for (const key of ['ref', 'format']) if (attributes[key] !== undefined) references.push(attributes[key]);
    return [...found, ...children.flatMap(visit)];
  };
  const found = visit(root);
  return [...found, ...references.filter((id) => !ids.has(id)).map((id) => `${id} is not defined`)];
}
