/** Everything about people and accounts, held against Slack's limits with hostile and very long texts. */
import { expect, test } from 'vitest';
import type { AccountCard, AccountList } from '../../src/custody/accounts.ts';
import type { EditableKey, Edited } from '../../src/custody/edit-key.ts';
import type { KeyList } from '../../src/custody/find-keys.ts';
import type { KeyCard } from '../../src/custody/key-card.ts';
import type { ServiceCard } from '../../src/custody/services.ts';
import type { AccountRef, Day, KeyRef, PersonId, ServiceRef } from '../../src/domain/words.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import { findProvider, providers } from '../../src/providers/index.ts';
import {
  accountListMessage,
  accountMessage,
  addAccountModal,
  editAccountModal,
} from '../../src/slack/views/account.ts';
import { addKeyModal, pickProviderModal } from '../../src/slack/views/add-key.ts';
import {
  deputyModal,
  deputyNamedMessage,
  historyMessage,
  retireModal,
} from '../../src/slack/views/custodians.ts';
import { editedNote, editKeyModal, factsOf } from '../../src/slack/views/edit-key.ts';
import { deputyNoticeMessage, keyCardMessage } from '../../src/slack/views/key-card.ts';
import { keyListMessage } from '../../src/slack/views/key-list.ts';
import type { Message } from '../../src/slack/views/kit.ts';
import { serviceCardMessage, serviceListMessage, serviceModal } from '../../src/slack/views/service.ts';

const hostile = `<!channel> <https://evil.example|click> *bold* \`code\` & ${'long '.repeat(800)}`;
const ana = 'U0ANA' as PersonId;
const bea = 'U0BEA' as PersonId;
const today = '2026-03-02' as Day;
const okx = findProvider('okx');

const key: KeyCard['key'] = {
  id: 1 as KeyRef,
  provider: 'okx',
  label: hostile,
  labelKey: 'x',
  keyId: hostile,
  account: 2 as AccountRef,
  accountName: hostile,
  region: 'global',
  environment: 'live',
  permissions: ['read', 'withdraw'],
  allowlist: Array.from({ length: 20 }, (_, at) => `203.0.113.${at}`),
  tier: 1,
  custodian: ana,
  deputy: bea,
  keptAt: hostile,
  createdOn: today,
  expiresOn: today,
  rotationDays: 123,
  dueOn: today,
  state: 'active',
  snoozedUntil: null,
  snoozes: 0,
  retiredBecause: null,
  rotateBy: null,
  rotateByCause: null,
  rotateByBecause: null,
  inUseOn: null,
  disownedBy: null,
  disownedBecause: null,
  disownedAt: null,
  replaces: null,
  recordedBy: ana,
  recordedAt: new Date('2026-03-02T12:00:00Z'),
};
const service: ServiceCard['service'] = {
  id: 3 as ServiceRef,
  name: hostile,
  nameKey: 'x',
  owner: bea,
  ownerGroup: 'S0ONCALL',
  criticality: 'high',
  channel: 'C0DESK',
  runbook: hostile,
};
const many = Array.from({ length: 40 }, () => service);
const card: KeyCard = {
  id: key.id,
  key,
  providerName: 'OKX',
  issuer: 'OKX',
  publicIdName: 'API key',
  regionName: 'OKX global',
  environmentName: 'Live',
  permissionNames: [hostile],
  exposure: [hostile],
  warnings: [{ id: 'x', says: hostile }],
  services: many,
  holders: [ana, bea],
  gone: [bea],
  today,
  daysLeft: 0,
  seen: hostile,
  askWarning: 'It sees one failed request.',
  openIncident: null,
  rotating: false,
  replaces: null,
  replacedBy: null,
  party: true,
};
const editable: EditableKey = {
  key,
  provider: okx,
  services: many,
  holders: [ana, bea],
  breakGlass: hostile,
  asExposure: false,
};
const account: AccountCard = {
  account: {
    id: 2 as AccountRef,
    provider: 'okx',
    region: 'global',
    name: hostile,
    nameKey: 'x',
    breakGlass: hostile,
  },
  providerName: 'OKX',
  issuer: 'OKX',
  regionName: 'OKX global',
  holders: Array.from({ length: 60 }, () => bea),
  gone: [bea],
  keys: Array.from({ length: 15 }, () => key),
  keyCount: 900,
  trouble: 'nobody',
  mayEdit: true,
};
const accounts: AccountList = {
  filter: hostile,
  page: 2,
  pages: 3,
  total: 25,
  lines: Array.from({ length: 10 }, (_, at) => ({
    ...account.account,
    id: at as AccountRef,
    keys: 1,
    tierOne: true,
    holders: account.holders,
    able: 0,
    providerName: 'OKX',
    regionName: 'OKX global',
    trouble: 'nobody' as const,
    gone: [bea],
  })),
};
const past = { quarter: '2026-01-01' as Day, answer: 'not_mine' as const, person: bea, at: key.recordedAt };
const holding = { custodian: bea, since: key.recordedAt, by: ana };

const unowned: KeyList = {
  filter: 'unowned',
  page: 1,
  pages: 2,
  total: 9,
  lines: Array.from({ length: 8 }, () => ({
    id: key.id,
    label: hostile,
    provider: 'OKX',
    account: hostile,
    custodian: ana,
    disowned: `The bot moved to treasury. ${hostile}`,
    tier: 1,
    dueOn: key.dueOn,
    overdue: false,
    state: 'active',
  })),
};

const messages: readonly (readonly [string, Message])[] = [
  ['a key', keyCardMessage(card)],
  ['a retired key', keyCardMessage({ ...card, key: { ...key, state: 'retired', retiredBecause: hostile } })],
  ['a deputy’s notice', deputyNoticeMessage(card)],
  ['a deputy’s notice that is out of date', deputyNoticeMessage({ ...card, key: { ...key, deputy: null } })],
  ['a deputy named', deputyNamedMessage(hostile, bea)],
  ['a deputy taken away', deputyNamedMessage(hostile, null)],
  [
    'history',
    historyMessage({
      label: hostile,
      holdings: Array.from({ length: 30 }, () => holding),
      answers: Array.from({ length: 8 }, () => past),
      gone: [bea],
    }),
  ],
  ['no history', historyMessage({ label: hostile, holdings: [], answers: [], gone: [] })],
  ['an account', accountMessage(account)],
  ['accounts', accountListMessage(accounts, '/key')],
  ['no accounts', accountListMessage({ ...accounts, total: 0, lines: [], filter: '' }, '/key')],
  ['no accounts that fit', accountListMessage({ ...accounts, total: 0, lines: [] }, '/key')],
  ['a service', serviceCardMessage({ service, keys: [key], gone: [bea] })],
  ['keys', keyListMessage(unowned, '/key')],
  ['services', serviceListMessage([{ service, keys: [key], gone: [bea] }], '/key')],
];

/** All of it but plain text and what buttons carry, in which nothing is markup. */
const markupOf = (message: Message): string =>
  JSON.stringify(message, (name, value) =>
    value?.type === 'plain_text' || name === 'value' || name === 'action_id' ? null : value,
  );

test.each(messages)('%s is a message that Slack takes, and its texts stay text', (_what, message) => {
  expect(checkMessage(message)).toEqual([]);
  expect(markupOf(message)).not.toMatch(/<!channel>|<https:\/\/evil/);
});

test('who left is marked where they are named', () => {
  const short = { ...service, name: 'bot', ownerGroup: null };
  const said = { service: short, keys: [], gone: [bea] };
  for (const message of [
    keyCardMessage({ ...card, services: [short] }),
    accountMessage(account),
    serviceCardMessage(said),
    serviceListMessage([said], '/key'),
  ]) {
    expect(JSON.stringify(message)).toContain('<@U0BEA> (gone)');
  }
});

test.each([
  ['changing a key', editKeyModal(editable)],
  ['adding another like it', addKeyModal(okx, { ...factsOf(editable), label: '', custodian: ana, today })],
  ['naming a deputy', deputyModal(key)],
  ['retiring a used key', retireModal({ key, services: many })],
  ['retiring a key that is gone', retireModal({ key: { ...key, state: 'gone' }, services: [] })],
  ['choosing a provider for an account', pickProviderModal(providers, hostile, 'account')],
  ['adding an account', addAccountModal(okx, hostile)],
  ['changing an account', editAccountModal(account)],
  ['changing a service', serviceModal(service, [{ id: 'S0ONCALL', name: 'On call', handle: 'oncall' }])],
] as const)('the form for %s is one that Slack takes', (_what, view) => {
  expect(checkView(view)).toEqual([]);
});

test.each(providers.map((provider) => [provider.name, provider] as const))(
  'the forms for a new and for a changed key of %s are ones that Slack takes',
  (_name, provider) => {
    const model = { ...editable, provider, key: { ...key, provider: provider.id } };
    expect(checkView(editKeyModal(model))).toEqual([]);
    expect(checkView(addKeyModal(provider, { label: 'x', custodian: ana, today }))).toEqual([]);
    expect(checkView(addAccountModal(provider, ''))).toEqual([]);
  },
);

test('a period that no menu offers stays when nobody changes it', () => {
  expect(JSON.stringify(editKeyModal(editable))).toContain('"value":"123"');
});

test('what a change did is said: tier, due day and what tier 1 lacks; or that nothing was different', () => {
  const edited: Edited = {
    changed: true,
    tier: { before: 3, now: 1 },
    dueOn: { before: today, now: '2026-06-01' as Day },
    lacks: ['deputy', 'second holder'],
  };
  const note = editedNote(edited, '/key');
  for (const part of ['tier 3', 'tier 1', '2026-06-01', '/key deputy', 'two people'])
    expect(note).toContain(part);
  expect(editedNote({ ...edited, changed: false }, '/key')).toMatch(/Nothing was different/);
});

test('a service that a group owns names the group beside its owner', () => {
  const owned = { ...service, name: 'bot', ownerGroup: 'S0000ONCALL' };
  const words = JSON.stringify(keyCardMessage({ ...card, services: [owned] }));
  expect(words).toMatch(/<@U0BEA>(?: \(gone\))? or <!subteam\^S0000ONCALL>/);
});

test('the queue of keys that nobody answers for says why their custodians refused them', () => {
  const lines = unowned.lines.slice(0, 1).map((line) => ({ ...line, label: 'bot', account: 'Main' }));
  expect(keyListMessage({ ...unowned, lines }, '/key').text).toContain(
    'Not theirs, they say: The bot moved to treasury.',
  );
});
