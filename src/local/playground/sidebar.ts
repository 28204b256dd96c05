/** Left side: workspace, channels, direct messages, the app, the imitated provider consoles. */
import type { ReactElement, ReactNode } from 'react';
import type { LocalChannel } from '../slack/contract.ts';
import { classes, domId, h } from './element.ts';
import { address } from './look.ts';
import { part } from './part.ts';
import { avatar } from './person.ts';
import type { Scene } from './scene.ts';

export function sidebar(scene: Scene): ReactElement {
  const open = scene.channels.filter(({ kind, archived }) => kind !== 'dm' && !archived);
  const archived = scene.channels.filter((channel) => channel.archived);
  const direct = scene.channels.filter(({ id, kind }) => kind === 'dm' && id !== scene.botDm);
  return part(
    scene.have,
    'nav',
    { className: 'sidebar', 'aria-label': 'Workspace', id: 'sidebar' },
    h(
      'div',
      { className: 'workspace' },
      h('strong', {}, scene.workspace),
      h('span', { className: 'badge on-dark' }, 'playground'),
    ),
    group('Apps', scene.botDm === undefined ? [] : [appRow(scene, scene.botDm)]),
    group(
      'Channels',
      open.map((channel) => channelRow(channel, scene)),
    ),
    group(
      'Direct messages',
      direct.map((channel) => channelRow(channel, scene)),
    ),
    group(
      'Archived',
      archived.map((channel) => channelRow(channel, scene)),
    ),
    group(
      'Provider consoles',
      scene.consoles.map((one) => consoleRow(one, scene)),
    ),
  );
}

function group(heading: string, rows: readonly ReactElement[]): ReactNode {
  if (rows.length === 0) return null;
  const id = domId('group', heading);
  return h(
    'section',
    { 'aria-labelledby': id },
    h('h2', { id }, heading),
    h('ul', {}, ...rows.map((row) => h('li', {}, row))),
  );
}

function channelRow(channel: LocalChannel, scene: Scene): ReactElement {
  const person = channel.kind === 'dm' ? otherIn(channel, scene) : undefined;
  const symbol =
    person === undefined
      ? h('span', { className: 'symbol', 'aria-hidden': true }, symbolOf(channel))
      : avatar(person, 'small');
  return row({
    to: channel.id,
    test: `channel-${channel.id}`,
    name: channel.name,
    unread: channel.unread,
    symbol,
    scene,
  });
}

function appRow(scene: Scene, botDm: string): ReactElement {
  const direct = scene.channels.find(({ id }) => id === botDm);
  const here = scene.look.in === botDm || scene.look.in === 'home';
  const unread = direct?.unread ?? 0;
  return row({
    to: unread > 0 ? botDm : 'home',
    test: 'home',
    name: scene.bot.realName,
    unread,
    symbol: avatar(scene.bot, 'small'),
    scene,
    alsoHere: here,
  });
}

function consoleRow(one: { provider: string; name: string }, scene: Scene): ReactElement {
  const symbol = h('span', { className: 'symbol', 'aria-hidden': true }, '▤');
  return row({
    to: `console:${one.provider}`,
    test: `console-${one.provider}`,
    name: `${one.name} console`,
    unread: 0,
    symbol,
    scene,
  });
}

function row(of: {
  to: string;
  test: string;
  name: string;
  unread: number;
  symbol: ReactElement;
  scene: Scene;
  alsoHere?: boolean;
}): ReactElement {
  const { scene, to } = of;
  const here = scene.look.in === to || of.alsoHere === true;
  return h(
    'a',
    {
      href: address({ as: scene.look.as, in: to }),
      className: classes('row', here && 'here', of.unread > 0 && 'unread'),
      'aria-current': here ? 'page' : undefined,
      'data-go': true,
      'data-test': of.test,
      id: domId('row', of.test),
    },
    of.symbol,
    h('span', { className: 'name' }, of.name),
    of.unread > 0 && !here
      ? h(
          'span',
          { className: 'count', 'data-test': 'unread', 'aria-label': `${of.unread} unread` },
          of.unread,
        )
      : null,
  );
}

function symbolOf({ kind, archived }: LocalChannel): string {
  if (archived) return '▢';
  return kind === 'private' ? '🔒' : '#';
}

function otherIn(channel: LocalChannel, scene: Scene) {
  return scene.people.find(({ id }) => id !== scene.viewer.id && channel.members.includes(id));
}
