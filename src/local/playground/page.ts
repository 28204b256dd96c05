/** The document: the whole page is one element, `#app`, which the page script redraws in place. */
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { assetAddress } from './assets.ts';
import { conversation } from './conversation.ts';
import { h } from './element.ts';
import { home } from './home.ts';
import { modal } from './modal.ts';
import { providerConsole } from './provider-console.ts';
import type { Scene } from './scene.ts';
import { sidebar } from './sidebar.ts';
import { topBar } from './top-bar.ts';

/** HTML of `/`. @param changes how many there were when the scene was gathered. */
export function page(scene: Scene, changes: number): string {
  const document = h(
    'html',
    { lang: 'en', 'data-state': 'loading', 'data-changes': changes },
    h(
      'head',
      {},
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', {}, titleOf(scene)),
      h('link', { rel: 'icon', href: assetAddress('icon.svg'), type: 'image/svg+xml' }),
      h('link', { rel: 'stylesheet', href: assetAddress('styles.css') }),
      h('script', { type: 'module', src: assetAddress('playground.js') }),
    ),
    h(
      'body',
      {},
      app(scene),
      askDialog(),
      h('p', { id: 'notice', className: 'notice', role: 'alert', hidden: true, 'data-test': 'notice' }),
    ),
  );
  return `<!doctype html>${renderToStaticMarkup(document)}`;
}

/** HTML of `/fragment`: `#app` alone, with the title the tab should have. */
export function fragment(scene: Scene): string {
  return renderToStaticMarkup(app(scene));
}

function app(scene: Scene): ReactElement {
  const pane = scene.pane;
  return h(
    'div',
    {
      id: 'app',
      'data-as': scene.viewer.id,
      'data-in': scene.look.in,
      'data-command': scene.command,
      'data-title': titleOf(scene),
    },
    topBar(scene),
    sidebar(scene),
    h(
      'div',
      { className: 'panes', id: 'panes' },
      ...(pane.kind === 'channel'
        ? conversation(pane, scene)
        : [pane.kind === 'home' ? home(pane.view, scene) : providerConsole(pane.console)]),
    ),
    scene.modal === undefined ? null : modal(scene.modal, scene),
  );
}

/** Asked before a press that has a confirmation; filled by the page script. */
function askDialog(): ReactElement {
  return h(
    'dialog',
    {
      id: 'ask',
      className: 'ask',
      'aria-labelledby': 'ask-title',
      'aria-describedby': 'ask-text',
      'data-test': 'confirm',
    },
    h('h2', { id: 'ask-title' }),
    h('p', { id: 'ask-text' }),
    h(
      'footer',
      {},
      h('button', { type: 'button', className: 'button', id: 'ask-no', 'data-test': 'confirm-no' }),
      h('button', { type: 'button', className: 'button primary', id: 'ask-yes', 'data-test': 'confirm-yes' }),
    ),
  );
}

function titleOf(scene: Scene): string {
  const unread = scene.channels.reduce((sum, { unread }) => sum + unread, 0);
  return `${unread > 0 ? `(${unread}) ` : ''}${scene.workspace} · ${scene.viewer.realName}`;
}
