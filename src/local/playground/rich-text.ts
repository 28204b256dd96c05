/** Rich text, which is what Slack's client makes of everything people type. Drawn here for the viewer's names and time zone. */
import type { RichTextBlock, RichTextBlockElement, RichTextElement } from '@slack/types';
import type { ReactElement, ReactNode } from 'react';
import { formatDateToken, fullTime } from './dates.ts';
import { h } from './element.ts';
import { withEmoji } from './emoji.ts';
import { link, type Reader, reference } from './mrkdwn.ts';

export function richText(block: RichTextBlock, reader: Reader): ReactElement {
  return h('div', { className: 'text' }, ...block.elements.map((element) => part(element, reader)));
}

function part(element: RichTextBlockElement, reader: Reader): ReactElement {
  switch (element.type) {
    case 'rich_text_section':
      return h('span', { className: 'lines' }, ...leaves(element.elements, reader));
    case 'rich_text_quote':
      return h('blockquote', {}, ...leaves(element.elements, reader));
    case 'rich_text_preformatted':
      return h('pre', {}, ...leaves(element.elements, reader));
    case 'rich_text_list':
      return h(
        element.style === 'ordered' ? 'ol' : 'ul',
        { className: `indent-${element.indent ?? 0}` },
        ...element.elements.map((item) => h('li', {}, part(item, reader))),
      );
  }
}

function leaves(elements: readonly RichTextElement[], reader: Reader): ReactNode[] {
  return elements.map((element) =>
    styled(leaf(element, reader), 'style' in element ? element.style : undefined),
  );
}

function leaf(element: RichTextElement, reader: Reader): ReactNode {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return link(element.url, element.text);
    case 'user':
      return reference(`@${element.user_id}`, '', reader);
    case 'channel':
      return reference(`#${element.channel_id}`, '', reader);
    case 'usergroup':
      return reference(`!subteam^${element.usergroup_id}`, '', reader);
    case 'broadcast':
      return reference(`!${element.range}`, '', reader);
    case 'emoji':
      return withEmoji(`:${element.name}:`);
    case 'color':
      return h('code', {}, element.value);
    case 'team':
      return element.team_id;
    case 'date':
      return h(
        'time',
        { title: fullTime(new Date(element.timestamp * 1000), reader.timezone) },
        formatDateToken(element.timestamp, element.format, reader),
      );
  }
}

function styled(
  node: ReactNode,
  style: { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean } | undefined,
): ReactNode {
  const tags = [style?.code && 'code', style?.strike && 's', style?.italic && 'em', style?.bold && 'strong'];
  return tags.reduce<ReactNode>((inner, tag) => (tag ? h(tag, {}, inner) : inner), node);
}
