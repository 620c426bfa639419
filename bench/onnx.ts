// Writes a network of ours as an ONNX graph, so that another program can evaluate the same. The fields are those of
// onnx.proto3, https://github.com/onnx/onnx.
import type { NetworkLayer } from '#lib/networks/layers.js';
import type { NetworkWeights } from '#lib/networks/weights.js';

const OPERATORS = 13;
const FORMAT = 7;
const FLOAT = 1;

type Field = Buffer;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

const number = (field: number, value: number): Field => Buffer.concat([varint(8 * field), varint(value)]);
const bytes = (field: number, value: Buffer): Field =>
  Buffer.concat([varint(8 * field + 2), varint(value.length), value]);
const text = (field: number, value: string): Field => bytes(field, Buffer.from(value));
const message = (field: number, ...fields: Field[]): Field => bytes(field, Buffer.concat(fields));

/** An attribute: an integer, several of them, or a word. */
function attribute(name: string, value: number | number[] | string): Field {
  if (typeof value === 'number') return message(5, text(1, name), number(3, value), number(20, 2));
  if (typeof value === 'string') return message(5, text(1, name), text(4, value), number(20, 3));
  return message(5, text(1, name), ...value.map((each) => number(8, each)), number(20, 7));
}

function tensor(name: string, shape: readonly number[], values: Float64Array): Field {
  const floats = Float32Array.from(values);
  const raw = Buffer.from(floats.buffer);
  return message(5, ...shape.map((side) => number(1, side)), number(2, FLOAT), text(8, name), bytes(9, raw));
}

function value(field: number, name: string, shape: readonly number[]): Field {
  const sides = message(2, ...shape.map((side) => message(1, number(1, side))));
  return message(field, text(1, name), message(2, message(1, number(1, FLOAT), sides)));
}

/** The graph of a network without a center layer, and its sigmoid: inputs `input` and, where it has one, `prior`; output `p`. */
export function writeOnnx(weights: NetworkWeights, width: number, height: number): Uint8Array {
  const fields: Field[] = [text(2, weights.name)];
  const node = (
    type: string,
    inputs: string[],
    output: string,
    attributes: Record<string, number | number[] | string> = {},
  ) => {
    const names = inputs.map((name) => text(1, name));
    const values = Object.entries(attributes).map(([name, each]) => attribute(name, each));
    fields.push(message(1, ...names, text(2, output), text(3, output), text(4, type), ...values));
  };
  fields.push(tensor('twice', [4], Float64Array.of(1, 1, 2, 2)), tensor('none', [0], new Float64Array(0)));
  let last = 'input';
  for (const layer of weights.layers) {
    const { name, src, add, relu } = layer;
    const added = relu ? `${name}.added` : name;
    const own = add === undefined ? added : `${name}.own`;
    writeLayer(weights, layer, own, node, (shape, suffix, values) => {
      fields.push(tensor(`${name}.${suffix}`, shape, values));
      return `${name}.${suffix}`;
    });
    if (add !== undefined) node('Add', [own, add], added);
    if (layer.op === 'context') node('Add', [`${own}.of-mean`, src], own);
    if (relu) node('Relu', [added], name);
    last = name;
  }
  node('Sigmoid', [last], 'p');
  fields.push(value(11, 'input', [1, 3, height, width]), value(12, 'p', [1, 1, height / 2, width / 2]));
  if (weights.layers.some(({ src }) => src === 'prior')) fields.push(value(11, 'prior', [1, 1, height / 4, width / 4]));
  const model = [number(1, FORMAT), message(8, text(1, ''), number(2, OPERATORS)), message(7, ...fields)];
  return Buffer.concat(model);
}

function writeLayer(
  weights: NetworkWeights,
  layer: NetworkLayer,
  output: string,
  node: (
    type: string,
    inputs: string[],
    output: string,
    attributes?: Record<string, number | number[] | string>,
  ) => void,
  store: (shape: readonly number[], suffix: string, values: Float64Array) => string,
): void {
  const { op, src, w, b, stride = 1, groups = 1 } = layer;
  switch (op) {
    case 'conv': {
      const size = w!.shape[2]!;
      const half = size >> 1;
      const inputs = [src, store(w!.shape, 'w', weights.floats(w))];
      if (b) inputs.push(store(b.shape, 'b', weights.floats(b)));
      node('Conv', inputs, output, {
        kernel_shape: [size, size],
        pads: [half, half, half, half],
        strides: [stride, stride],
        group: groups,
      });
      return;
    }
    case 'merge':
      node('Resize', [src, 'none', 'twice'], output, {
        mode: 'linear',
        coordinate_transformation_mode: 'half_pixel',
      });
      return;
    case 'context': {
      node('GlobalAveragePool', [src], `${output}.mean`);
      const matrix = store([...w!.shape, 1, 1], 'w', weights.floats(w));
      node('Conv', [`${output}.mean`, matrix, store(b!.shape, 'b', weights.floats(b))], `${output}.of-mean`);
      return;
    }
    case 'pool2':
      node('AveragePool', [src], output, { kernel_shape: [2, 2], strides: [2, 2] });
      return;
    case 'shuffle2':
      node('DepthToSpace', [src], output, { blocksize: 2, mode: 'CRD' });
      return;
    case 'center':
      throw new Error('a center bias is not written');
  }
}
