// Writes a network of ours as an ONNX graph, so that another program can evaluate the same.
import type { NetworkLayer } from '#lib/networks/layers.js';
import type { NetworkWeights } from '#lib/networks/weights.js';
import { OnnxGraph } from '../test/helpers/onnx-graph.js';

/** The graph of a network without a center layer, and its sigmoid: inputs `input` and, where it has one, `prior`; output `p`. */
export function writeOnnx(weights: NetworkWeights, width: number, height: number): Uint8Array {
  const graph = new OnnxGraph(weights.name);
  graph.tensor('twice', [4], [1, 1, 2, 2]);
  graph.tensor('none', [0], []);
  let last = 'input';
  for (const layer of weights.layers) {
    const { name, src, add, relu } = layer;
    const added = relu ? `${name}.added` : name;
    const own = add === undefined ? added : `${name}.own`;
    writeLayer(weights, layer, own, graph, (shape, suffix, values) => {
      graph.tensor(`${name}.${suffix}`, shape, values);
      return `${name}.${suffix}`;
    });
    if (add !== undefined) graph.node('Add', [own, add], added);
    if (layer.op === 'context') graph.node('Add', [`${own}.of-mean`, src], own);
    if (relu) graph.node('Relu', [added], name);
    last = name;
  }
  graph.node('Sigmoid', [last], 'p');
  graph.input('input', [1, 3, height, width]);
  graph.output('p', [1, 1, height / 2, width / 2]);
  if (weights.layers.some(({ src }) => src === 'prior')) graph.input('prior', [1, 1, height / 4, width / 4]);
  return graph.write();
}

function writeLayer(
  weights: NetworkWeights,
  layer: NetworkLayer,
  output: string,
  graph: OnnxGraph,
  store: (shape: readonly number[], suffix: string, values: Float64Array) => string,
): void {
  const { op, src, w, b, stride = 1, groups = 1 } = layer;
  switch (op) {
    case 'conv': {
      const size = w!.shape[2]!;
      const half = size >> 1;
      const inputs = [src, store(w!.shape, 'w', weights.floats(w))];
      if (b) inputs.push(store(b.shape, 'b', weights.floats(b)));
      graph.node('Conv', inputs, output, {
        kernel_shape: [size, size],
        pads: [half, half, half, half],
        strides: [stride, stride],
        group: groups,
      });
      return;
    }
    case 'merge':
      graph.node('Resize', [src, 'none', 'twice'], output, {
        mode: 'linear',
        coordinate_transformation_mode: 'half_pixel',
      });
      return;
    case 'context': {
      graph.node('GlobalAveragePool', [src], `${output}.mean`);
      const matrix = store([...w!.shape, 1, 1], 'w', weights.floats(w));
      graph.node('Conv', [`${output}.mean`, matrix, store(b!.shape, 'b', weights.floats(b))], `${output}.of-mean`);
      return;
    }
    case 'pool2':
      graph.node('AveragePool', [src], output, { kernel_shape: [2, 2], strides: [2, 2] });
      return;
    case 'shuffle2':
      graph.node('DepthToSpace', [src], output, { blocksize: 2, mode: 'CRD' });
      return;
    case 'center':
      throw new Error('a center bias is not written');
  }
}
