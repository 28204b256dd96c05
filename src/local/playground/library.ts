/** Blocks we do not draw ourselves (markdown, cards, charts, containers...), by slack-blocks-to-jsx. It draws text as text, never as HTML. */
import type { KnownBlock } from '@slack/types';
import type { ReactElement } from 'react';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Message, type MessageProps } from 'slack-blocks-to-jsx';
import { formatDateToken } from './dates.ts';
import { h } from './element.ts';
import { link } from './mrkdwn.ts';
import type { Sheet } from './sheet.ts';

/**
 * One block, or a line that says it cannot be drawn: the library throws on some (a table cell with a number) and
 * draws nothing for others. Drawn to a string here so that a throw stays inside this block.
 */
export function byLibrary(block: KnownBlock, sheet: Sheet): ReactElement {
  const { reader, people, channels } = sheet;
  const drawing = createElement(Message, {
    blocks: [block] as unknown as MessageProps['blocks'],
    logo: '',
    name: '',
    unstyled: true,
    withoutWrapper: true,
    theme: 'light',
    data: {
      users: people.map(({ id, realName }) => ({ id, name: realName })),
      channels: channels.map(({ id, name }) => ({ id, name })),
    },
    hooks: {
      date: ({ timestamp, format }) => formatDateToken(Number(timestamp), format, reader),
      link: ({ href, children }) => link(href, children),
    },
  });
  const drawn = tryDrawing(drawing);
  if (drawn === undefined)
    return h('p', { className: 'undrawable' }, `(a ${block.type} block, which this page cannot draw)`);
  // The markup is React's own escaped output; its fixed id would repeat for each block, and nothing outside may be fetched.
  const own = drawn.replaceAll('id="slack_blocks_to_jsx"', '').replace(/<link [^>]*>/g, '');
  return createElement('div', { className: 'by-library', dangerouslySetInnerHTML: { __html: own } });
}

function tryDrawing(drawing: ReactElement): string | undefined {
  try {
    const drawn = renderToStaticMarkup(drawing);
    return /<(p|img|td|svg|a|span)\b/.test(drawn) ? drawn : undefined;
  } catch {
    return undefined;
  }
}
