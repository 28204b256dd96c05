/** A channel or direct message: heading, messages by day, composer; and a thread beside it. */
import type { ReactElement, ReactNode } from 'react';
import type { LocalChannel, LocalMessage } from '../slack/contract.ts';
import { composer } from './composer.ts';
import { calendarDay, dayHeading } from './dates.ts';
import { domId, h } from './element.ts';
import { appTabs } from './home.ts';
import { address } from './look.ts';
import { message, momentOf } from './message.ts';
import { avatar } from './person.ts';
import { nameOf, type Pane, type Scene, type Thread } from './scene.ts';

type ChannelPane = Extract<Pane, { kind: 'channel' }>;

export function conversation(pane: ChannelPane, scene: Scene): ReactElement[] {
  const { channel, messages, thread } = pane;
  const main = h(
    'main',
    {
      className: 'pane',
      id: domId('pane', channel.id),
      'data-test': 'pane',
      'data-channel': channel.id,
      'data-unread': channel.unread,
    },
    heading(channel, scene),
    h(
      'div',
      {
        className: 'scroll',
        id: domId('scroll', channel.id),
        'data-scroll': 'end',
        tabIndex: 0,
        'aria-label': 'Messages',
      },
      h(
        'div',
        { className: 'messages', role: 'log', 'aria-live': 'polite', id: domId('log', channel.id) },
        ...byDay(messages, channel, scene),
      ),
    ),
    channel.archived
      ? h('p', { className: 'archived' }, 'This channel is archived. Nothing can be written here.')
      : composer(scene, channel),
  );
  return thread === undefined ? [main] : [main, threadPane(thread, channel, scene)];
}

function heading(channel: LocalChannel, scene: Scene): ReactElement {
  if (channel.id === scene.botDm) return appTabs(scene, 'messages');
  const count = channel.members.length;
  return h(
    'div',
    { className: 'pane-head' },
    h('h1', {}, nameOf(channel)),
    channel.topic === '' ? null : h('p', { className: 'topic', title: channel.topic }, channel.topic),
    h('span', { className: 'spring' }),
    channel.pinned.length === 0
      ? null
      : h('span', { className: 'quiet', 'data-test': 'pins' }, `📌 ${channel.pinned.length}`),
    channel.kind === 'dm'
      ? null
      : h(
          'span',
          { className: 'faces', title: membersOf(channel, scene), 'aria-label': `${count} members` },
          ...facesOf(channel, scene),
          h('span', { className: 'quiet' }, count),
        ),
  );
}

function facesOf(channel: LocalChannel, scene: Scene): ReactElement[] {
  return scene.people
    .filter(({ id }) => channel.members.includes(id))
    .slice(0, 4)
    .map((person) => avatar(person, 'small'));
}

function membersOf(channel: LocalChannel, scene: Scene): string {
  return scene.people
    .filter(({ id }) => channel.members.includes(id))
    .map(({ realName }) => realName)
    .join(', ');
}

function byDay(messages: readonly LocalMessage[], channel: LocalChannel, scene: Scene): ReactNode[] {
  if (messages.length === 0)
    return [h('p', { className: 'empty', id: 'empty' }, emptySaying(channel, scene))];
  const { timezone } = scene.viewer;
  return messages.flatMap((one, index) => {
    const before = messages[index - 1];
    const day = calendarDay(momentOf(one), timezone);
    const newDay = before === undefined || calendarDay(momentOf(before), timezone) !== day;
    const drawn = message(one, {
      scene,
      pinned: channel.pinned.includes(one.ts),
      continued: !newDay && follows(before, one, channel),
      inThread: false,
    });
    return newDay
      ? [
          h(
            'h2',
            { className: 'day', id: domId('day', day) },
            h('span', {}, dayHeading(momentOf(one), scene.reader)),
          ),
          drawn,
        ]
      : [drawn];
  });
}

function follows(before: LocalMessage | undefined, one: LocalMessage, channel: LocalChannel): boolean {
  if (before === undefined || before.author !== one.author || one.ephemeral || before.ephemeral) return false;
  return (
    Number(one.ts) - Number(before.ts) < 300 &&
    !channel.pinned.includes(one.ts) &&
    !channel.pinned.includes(before.ts)
  );
}

function emptySaying(channel: LocalChannel, scene: Scene): string {
  if (channel.id === scene.botDm)
    return `Messages from ${scene.bot.realName} arrive here. Commands such as ${scene.command} help work here too.`;
  return `Nothing here yet. Write something, or type ${scene.command} help.`;
}

function threadPane(thread: Thread, channel: LocalChannel, scene: Scene): ReactElement {
  const setting = { scene, pinned: false, continued: false, inThread: true };
  return h(
    'aside',
    {
      className: 'pane thread',
      id: domId('thread', thread.ts),
      'aria-label': 'Thread',
      'data-test': 'thread',
    },
    h(
      'div',
      { className: 'pane-head' },
      h('h1', {}, 'Thread', h('small', {}, nameOf(channel))),
      h('span', { className: 'spring' }),
      h(
        'a',
        {
          className: 'button icon',
          href: address({ as: scene.look.as, in: channel.id }),
          'data-go': true,
          'data-test': 'close-thread',
          'aria-label': 'Close thread',
        },
        '×',
      ),
    ),
    h(
      'div',
      {
        className: 'scroll',
        id: domId('thread-scroll', thread.ts),
        'data-scroll': 'end',
        tabIndex: 0,
        'aria-label': 'Replies',
      },
      h(
        'div',
        { className: 'messages', role: 'log', 'aria-live': 'polite', id: domId('thread-log', thread.ts) },
        thread.root === undefined
          ? h('p', { className: 'empty' }, 'The first message of this thread is gone.')
          : message(thread.root, setting),
        h(
          'p',
          { className: 'reply-count' },
          thread.replies.length === 1 ? '1 reply' : `${thread.replies.length} replies`,
        ),
        ...thread.replies.map((reply) => message(reply, setting)),
      ),
    ),
    channel.archived ? null : composer(scene, channel, thread.ts),
  );
}
