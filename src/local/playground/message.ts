/** One message of a conversation, with its menu. */
import type { ReactElement, ReactNode } from 'react';
import type { LocalMessage, LocalPerson } from '../slack/contract.ts';
import { blocks } from './blocks.ts';
import { clockTime, fullTime } from './dates.ts';
import { classes, domId, h } from './element.ts';
import { textByLibrary } from './library.ts';
import { address } from './look.ts';
import { part } from './part.ts';
import { avatar, keyMark, kindMark } from './person.ts';
import type { Scene } from './scene.ts';
import type { Sheet } from './sheet.ts';

export interface MessageSetting {
  readonly scene: Scene;
  readonly pinned: boolean;
  /** Follows a message of the same author closely: no name and picture again. */
  readonly continued: boolean;
  readonly inThread: boolean;
}

export function message(one: LocalMessage, setting: MessageSetting): ReactElement {
  const { scene, continued, pinned, inThread } = setting;
  const author = authorOf(one, scene);
  const id = domId('m', inThread ? 'thread' : 'main', one.channel, one.ts);
  return part(
    scene.have,
    'article',
    {
      id,
      className: classes(
        'message',
        continued && 'continued',
        one.ephemeral && 'ephemeral',
        pinned && 'pinned',
      ),
      'data-test': 'message',
      'data-ts': one.ts,
      'data-place': JSON.stringify({ in: 'message', channel: one.channel, ts: one.ts }),
      'aria-label': `${author.realName}, ${clockTime(momentOf(one), scene.viewer.timezone)}`,
    },
    pinned ? h('p', { className: 'aside', 'data-test': 'pinned' }, '📌 Pinned') : null,
    one.ephemeral
      ? h(
          'p',
          { className: 'aside', 'data-test': 'ephemeral' },
          h('span', { 'aria-hidden': true }, '👁 '),
          'Only visible to you',
        )
      : null,
    h('div', { className: 'message-side' }, continued ? time(one, scene) : avatar(author)),
    h(
      'div',
      { className: 'message-body' },
      continued
        ? null
        : h(
            'p',
            { className: 'message-head' },
            h('strong', {}, author.realName),
            ' ',
            kindMark(author),
            ' ',
            time(one, scene),
          ),
      body(one, sheetOf(one, id, scene)),
      ...one.files.map((file) => fileCard(file, scene)),
      inThread || one.replies === 0 ? null : repliesLink(one, scene),
    ),
    one.ephemeral ? null : menu(one, id, setting),
  );
}

export function momentOf({ ts }: LocalMessage): Date {
  return new Date(Number(ts) * 1000);
}

/** A bot's text is markup; the mark of an edit stands at its end. */
function body(one: LocalMessage, sheet: Sheet): ReactNode {
  const edited = one.edited
    ? h('span', { className: 'quiet edited', 'data-test': 'edited' }, ' (edited)')
    : null;
  if (one.blocks.length > 0) return h('div', {}, blocks(one.blocks, sheet), edited);
  // A file that somebody sent without a word.
  if (one.text === '') return edited;
  return h('div', {}, textByLibrary({ type: 'mrkdwn', text: one.text }, sheet), edited);
}

function sheetOf(one: LocalMessage, scope: string, scene: Scene): Sheet {
  return {
    scope,
    place: { in: 'message', channel: one.channel, ts: one.ts },
    reader: scene.reader,
    people: scene.people,
    channels: scene.channels,
    fileAddress: (id) => fileAddress(id, scene),
  };
}

export function fileAddress(id: string, scene: Scene): string {
  return `/file?${new URLSearchParams({ as: scene.viewer.id, id })}`;
}

function time(one: LocalMessage, { viewer }: Scene): ReactElement {
  const at = momentOf(one);
  return h(
    'time',
    { className: 'when', dateTime: at.toISOString(), title: fullTime(at, viewer.timezone) },
    clockTime(at, viewer.timezone),
  );
}

function fileCard(file: LocalMessage['files'][number], scene: Scene): ReactElement {
  const address = fileAddress(file.id, scene);
  if (/^image\/(png|jpeg|gif)$/.test(file.mimetype)) {
    return h(
      'figure',
      { className: 'block-image' },
      h('figcaption', {}, file.name),
      h('img', { className: 'picture large', src: address, alt: file.alt ?? file.name }),
    );
  }
  return h(
    'a',
    { className: 'file-card', href: address, download: file.name, 'data-test': 'file' },
    h('span', { className: 'file-kind', 'aria-hidden': true }, file.name.split('.').at(-1) ?? ''),
    h('span', {}, file.name, h('small', {}, size(file.size))),
  );
}

function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} kB`;
}

function repliesLink(one: LocalMessage, { look }: Scene): ReactElement {
  const label = one.replies === 1 ? '1 reply' : `${one.replies} replies`;
  return h(
    'a',
    {
      className: 'replies',
      href: address({ ...look, in: one.channel, thread: one.ts }),
      'data-go': true,
      'data-test': 'replies',
    },
    label,
  );
}

function menu(one: LocalMessage, id: string, { scene, inThread }: MessageSetting): ReactElement {
  const shortcuts = scene.shortcuts.filter(({ type }) => type === 'message');
  return h(
    'div',
    { className: 'message-menu' },
    inThread
      ? null
      : h(
          'a',
          {
            className: 'button icon',
            href: address({ ...scene.look, in: one.channel, thread: one.ts }),
            'data-go': true,
            'aria-label': 'Reply in thread',
            title: 'Reply in thread',
            'data-test': 'reply',
          },
          '💬',
        ),
    shortcuts.length === 0
      ? null
      : h(
          'button',
          {
            type: 'button',
            className: 'button icon',
            popoverTarget: `${id}-menu`,
            'aria-haspopup': 'menu',
            'aria-label': 'More actions',
            title: 'More actions',
            'data-test': 'more-actions',
          },
          '⋮',
        ),
    h(
      'div',
      { id: `${id}-menu`, className: 'menu', popover: 'auto', role: 'menu' },
      ...shortcuts.map((shortcut) =>
        h(
          'button',
          {
            type: 'button',
            className: 'menu-item',
            role: 'menuitem',
            'data-message-shortcut': shortcut.callback_id,
            'data-test': `shortcut-${shortcut.callback_id}`,
          },
          h('span', { className: 'avatar small app', 'aria-hidden': true }, keyMark()),
          h('span', { className: 'name' }, shortcut.name, h('small', {}, scene.bot.realName)),
        ),
      ),
    ),
  );
}

/** A message of somebody who is not in the list (Slack's own notices) still shows who the id says it is. */
function authorOf(one: LocalMessage, scene: Scene): LocalPerson {
  return (
    scene.people.find(({ id }) => id === one.author) ??
    (one.author === scene.bot.id
      ? scene.bot
      : {
          ...scene.bot,
          id: one.author,
          realName: one.author === 'USLACKBOT' ? 'Slackbot' : one.author,
          kind: 'member',
        })
  );
}
