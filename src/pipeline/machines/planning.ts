import { AsyncLocalStorage } from 'node:async_hooks';
import type { PlannedClip } from '../../queue/worker-tasks.js';

/**
 * Within `planning.run(take, work)`, a pass over a clip orders the segments that it needs, tells `take` of them, and ends:
 * it maps and writes nothing.
 */
export const planning = new AsyncLocalStorage<(planned: PlannedClip) => void>();
