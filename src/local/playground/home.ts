/** The app's own place: Home tab and Messages tab. */
import type { ReactElement } from 'react';
import type { LocalView } from '../slack/contract.ts';
import { blocks } from './blocks.ts';
import { domId, h } from './element.ts';
import { address } from './look.ts';
import { fileAddress } from './message.ts';
import { part } from './part.ts';
import { avatar } from './person.ts';
import type { Scene } from './scene.ts';

export function home(view: LocalView | undefined, scene: Scene): ReactElement {
  const scope = domId('home', scene.viewer.id);
  return h(
    'main',
    { className: 'pane', id: `pane-${scope}`, 'data-test': 'home-view', 'data-home': true },
    appTabs(scene, 'home'),
    h(
      'div',
      {
        className: 'scroll',
        id: `scroll-${scope}`,
        tabIndex: 0,
        'aria-label': 'Home',
        'data-place': JSON.stringify({ in: 'home' }),
      },
      view === undefined
        ? h('p', { className: 'empty' }, `${scene.bot.realName} has not drawn this tab yet.`)
        : part(
            scene.have,
            'div',
            { className: 'home-view', id: `view-${scope}` },
            blocks(view.view.blocks, {
              scope,
              place: { in: 'home' },
              reader: scene.reader,
              people: scene.people,
              channels: scene.channels,
              state: view.state,
              fileAddress: (id) => fileAddress(id, scene),
            }),
          ),
    ),
  );
}

export function appTabs(scene: Scene, here: 'home' | 'messages'): ReactElement {
  const tab = (name: 'home' | 'messages', label: string, to: string) =>
    h(
      'a',
      {
        href: address({ as: scene.look.as, in: to }),
        className: 'tab',
        'aria-current': here === name ? 'page' : undefined,
        'data-go': true,
        'data-test': `app-${name}`,
      },
      label,
    );
  return h(
    'div',
    { className: 'pane-head app-head' },
    avatar(scene.bot, 'small'),
    h('h1', {}, scene.bot.realName),
    h(
      'span',
      { className: 'tabs' },
      tab('home', 'Home', 'home'),
      scene.botDm === undefined ? null : tab('messages', 'Messages', scene.botDm),
    ),
  );
}
