import { ANALYSIS_VERSION } from './analysis.js';

const integer = { type: 'integer' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const number = { type: 'number' } as const;
const text = { type: 'string' } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const list = (items: object, more: object = {}) => ({ type: 'array', items, ...more });
const timecode = { type: 'string', pattern: '^\\d{2}:\\d{2}:\\d{2}[:;]\\d{2,3}$' };

/** Describes an object that has all these properties, and others only where a later version adds them. */
function record(description: string, properties: Record<string, object>, optional: Record<string, object> = {}) {
  return {
    description,
    type: 'object',
    properties: { ...properties, ...optional },
    required: Object.keys(properties),
  };
}

/**
 * JSON Schema (draft 2020-12) of the files that `saliency analyze` writes; the fields are documented with their types
 * (`Analysis`). Readers should accept fields that they do not know.
 */
export const analysisSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `urn:video-saliency:analysis:${ANALYSIS_VERSION}`,
  title: 'Saliency analysis of a clip',
  ...record(
    'Positions and lengths are shares of the displayed picture, x to the right and y down; distances are shares of its diagonal.',
    {
      format: { const: 'video-saliency-analysis' },
      version: { const: ANALYSIS_VERSION },
      clip: ref('clip'),
      frames: list(ref('frame'), { minItems: 1 }),
      shots: list(ref('shot'), { minItems: 1 }),
      summary: ref('summary'),
    },
  ),
  $defs: {
    rational: record('num / den', { num: integer, den: { type: 'integer', minimum: 1 } }),
    point: record('A position.', { x: share, y: share }),
    size: record('A length along each axis.', { x: share, y: share }),
    box: record('Top left corner and size.', { x: share, y: share, width: share, height: share }),
    clip: record('What is known of the clip before its frames are.', {
      name: text,
      path: text,
      width: { type: 'integer', minimum: 1 },
      height: { type: 'integer', minimum: 1 },
      sampleAspect: ref('rational'),
      timeBase: ref('rational'),
      startPts: integer,
      rate: ref('rational'),
      dropFrame: { type: 'boolean' },
      startTimecode: timecode,
      hasAudio: { type: 'boolean' },
      audioChannels: count,
      model: text,
    }),
    frame: record(
      'What was measured of one frame; null where the map is empty.',
      {
        index: count,
        pts: integer,
        seconds: number,
        timecode,
        shot: count,
        centroid: orNull(ref('point')),
        peak: orNull(ref('peak')),
        spread: orNull(ref('size')),
        box: orNull(ref('box')),
        coverage: share,
        entropy: share,
        mean: share,
        confidence: share,
        subject: orNull(ref('point')),
        attention: orNull(ref('point')),
        moved: share,
        regions: list(ref('region'), { maxItems: 3 }),
      },
      { gaze: ref('gaze') },
    ),
    peak: record('Where a map is highest.', { x: share, y: share, value: share }),
    gaze: record('What was measured of where eyes rest on the frame; null where nothing holds them.', {
      peak: orNull(ref('peak')),
      spread: orNull(ref('size')),
      coverage: share,
      confidence: share,
      regions: list(ref('region'), { maxItems: 3 }),
    }),
    region: record('A connected salient region, the same id for the same thing through a shot.', {
      id: count,
      centroid: ref('point'),
      box: ref('box'),
      area: share,
      weight: share,
    }),
    still: record('A frame that is worth a picture.', {
      index: count,
      pts: integer,
      seconds: number,
      timecode,
      confidence: share,
      subject: orNull(record('The leading region.', { centroid: ref('point'), box: ref('box') })),
      score: share,
    }),
    shot: record(
      'Consecutive frames between two cuts.',
      {
        index: count,
        firstFrame: count,
        lastFrame: count,
        startPts: integer,
        endPts: integer,
        startTimecode: timecode,
        endTimecode: timecode,
        duration: { type: 'number', exclusiveMinimum: 0 },
        meanCentroid: orNull(ref('point')),
        steadiness: share,
        meanConfidence: share,
        eyeTrace: orNull(
          record('From the last frame before the cut to the first after it.', {
            from: ref('point'),
            to: ref('point'),
            distance: share,
          }),
        ),
        bestStill: ref('still'),
      },
      { quietZones: list(ref('box')), thumbnail: { type: 'string', pattern: '^data:image/' } },
    ),
    transition: record('A change from one picture to another.', {
      kind: { enum: ['cut', 'dissolve', 'fade-out', 'fade-in'] },
      firstFrame: count,
      lastFrame: count,
      startPts: integer,
      endPts: integer,
      startTimecode: timecode,
      endTimecode: timecode,
    }),
    summary: record(
      'What is known of the clip after its last frame.',
      {
        frames: { type: 'integer', minimum: 1 },
        duration: { type: 'number', exclusiveMinimum: 0 },
        variableRate: { type: 'boolean' },
        stills: list(ref('still')),
      },
      { transitions: list(ref('transition')) },
    ),
  },
};
