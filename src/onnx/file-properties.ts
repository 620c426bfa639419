/** Numbers of the fields of onnx.proto3, https://github.com/onnx/onnx: the properties of a model, their keys and values. */
const PROPERTIES = 14;
const KEY = 1;
const VALUE = 2;
/** Ways in which the value of a field is written. */
const [VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES] = [0, 1, 2, 5];

/**
 * Reads the properties that whoever made an ONNX file wrote into it, by name.
 *
 * Reads to the end of what is a list of fields: what is no ONNX file has no properties, and the runtime says what is wrong.
 */
export function fileProperties(file: Uint8Array): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  const decoder = new TextDecoder();
  for (const [field, entry] of fields(file)) {
    if (field !== PROPERTIES) continue;
    const texts = new Map(Array.from(fields(entry), ([part, text]) => [part, decoder.decode(text)]));
    properties.set(texts.get(KEY) ?? '', texts.get(VALUE) ?? '');
  }
  return properties;
}

/** The fields of a message whose values are bytes, with their numbers. */
function* fields(bytes: Uint8Array): Generator<readonly [field: number, value: Uint8Array]> {
  let at = 0;
  const readNumber = () => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = readNumber();
    switch (tag % 8) {
      case VARINT:
        readNumber();
        break;
      case EIGHT_BYTES:
        at += 8;
        break;
      case FOUR_BYTES:
        at += 4;
        break;
      case LENGTH: {
        const length = readNumber();
        yield [Math.floor(tag / 8), bytes.subarray(at, at + length)];
        at += length;
        break;
      }
      default:
        return;
    }
  }
}
