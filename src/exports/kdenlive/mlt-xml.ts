import { element, type XmlElement } from '../xml.js';

/** A property of an MLT service. */
export function property(name: string, value: string | number): XmlElement {
  return element('property', { name }, value);
}

/** Makes an identifier in braces of a text, the same for the same text: projects are compared, and have no clock. */
export function uuidOf(text: string): string {
  const digits = [0, 1, 2, 3].map((seed) => hash(text, seed).toString(16).padStart(8, '0')).join('');
  const fields = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
  return `{${[...fields, digits.slice(20)].join('-')}}`;
}

/** FNV-1a, 32 bits, begun at another place for each seed. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
