import { optionTable } from '../core/options.js';
import { cutThresholdOption } from '../temporal/shot-cuts.js';

/** What all models that are carried along the flow understand. */
export const flowOptions = optionTable({
  latency: {
    type: 'number',
    integer: true,
    min: 0,
    max: 16,
    default: 5,
    summary: 'frames that a map may be late: 0 sees the past, 1 motion both ways, more smooth by what follows',
  },
  networkEvery: {
    type: 'number',
    integer: true,
    min: 1,
    max: 30,
    default: 3,
    summary: 'frames of a shot from one that a network looks at to the next; its answers are carried between',
  },
  calibrated: {
    type: 'boolean',
    default: true,
    summary: 'scale maps by the confidence that their frame has a subject at all',
    negation: 'leave maps as bright in frames without a subject as in others',
  },
  frameRemoval: {
    type: 'boolean',
    default: true,
    summary: 'leave out flat bars and frames around the picture, decided over each shot',
    negation: 'take flat bars and frames around the picture for part of it',
  },
  cutThreshold: cutThresholdOption,
});
