// Writes ONNX graphs. The fields are those of onnx.proto3, https://github.com/onnx/onnx.

const OPERATORS = 13;
const FORMAT = 7;
const FLOAT = 1;

type Field = Buffer;

/** Attributes of a node by name: an integer, several of them, or a word. */
export type OnnxAttributes = Readonly<Record<string, number | number[] | string>>;

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

function attribute(name: string, value: number | number[] | string): Field {
  if (typeof value === 'number') return message(5, text(1, name), number(3, value), number(20, 2));
  if (typeof value === 'string') return message(5, text(1, name), text(4, value), number(20, 3));
  return message(5, text(1, name), ...value.map((each) => number(8, each)), number(20, 7));
}

function value(field: number, name: string, shape: readonly (number | string)[]): Field {
  const sides = shape.map((side) => message(1, typeof side === 'number' ? number(1, side) : text(2, side)));
  return message(field, text(1, name), message(2, message(1, number(1, FLOAT), message(2, ...sides))));
}

/** A graph that grows node by node; sides of inputs and outputs that may be of any length are names. */
export class OnnxGraph {
  readonly #fields: Field[];
  readonly #properties: Field[] = [];

  constructor(name: string) {
    this.#fields = [text(2, name)];
  }

  node(type: string, inputs: readonly string[], output: string, attributes: OnnxAttributes = {}): void {
    const names = inputs.map((name) => text(1, name));
    const values = Object.entries(attributes).map(([name, each]) => attribute(name, each));
    this.#fields.push(message(1, ...names, text(2, output), text(3, output), text(4, type), ...values));
  }

  tensor(name: string, shape: readonly number[], values: ArrayLike<number>): void {
    const raw = Buffer.from(Float32Array.from(values).buffer);
    const sides = shape.map((side) => number(1, side));
    this.#fields.push(message(5, ...sides, number(2, FLOAT), text(8, name), bytes(9, raw)));
  }

  input(name: string, shape: readonly (number | string)[]): void {
    this.#fields.push(value(11, name, shape));
  }

  output(name: string, shape: readonly (number | string)[]): void {
    this.#fields.push(value(12, name, shape));
  }

  /** What the file tells of itself beside the graph. */
  property(key: string, text_: string): void {
    this.#properties.push(message(14, text(1, key), text(2, text_)));
  }

  /** The file. */
  write(): Uint8Array {
    const operators = message(8, text(1, ''), number(2, OPERATORS));
    return Buffer.concat([number(1, FORMAT), operators, message(7, ...this.#fields), ...this.#properties]);
  }
}
