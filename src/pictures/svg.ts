/** SVG as text. What people typed is escaped; nothing in it refers to anything outside. */

type Attributes = Readonly<Record<string, string | number>>;

/** An element with its children, which are elements of this function's making. */
export function el(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** Text of people. */
export const text = (attributes: Attributes, words: string): string => el('text', attributes, escaped(words));

const UNPRINTABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escaped = (words: string): string =>
  words
    .replace(UNPRINTABLE, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
