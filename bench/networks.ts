// npm run bench -- networks [name=object] [width=224] [height=128] [rounds=60] [onnx=PATH]: what one evaluation of a
// network takes, by kinds of layers, and how that compares with onnxruntime-web on one thread and the same graph, written
// from our weights or read from a file. Both take turns. The checksums tell whether two runs computed the same.
import { readFileSync } from 'node:fs';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import type { NetworkLayer } from '#lib/networks/layers.js';
import { Network, runStep } from '#lib/networks/network.js';
import { loadNetwork } from '#lib/networks/weights.js';
import { noise } from '../test/helpers/scenes.js';
import { median } from './median.js';
import { writeOnnx } from './onnx.js';
import { modelSettings } from './settings.js';

/** What an evaluation at 224 × 128 may take, in milliseconds. */
const TARGET = 6;
/** Evaluations in a row of each of the two, so that both find their own data in the caches. */
const TURN = 5;

/** Another program that evaluates the same picture. */
interface Rival {
  readonly name: string;
  evaluate(): Promise<Float32Array>;
}

export async function run(args: string[]): Promise<void> {
  const settings = { name: 'object', width: 224, height: 128, rounds: 60, onnx: '', ...modelSettings(args) };
  const { name, width, height, rounds, onnx } = settings;
  const weights = await loadNetwork(name);
  const size = { width, height };
  const arena = new Arena(Network.bytes(weights, [size]) + 4 * width * height + 256);
  const kernels = instantiateKernels(arena.memory);
  const picture = arena.uint8(3 * width * height + 16);
  const prior = arena.float32((width * height) / 16);
  const places = { picture: picture.byteOffset, prior: prior.byteOffset };
  const network = new Network(kernels, arena, weights, [size], places);
  picture.set(noise(width, height, 1));
  for (let i = 0; i < prior.length; i++) prior[i] = ((i * 37) % 101) / 100;

  const evaluate = () => {
    network.run();
    kernels.sigmoid(network.logits.byteOffset, network.logits.length, network.logits.byteOffset);
  };
  const graph = () => (onnx === '' ? writeOnnx(weights, width, height) : readFileSync(onnx));
  const hasCenter = weights.layers.some(({ op }) => op === 'center');
  const rival = hasCenter ? undefined : await findRival(graph, picture, prior, width, height);
  const [own, others]: [number[], number[]] = [[], []];
  for (let i = 0; i < 20; i++) evaluate();
  let largest = 0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < TURN; i++) own.push(time(evaluate));
    for (let i = 0; rival && i < TURN; i++) {
      const begin = performance.now();
      const result = await rival.evaluate();
      others.push(performance.now() - begin);
      if (round > 0 || i > 0) continue;
      for (let k = 0; k < result.length; k++) largest = Math.max(largest, Math.abs(result[k]! - network.logits[k]!));
    }
  }
  const million = multiplyAdds(weights.layers, width, height) / 1e6;
  const ms = median(own);
  process.stdout.write(`${name}, ${width} × ${height}, ${million.toFixed(1)} million multiply-adds, one thread\n`);
  const rate = `${(million / ms).toFixed(1)} billion multiply-adds a second`;
  process.stdout.write(
    `  ${ms.toFixed(2)} ms, where ${TARGET} are allowed; ${rate}; checksum ${checksum(network.logits)}\n`,
  );
  if (rival) {
    const ratio = (median(others) / ms).toFixed(2);
    process.stdout.write(`  ${rival.name}: ${median(others).toFixed(2)} ms, ${ratio} × as long\n`);
    process.stdout.write(`  the largest difference between the two is ${largest.toExponential(1)}\n`);
  }
  printKinds(network, kernels, rounds);
}

function time(work: () => void): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/** Prints what each kind of layers takes. */
function printKinds(network: Network, kernels: ReturnType<typeof instantiateKernels>, rounds: number): void {
  const times = network.steps.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    for (const [i, step] of network.steps.entries()) times[i]!.push(time(() => runStep(kernels, step)));
  }
  const kinds = new Map<string, number>();
  for (const [i, { kind }] of network.steps.entries()) kinds.set(kind, (kinds.get(kind) ?? 0) + median(times[i]!));
  for (const [kind, ms] of kinds) process.stdout.write(`  ${kind.padEnd(12)} ${ms.toFixed(3).padStart(6)} ms\n`);
}

/** onnxruntime-web, where it is installed. */
async function findRival(
  graph: () => Uint8Array,
  picture: Uint8Array,
  prior: Float32Array,
  width: number,
  height: number,
): Promise<Rival | undefined> {
  const runtime = await import('onnxruntime-web/wasm').catch(() => undefined);
  if (runtime === undefined) {
    process.stdout.write('onnxruntime-web is not installed: nothing to compare with.\n');
    return undefined;
  }
  const { env, InferenceSession, Tensor } = runtime;
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(graph(), { executionProviders: ['wasm'] });
  const planes = new Float32Array(3 * width * height);
  for (let i = 0; i < planes.length; i++)
    planes[(i % 3) * width * height + Math.floor(i / 3)] = picture[i]! / 127.5 - 1;
  const [first, second] = session.inputNames;
  const feeds = {
    [first!]: new Tensor('float32', planes, [1, 3, height, width]),
    ...(second && { [second]: new Tensor('float32', Float32Array.from(prior), [1, 1, height / 4, width / 4]) }),
  };
  const output = session.outputNames[0]!;
  for (let i = 0; i < 20; i++) await session.run(feeds);
  return {
    name: `onnxruntime-web ${env.versions.web}`,
    evaluate: async () => (await session.run(feeds))[output]!.data as Float32Array,
  };
}

/** Multiply-adds of all convolutions and matrices. */
function multiplyAdds(layers: readonly NetworkLayer[], width: number, height: number): number {
  const areas = new Map([
    ['input', width * height],
    ['prior', (width * height) / 16],
  ]);
  let sum = 0;
  for (const { name, op, src, stride = 1, w } of layers) {
    const area = areas.get(src)! * (op === 'merge' || op === 'shuffle2' ? 4 : op === 'pool2' ? 1 / 4 : 1 / stride ** 2);
    areas.set(name, area);
    const numbers = (w?.shape ?? [0]).reduce((product, side) => product * side, 1);
    sum += numbers * (op === 'context' ? 1 : area);
  }
  return sum;
}

/** A number that differs where any of the values does. */
function checksum(values: Float32Array): string {
  let sum = 0;
  for (const word of new Uint32Array(values.buffer, values.byteOffset, values.length))
    sum = (Math.imul(sum, 31) + word) >>> 0;
  return sum.toString(16).padStart(8, '0');
}
