/** The imitated key page of a provider: where a console holder sees, makes and deletes keys. Deliberately not Slack-like. */
import type { ReactElement } from 'react';
import type { FakeKey } from './contract.ts';
import { domId, h } from './element.ts';
import type { ConsoleScene } from './scene.ts';

export function providerConsole(shown: ConsoleScene): ReactElement {
  return h(
    'main',
    {
      className: 'pane console',
      id: domId('pane', 'console', shown.provider),
      'data-test': 'console',
      'data-provider': shown.provider,
    },
    h(
      'div',
      { className: 'pane-head' },
      h('h1', {}, `${shown.name} console`),
      h('span', { className: 'badge imitation' }, 'imitation'),
    ),
    h(
      'div',
      {
        className: 'scroll',
        id: domId('scroll', 'console', shown.provider),
        tabIndex: 0,
        'aria-label': 'Keys',
      },
      h(
        'p',
        { className: 'lead' },
        `This stands in for ${shown.name}'s own key page. Delete a key here and ask for proof in the incident: the bot asks this imitation instead of ${shown.name}.`,
      ),
      shown.keys.length === 0
        ? h('p', { className: 'empty' }, 'No key yet. Create one below, then register its id with the bot.')
        : keyTable(shown),
      createForm(shown),
    ),
  );
}

function keyTable(shown: ConsoleScene): ReactElement {
  const heads = ['API key', 'Region', 'Environment', 'State', ''].map((name) =>
    h('th', { scope: 'col' }, name === '' ? h('span', { className: 'unseen' }, 'Action') : name),
  );
  return h(
    'div',
    { className: 'block-table' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...heads)),
      h('tbody', {}, ...shown.keys.map((key) => keyRow(key))),
    ),
  );
}

function keyRow(key: FakeKey): ReactElement {
  const alive = key.state === 'alive';
  const does = alive ? 'delete' : 'restore';
  return h(
    'tr',
    { id: domId('key', key.keyId), 'data-test': `provider-key-${key.keyId}`, 'data-state': key.state },
    h('td', {}, h('code', {}, key.keyId)),
    h('td', {}, key.region),
    h('td', {}, key.environment),
    h('td', {}, h('span', { className: `state ${key.state}` }, alive ? 'Active' : 'Deleted')),
    h(
      'td',
      {},
      h(
        'button',
        {
          type: 'button',
          className: alive ? 'button danger' : 'button',
          'data-provider-deed': does,
          'data-key': key.keyId,
          'data-test': `provider-${does}-${key.keyId}`,
          'aria-label': `${alive ? 'Delete' : 'Restore'} ${key.keyId}`,
        },
        alive ? 'Delete' : 'Restore',
      ),
    ),
  );
}

function createForm(shown: ConsoleScene): ReactElement {
  const id = domId('create', shown.provider);
  const menu = (name: string, label: string, choices: readonly string[]) =>
    h(
      'label',
      {},
      label,
      h(
        'select',
        { name, className: 'select', 'data-test': `provider-${name}` },
        ...choices.map((choice) => h('option', { value: choice }, choice)),
      ),
    );
  return h(
    'form',
    { className: 'create-key', id, 'data-create-key': shown.provider, 'data-drawn': shown.provider },
    h('h2', {}, 'Create a key'),
    h(
      'div',
      { className: 'create-row' },
      h(
        'label',
        { className: 'wide' },
        'API key id',
        h('input', {
          name: 'keyId',
          className: 'input',
          required: true,
          maxLength: 100,
          autoComplete: 'off',
          spellCheck: false,
          'data-test': 'provider-key-id',
        }),
      ),
      menu('region', 'Region', shown.regions),
      menu('environment', 'Environment', shown.environments),
      h('button', { type: 'button', className: 'button', 'data-invent-key': true }, 'Make up an id'),
      h('button', { type: 'submit', className: 'button primary', 'data-test': 'provider-create' }, 'Create'),
    ),
    h('p', { className: 'error', role: 'alert', 'data-mine': true, 'data-test': 'provider-trouble' }),
  );
}
