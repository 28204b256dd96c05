/** Blocks as slack-blocks-to-jsx draws them: all that one reads. What one presses or fills is drawn in blocks.ts. */
import { createRequire } from 'node:module';
import type { KnownBlock, TextObject } from '@slack/types';
import type { ReactElement } from 'react';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { MessageProps } from 'slack-blocks-to-jsx';
import { calendarDay } from './dates.ts';
import { faithful, literal, restored } from './faithful.ts';
import { references } from './references.ts';
import type { Sheet } from './sheet.ts';

const require = createRequire(import.meta.url);

/** Read with the first block: it takes a tenth of a start. */
const library = (): typeof import('slack-blocks-to-jsx') => require('slack-blocks-to-jsx');

/**
 * One block, or a line that says it cannot be drawn: the library throws on some and draws nothing for others. Drawn to
 * a string here so that a throw stays inside this block.
 */
export function byLibrary(block: KnownBlock, sheet: Sheet): ReactElement {
  const drawn = kept(sheet, block, () => drawing(prepared(block, sheet) as KnownBlock, sheet));
  if (drawn !== undefined) return asHtml(drawn);
  return createElement(
    'p',
    { className: 'undrawable' },
    `(a ${block.type} block, which this page cannot draw)`,
  );
}

/** Some text, as a section has it. */
export function textByLibrary(text: TextObject, sheet: Sheet): ReactElement {
  return byLibrary({ type: 'section', text } as KnownBlock, sheet);
}

/** A page is drawn anew with each change, and most of it has not changed; drawing a block takes about a millisecond. */
const MOST_KEPT = 3000;
const drawings = new Map<string, string | undefined>();

function kept(
  { reader, people, channels }: Sheet,
  block: KnownBlock,
  draw: () => string | undefined,
): string | undefined {
  const day = calendarDay(reader.now, reader.timezone);
  const names = `${people.length} ${channels.length}`;
  const name = `${reader.person} ${reader.timezone} ${day} ${names} ${JSON.stringify(block)}`;
  if (!drawings.has(name)) {
    if (drawings.size >= MOST_KEPT) drawings.clear();
    drawings.set(name, draw());
  }
  return drawings.get(name);
}

/** The markup is React's own escaped output. */
const asHtml = (html: string): ReactElement =>
  createElement('div', { className: 'by-library', dangerouslySetInnerHTML: { __html: html } });

function drawing(block: KnownBlock, sheet: Sheet): string | undefined {
  try {
    const drawn = renderToStaticMarkup(
      createElement(library().Message, {
        blocks: [block] as unknown as MessageProps['blocks'],
        logo: '',
        name: '',
        unstyled: true,
        withoutWrapper: true,
        theme: 'light',
        hooks: references(sheet.reader),
      }),
    );
    if (!/<(p|img|td|svg|a|span)\b|__divider"/.test(drawn)) return undefined;
    // The library's one id would repeat for each block, and pictures are loaded where they stand.
    return restored(drawn.replaceAll('id="slack_blocks_to_jsx"', '').replace(/<link [^>]*>/g, ''));
  } catch {
    return undefined;
  }
}

/** The same block with texts that are drawn as Slack shows them, and pictures that are asked of nobody but this page. */
function prepared(value: unknown, sheet: Sheet): unknown {
  if (Array.isArray(value)) return value.map((each) => prepared(each, sheet));
  if (typeof value !== 'object' || value === null) return value;
  const { type } = value as { type?: unknown };
  if (type === 'mrkdwn' || type === 'plain_text') return faithful(value as TextObject);
  if (type === 'raw_text' || type === 'raw_number') return cell(value as { text?: string; value?: number });
  if (type === 'image' || 'image_url' in value || 'slack_file' in value)
    return picture(value as Picture, sheet);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, prepared(each, sheet)]));
}

/** The library throws on numbers. */
const cell = ({ text, value }: { text?: string; value?: number }): unknown => ({
  type: 'raw_text',
  text: literal(text ?? String(value ?? '')),
});

interface Picture {
  readonly alt_text?: string;
  readonly title?: TextObject;
  readonly slack_file?: { readonly id?: string };
}

/** A picture kept in this Slack; one kept elsewhere is named, not fetched. */
function picture(one: Picture, sheet: Sheet): unknown {
  const { slack_file: file, title, ...rest } = one;
  const named = { ...rest, ...(title === undefined ? {} : { title: faithful(title) }) };
  if (file?.id !== undefined) return { ...named, image_url: sheet.fileAddress(file.id) };
  return { type: 'plain_text', text: literal(`[${one.alt_text ?? 'picture'}]`) };
}
