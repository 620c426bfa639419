/** Numbers of a layer in a weight file. */
export interface StoredNumbers {
  /** Bytes from the start of the file to the first of them, little-endian. */
  readonly offset: number;
  /** Of weights: outputs, inputs of a group, rows, columns; a matrix has the first two alone, biases the first. */
  readonly shape: readonly number[];
  readonly type: 'int8' | 'float16' | 'float32';
  /** Of `int8`: bytes to the first of the float32 scales, one for each output, that the numbers are multiplied by. */
  readonly scale?: number;
}

/**
 * One layer of a network, named, of the layers before it.
 *
 * - `conv`: convolution of `src`, zeros around the border, + b (+ `add`), negatives to 0 where `relu` is set.
 * - `merge`: `src` twice as large, bilinear between pixel centers, + `add`, negatives to 0.
 * - `context`: `src` + W · (mean of `src` over all pixels) + b.
 * - `pool2`: mean of two by two.
 * - `shuffle2`: four channels put side by side, two by two.
 * - `center`: adds a quadratic in x and y over [-1, 1]: five numbers for x², y², x, y, x y.
 */
export interface NetworkLayer {
  readonly name: string;
  readonly op: 'conv' | 'merge' | 'context' | 'pool2' | 'shuffle2' | 'center';
  /** The layer that it takes; `input` is the picture, `prior` a map of a quarter of its sides. */
  readonly src: string;
  readonly add?: string;
  readonly stride?: number;
  readonly groups?: number;
  readonly relu?: boolean;
  readonly w?: StoredNumbers;
  readonly b?: StoredNumbers;
}
