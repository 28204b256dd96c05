/** Walking through blocks without caring for their kind. */
import { isObject, type Json } from './check.ts';

export interface PlacedElement {
  readonly block: Json;
  readonly element: Json;
}

const objects = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];

/** Every block, those inside containers and carousels too. */
export function allBlocks(blocks: readonly unknown[]): Json[] {
  return objects(blocks).flatMap((block) => {
    const inside = block['type'] === 'carousel' ? block['elements'] : block['child_blocks'];
    return [block, ...(Array.isArray(inside) ? allBlocks(inside) : [])];
  });
}

/** Every element of a block that can be pressed or filled, with the block it stands in. */
export function placedElements(blocks: readonly unknown[]): PlacedElement[] {
  return allBlocks(blocks).flatMap((block) => {
    if (block['type'] === 'carousel' || block['type'] === 'rich_text') return [];
    const held = ['accessory', 'element', 'elements', 'actions'].flatMap((name) => objects(block[name]));
    return held.filter((element) => !isText(element)).map((element) => ({ block, element }));
  });
}

const isText = (element: Json): boolean =>
  ['plain_text', 'mrkdwn', 'image'].includes(String(element['type']));

/** Characters people would read in a value: every `text` string, however deep. */
export function readableLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + readableLength(entry), 0);
  if (!isObject(value)) return 0;
  const own = typeof value['text'] === 'string' ? value['text'].length : 0;
  return Object.values(value).reduce<number>((sum, entry) => sum + readableLength(entry), own);
}
