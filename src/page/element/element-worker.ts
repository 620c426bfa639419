import { createModel, models, type SaliencyModel } from '../../browser.js';
import type { LiveReply, LiveRequest } from './live-maps.js';

/** The face of a worker that TypeScript's library for pages does not know. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<LiveRequest>) => void) | null;
  postMessage(reply: LiveReply, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
let model: SaliencyModel | undefined;
let context: OffscreenCanvasRenderingContext2D | null = null;
let rgb = new Uint8Array();
/** Requests are worked off one after the other. */
let work: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  work = work
    .then(() => answer(data))
    .catch((thrown: unknown) => {
      scope.postMessage({ kind: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) });
    });
};

async function answer(request: LiveRequest): Promise<void> {
  if (request.kind === 'reset') return model?.reset();
  if (request.kind === 'model') {
    const { name, width, height, options } = request;
    // Live, a map that comes later comes too late.
    const known = name
      .split(',')
      .flatMap((one) => Object.keys(models.find((other) => other.name === one)?.options ?? {}));
    const now = known.includes('latency') ? { latency: 0 } : {};
    model = await createModel(name, { width, height, ...now, ...options });
    context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    rgb = new Uint8Array(3 * width * height);
    return;
  }
  await map(request.bitmap, request.time);
}

async function map(bitmap: ImageBitmap, time: number): Promise<void> {
  if (model === undefined || context === null) throw new Error(`no model was asked for; there is ${models[0]?.name}`);
  const start = performance.now();
  const { width, height } = model;
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  for (let i = 0, p = 0; p < rgb.length; i += 4, p += 3) {
    rgb[p] = data[i]!;
    rgb[p + 1] = data[i + 1]!;
    rgb[p + 2] = data[i + 2]!;
  }
  await model.foresee?.(rgb);
  let levels: Uint8Array | undefined;
  model.push(rgb, (values) => {
    levels = Uint8Array.from(values, (value) => Math.round(255 * value));
  });
  if (levels === undefined) scope.postMessage({ kind: 'map' });
  else {
    const milliseconds = performance.now() - start;
    scope.postMessage({ kind: 'map', map: { levels, width, height, time, milliseconds } }, [levels.buffer]);
  }
}
