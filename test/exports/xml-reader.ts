import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element as an independent parser reads it. */
export interface ReadElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly ReadElement[];
  readonly text: string;
}

type Parsed = Record<string, unknown>;

/** Reads a document; throws where it is not well formed. */
export function readXml(text: string): ReadElement {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`${valid.err.msg} in line ${valid.err.line}`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    htmlEntities: true,
  });
  const roots = (parser.parse(text) as Parsed[]).map(convert).filter((root) => root !== undefined);
  return roots.find(({ name }) => !name.startsWith('?'))!;
}

/** All elements of a name below an element, in the order of the document. */
export function all(root: ReadElement, name: string): ReadElement[] {
  return root.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

/** Text of the only child of a name. */
export function textOf(element: ReadElement, name: string): string {
  const found = element.children.filter((child) => child.name === name);
  if (found.length !== 1) throw new Error(`${found.length} elements <${name}> in <${element.name}>`);
  return found[0]!.text;
}

function convert(node: Parsed): ReadElement | undefined {
  const name = Object.keys(node).find((key) => key !== ':@');
  if (name === undefined || name === '#text') return undefined;
  const inside = node[name] as Parsed[];
  return {
    name,
    attributes: (node[':@'] ?? {}) as Record<string, string>,
    children: inside.map(convert).filter((child) => child !== undefined),
    text: inside.map((child) => String(child['#text'] ?? '')).join(''),
  };
}
