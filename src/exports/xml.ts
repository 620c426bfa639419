/** Attributes of an element; those that are undefined are left out. */
export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

/** An element of an XML document, ready to be printed. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: XmlAttributes;
  readonly content: string | readonly XmlElement[];
}

/** Makes an element with other elements in it, or with text. `undefined` among the children is left out. */
export function element(
  name: string,
  attributes: XmlAttributes = {},
  content: string | number | readonly (XmlElement | undefined)[] = [],
): XmlElement {
  return {
    name,
    attributes,
    content: typeof content === 'object' ? content.filter((child) => child !== undefined) : String(content),
  };
}

/** Gives the text of a document. All text is escaped; characters that XML 1.0 cannot hold become U+FFFD. */
export function printXml(doctype: string | undefined, root: XmlElement): string {
  const declared = doctype === undefined ? '' : `<!DOCTYPE ${doctype}>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${declared}${print(root, '')}`;
}

function print({ name, attributes, content }: XmlElement, indent: string): string {
  const opening = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .reduce((text, [key, value]) => `${text} ${key}="${escapeXml(String(value))}"`, `${indent}<${name}`);
  if (typeof content === 'string') return `${opening}>${escapeXml(content)}</${name}>\n`;
  if (content.length === 0) return `${opening}/>\n`;
  return `${opening}>\n${content.map((child) => print(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character]!)
  );
}
