import { SaliencyError } from '../core/errors.js';
import type { NetworkLayer } from './layers.js';
import { type Product, packCenter, packContext, packDepthwise, packProduct, padded, paddedFloats } from './packing.js';
import type { NetworkWeights } from './weights.js';

/** A part of a network that is computed in one go: one layer, or several that a kernel has fused. `name` is that of its result. */
export type Part = { readonly name: string; readonly src: string } & (
  | { readonly kind: 'stem'; readonly product: Product }
  | { readonly kind: 'dense'; readonly stride: number; readonly product: Product }
  | {
      readonly kind: 'block';
      /** Of the depthwise window, 3 or 5. */
      readonly size: number;
      readonly depthwise: Float32Array;
      readonly widen: Product;
      readonly narrow: Product;
    }
  | { readonly kind: 'halve'; readonly depthwise: Float32Array; readonly product: Product }
  | { readonly kind: 'project'; readonly product: Product }
  | { readonly kind: 'merge'; readonly low: string; readonly product: Product }
  | { readonly kind: 'context'; readonly matrix: Float32Array }
  | { readonly kind: 'prior'; readonly prior: string; readonly weights: Float32Array }
  | { readonly kind: 'pool' }
  | { readonly kind: 'unfold' }
  | { readonly kind: 'center'; readonly terms: Float32Array }
);

const isDepthwise = ({ op, groups = 1 }: NetworkLayer) => op === 'conv' && groups > 1;
const isPointwise = ({ op, w, groups = 1 }: NetworkLayer) => op === 'conv' && groups === 1 && w?.shape[2] === 1;

/**
 * Groups the layers of a network into what the kernels compute in one go.
 *
 * @throws {SaliencyError} `ERR_NETWORK` for layers that no kernel knows.
 */
export function fuse(weights: NetworkWeights): Part[] {
  const { layers } = weights;
  const parts: Part[] = [];
  const skips = new Map(
    layers.filter(({ op }) => op === 'merge').map(({ add }) => [add!, undefined as Part | undefined]),
  );
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i]!;
    const [second, third] = layers.slice(i + 1);
    const { name, src } = layer;
    if (isDepthwise(layer) && layer.stride === 2 && second && isPointwise(second) && second.src === name) {
      requireShape(weights, layer, 3);
      const product = packProduct(weights, second, padded(layer.w!.shape[0]!));
      parts.push({ kind: 'halve', name: second.name, src, depthwise: packDepthwise(weights, layer), product });
      i++;
    } else if (isDepthwise(layer) && second && third && isBlock(layer, second, third)) {
      const size = layer.w!.shape[2]!;
      requireShape(weights, layer, 3, 5);
      parts.push({
        kind: 'block',
        name: third.name,
        src,
        size,
        depthwise: packDepthwise(weights, layer),
        widen: packProduct(weights, second, padded(second.w!.shape[1]!)),
        narrow: packProduct(weights, third, padded(third.w!.shape[1]!)),
      });
      i += 2;
    } else if (layer.op === 'conv' && layer.add !== undefined && isPointwise(layer) && layer.w!.shape[1] === 1) {
      const width = padded(layer.w!.shape[0]!);
      const own = paddedFloats(weights.floats(layer.w), width);
      parts.push({ kind: 'prior', name, src: layer.add, prior: src, weights: own });
    } else if (skips.has(name) && isPointwise(layer)) {
      const product = packProduct(weights, layer, padded(layer.w!.shape[1]!));
      skips.set(name, { kind: 'project', name, src, product });
    } else if (layer.op === 'merge' && layer.relu) {
      const skip = skips.get(layer.add!);
      if (skip?.kind !== 'project') throw unknownLayer(weights, layer);
      parts.push({ kind: 'merge', name, src: skip.src, low: src, product: skip.product });
    } else if (isPointwise(layer) && layer.add === undefined) {
      parts.push({ kind: 'project', name, src, product: packProduct(weights, layer, padded(layer.w!.shape[1]!)) });
    } else if (layer.op === 'conv' && !isDepthwise(layer) && layer.add === undefined && src === 'input') {
      requireShape(weights, layer, 3);
      if (layer.stride !== 2 || !layer.relu || layer.w!.shape[1] !== 3) throw unknownLayer(weights, layer);
      parts.push({ kind: 'stem', name, src, product: packProduct(weights, layer, 3) });
    } else if (layer.op === 'conv' && !isDepthwise(layer) && layer.add === undefined) {
      requireShape(weights, layer, 3);
      const product = packProduct(weights, layer, padded(layer.w!.shape[1]!));
      parts.push({ kind: 'dense', name, src, stride: layer.stride ?? 1, product });
    } else if (layer.op === 'context') {
      parts.push({ kind: 'context', name, src, matrix: packContext(weights, layer) });
    } else if (layer.op === 'pool2') {
      parts.push({ kind: 'pool', name, src });
    } else if (layer.op === 'shuffle2') {
      parts.push({ kind: 'unfold', name, src });
    } else if (layer.op === 'center') {
      parts.push({ kind: 'center', name, src, terms: packCenter(weights, layer) });
    } else {
      throw unknownLayer(weights, layer);
    }
  }
  return parts;
}

/** Tells whether three layers are a residual block: depthwise, wider with negatives to 0, narrower and added. */
function isBlock(depthwise: NetworkLayer, widen: NetworkLayer, narrow: NetworkLayer): boolean {
  return (
    (depthwise.stride ?? 1) === 1 &&
    !depthwise.relu &&
    isPointwise(widen) &&
    widen.src === depthwise.name &&
    widen.relu === true &&
    isPointwise(narrow) &&
    narrow.src === widen.name &&
    narrow.add === depthwise.src &&
    !narrow.relu
  );
}

function requireShape(weights: NetworkWeights, layer: NetworkLayer, ...sizes: number[]): void {
  const [, , rows, columns] = layer.w!.shape;
  if (rows !== columns || !sizes.includes(rows!)) throw unknownLayer(weights, layer);
}

function unknownLayer({ name }: NetworkWeights, layer: NetworkLayer): SaliencyError {
  return new SaliencyError('ERR_NETWORK', `network "${name}": layer "${layer.name}" is of a kind that is not known`);
}
