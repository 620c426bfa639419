import { SaliencyError } from '../../core/errors.js';
import type { JoinRequest, JoinResult } from '../../queue/join-job.js';
import type { JoinProgress, PlannedClip } from '../../queue/worker-tasks.js';
import { writeAnalysis } from '../analyze/analyze.js';
import { convert } from '../convert.js';
import { overlay } from '../overlay.js';
import { reframe } from '../reframe/reframe.js';
import { writeReport } from '../report/report.js';
import { thumbnails } from '../thumbnails.js';
import type { ConvertResult } from '../write/conversion.js';
import { planning } from './planning.js';

/** Does a verb to a clip. */
type Verb = (input: string, output: string, options: object) => Promise<ConvertResult>;

const verbs: Readonly<Record<JoinRequest['verb'], Verb>> = {
  convert,
  overlay,
  analyze: writeAnalysis,
  reframe: (input, output, options) => reframe(input, output, options),
  thumbnail: thumbnails,
  report: writeReport,
};

/** The queue and the store of the worker, which are not those of the client by name. */
interface Place {
  readonly queue: string;
  readonly store: string;
}

/** Makes the outputs of a clip of segments that are in the store; what is missing is mapped. */
export async function joinClip(
  { verb, input, output, options }: JoinRequest,
  place: Place,
  signal: AbortSignal,
  onProgress?: (progress: JoinProgress) => void,
): Promise<JoinResult> {
  const { frames, outputs, warnings, damage } = await verbs[verb](input, output as string, {
    ...options,
    ...place,
    signal,
    onProgress,
  });
  return { frames, outputs, warnings, damage: damage?.message };
}

/** Puts the order of a clip's segments into the store. */
export async function planJoin(request: JoinRequest, place: Place, signal: AbortSignal): Promise<PlannedClip> {
  let planned: PlannedClip | undefined;
  await planning.run(
    (found) => {
      planned = found;
    },
    () => joinClip(request, place, signal),
  );
  if (planned === undefined) throw new SaliencyError('ERR_QUEUE', `${request.input}: needs no segments`);
  return planned;
}
