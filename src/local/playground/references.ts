/** What stands between real angle brackets, as the block library asks for it: people, channels, groups, dates, links. */
import type { ReactNode } from 'react';
import type { MessageProps } from 'slack-blocks-to-jsx';
import { formatDateToken, fullTime } from './dates.ts';
import { h } from './element.ts';
import type { Reader } from './reader.ts';

type Hooks = NonNullable<MessageProps['hooks']>;

/** Names, times and marks as this reader sees them. */
export function references(reader: Reader): Hooks {
  return {
    user: ({ id }) => mention(`@${reader.personName(id) ?? id}`, id === reader.person, id),
    channel: ({ id }) => mention(`#${reader.channelName(id) ?? 'private-channel'}`, false, id),
    usergroup: ({ id }) => mention(`@${reader.groupName(id) ?? id}`, false, id),
    atChannel: () => mention('@channel', true),
    atEveryone: () => mention('@everyone', true),
    atHere: () => mention('@here', true),
    date: (token) => date(token, reader),
    link: ({ href, children }) => link(href, children),
  };
}

function mention(text: string, loud: boolean, id?: string): ReactNode {
  return h('span', { className: loud ? 'mention loud' : 'mention', 'data-mention': id }, text);
}

/** An address a Slack client would open; any other scheme stays text. */
function link(href: string, label: ReactNode): ReactNode {
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return label;
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer', className: 'link' }, label);
}

type DateToken = Parameters<NonNullable<Hooks['date']>>[0];

function date({ timestamp, format, link: href, fallback }: DateToken, reader: Reader): ReactNode {
  const seconds = Number(timestamp);
  if (!Number.isFinite(seconds) || String(timestamp) === '') return fallback;
  const at = new Date(seconds * 1000);
  const shown = h(
    'time',
    { dateTime: at.toISOString(), title: fullTime(at, reader.timezone) },
    formatDateToken(seconds, format, reader),
  );
  return href === null || href === '' ? shown : link(href, shown);
}
