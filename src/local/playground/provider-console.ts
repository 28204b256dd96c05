/** The imitated key page of a provider: where a console holder sees, makes, switches off and deletes keys. Deliberately not Slack-like. */
import type { ReactElement } from 'react';
import type { FakeKey, FakeKeyState } from './contract.ts';
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
        `This stands in for ${shown.name}'s own key page. ${shown.deactivates ? 'Deactivate a key, then delete it' : 'Delete a key'} here and ask for proof in the incident: the bot asks this imitation instead of ${shown.name}.`,
      ),
      shown.keys.length === 0
        ? h('p', { className: 'empty' }, 'No key yet. Create one below, then register its id with the bot.')
        : keyTable(shown),
      createForm(shown),
    ),
  );
}

function keyTable(shown: ConsoleScene): ReactElement {
  const names = [shown.idLabel, 'Region', ...(hasEnvironments(shown) ? ['Environment'] : []), 'State', ''];
  const heads = names.map((name) =>
    h('th', { scope: 'col' }, name === '' ? h('span', { className: 'unseen' }, 'Action') : name),
  );
  return h(
    'div',
    { className: 'block-table' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...heads)),
      h('tbody', {}, ...shown.keys.map((key) => keyRow(key, shown))),
    ),
  );
}

/** With one environment only there is nothing to tell apart. */
const hasEnvironments = (shown: ConsoleScene): boolean => shown.environments.length > 1;

const stateWords: Readonly<Record<FakeKeyState, string>> = {
  alive: 'Active',
  inactive: 'Inactive',
  deleted: 'Deleted',
};

interface Offer {
  readonly does: 'deactivate' | 'delete' | 'restore';
  readonly words: string;
  readonly danger?: boolean;
}

function offersFor(state: FakeKeyState, deactivates: boolean): readonly Offer[] {
  const end: Offer = { does: 'delete', words: 'Delete', danger: true };
  if (state === 'deleted') return [{ does: 'restore', words: 'Restore' }];
  if (state === 'inactive') return [{ does: 'restore', words: 'Activate' }, end];
  return [deactivates ? { does: 'deactivate', words: 'Deactivate' } : end];
}

function keyRow(key: FakeKey, shown: ConsoleScene): ReactElement {
  return h(
    'tr',
    { id: domId('key', key.keyId), 'data-test': `provider-key-${key.keyId}`, 'data-state': key.state },
    h('td', {}, h('code', {}, key.keyId)),
    h('td', {}, key.region),
    ...(hasEnvironments(shown) ? [h('td', {}, key.environment)] : []),
    h('td', {}, h('span', { className: `state ${key.state}` }, stateWords[key.state])),
    h(
      'td',
      { className: 'offers' },
      ...offersFor(key.state, shown.deactivates).map((offer) => offerButton(offer, key.keyId)),
    ),
  );
}

function offerButton({ does, words, danger }: Offer, keyId: string): ReactElement {
  return h(
    'button',
    {
      type: 'button',
      className: danger ? 'button danger' : 'button',
      'data-provider-deed': does,
      'data-key': keyId,
      'data-test': `provider-${does}-${keyId}`,
      'aria-label': `${words} ${keyId}`,
    },
    words,
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
        shown.idLabel,
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
      hasEnvironments(shown)
        ? menu('environment', 'Environment', shown.environments)
        : h('input', { type: 'hidden', name: 'environment', value: shown.environments[0] }),
      h(
        'button',
        { type: 'button', className: 'button', 'data-invent-key': shown.idTemplate },
        'Make up an id',
      ),
      h('button', { type: 'submit', className: 'button primary', 'data-test': 'provider-create' }, 'Create'),
    ),
    h('p', { className: 'error', role: 'alert', 'data-mine': true, 'data-test': 'provider-trouble' }),
  );
}
