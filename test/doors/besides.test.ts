/** What a door asks besides a role: those who answer for what it is about come in, other full members do not. */
import { expect, test } from 'vitest';
import type { Door } from '../../src/slack/door.ts';
import { doors } from '../../src/slack/doors.ts';
import { openGatehouse, sideBySide } from './gatehouse.ts';
import type { Brought } from './knock.ts';
import { HOME } from './quiet-slack.ts';
import { type Kind, type Right, rightOf } from './rights.ts';
import { plainTexts } from './team.ts';

const said = {
  'answers for the key': /Only the custodian or deputy of |Only its custodian, its deputy or a lead/,
  'is its custodian': /Only the custodian of /,
  'tends the account': /Only who can log in to /,
  'owns the service': /Only the owner of the service or a lead/,
  'switches the service': /Only the owner of the service or its group, /,
  'tends the new key': /Only the custodian or deputy of /,
} as const;
type Asked = keyof typeof said;
const isAsked = (besides: unknown): besides is Asked => typeof besides === 'string' && besides in said;

const visitors: readonly (readonly [Kind, string])[] = [
  ['member', 'U0LAYMAN'],
  ['service owner', 'U0OWNER'],
  ['console holder', 'U0HOLDER'],
  ['deputy', 'U0DEPUTY'],
  ['custodian', 'U0CUSTODIAN'],
  ['lead', 'U0LEAD'],
  ['admin', 'U0ADMIN'],
];

const text = (value: string) => ({ value: { type: 'plain_text_input', value } });
const choice = (value: string) => ({ value: { type: 'static_select', selected_option: { value } } });

/** Forms ask who somebody is only after they were filled in. */
const answers: Readonly<Record<string, NonNullable<Brought['answers']>>> = {
  snooze: { days: choice('1'), because: text('holidays') },
  'not-mine': { because: text('never was') },
  'hand-over': { to: { value: { type: 'users_select', selected_user: 'U0OTHER' } } },
  'name-deputy': { deputy: { value: { type: 'users_select', selected_user: 'U0DEPUTY' } } },
  'retire-key': { because: text('not needed') },
  'own-keys': { day: { value: { type: 'datepicker', selected_date: '2099-01-01' } } },
  'new-key-works': { says: text('orders since noon') },
  'not-yet-switched': {
    until: { value: { type: 'datepicker', selected_date: '2026-12-01' } },
    says: text('the release'),
  },
  'do-not-wait': { because: text('nobody answers') },
  'give-up-rotation': { because: text('not now') },
  'new-key': {
    label: text('prop-desk-2'),
    keyId: text('37c541a1-0000-4000-8000-10fe7a038419'),
    account: text(plainTexts.account),
    region: choice('global'),
    environment: choice('live'),
    permissions: { value: { type: 'checkboxes', selected_options: [{ value: 'read' }] } },
    custodian: { value: { type: 'users_select', selected_user: 'U0CUSTODIAN' } },
    holders: { value: { type: 'multi_users_select', selected_users: [] } },
    keptAt: text('vault: trading/okx-2'),
    created: { value: { type: 'datepicker', selected_date: '2026-01-01' } },
    rotation: choice('exposure'),
  },
  'edit-account': {
    name: text(plainTexts.account),
    holders: { value: { type: 'multi_users_select', selected_users: ['U0HOLDER', 'U0OTHER'] } },
  },
  'edit-key': {
    label: text(plainTexts.label),
    account: text(plainTexts.account),
    region: choice('global'),
    environment: choice('live'),
    services: { 'pick-services': { type: 'multi_external_select', selected_options: [] } },
    permissions: { value: { type: 'checkboxes', selected_options: [{ value: 'read' }] } },
    holders: { value: { type: 'multi_users_select', selected_users: [] } },
    keptAt: text('vault: trading/okx'),
    rotation: choice('exposure'),
  },
};

const typedAt = ({ kind, id }: Door): string =>
  kind !== 'command' ? '' : id === 'account edit' ? plainTexts.account : plainTexts.label;

test('invariant 6: what depends on the key, the account or the service is asked of everybody who comes', async () => {
  const house = await openGatehouse({ apart: true });
  const wrong: Record<string, string> = {};
  const everybody = doors.flatMap((door) => {
    const asked = door.besides;
    return isAsked(asked) ? visitors.map(([kind, person]) => ({ door, kind, person, asked })) : [];
  });
  const come = async (right: Right, atOnce: number): Promise<void> => {
    const these = everybody.filter(({ door, kind }) => rightOf(door, kind) === right);
    expect(these.length).toBeGreaterThan(50);
    await sideBySide(
      these,
      async ({ door, kind, person, asked }) => {
        const brought = { about: house.things, text: typedAt(door), answers: answers[door.id] ?? {} };
        const { said: words } = await house.knock(door, { person, team: HOME }, brought);
        if (said[asked].test(words) !== (right === 'out')) wrong[`${door.kind} ${door.id}, ${kind}`] = words;
      },
      atOnce,
    );
    expect(wrong).toEqual({});
  };
  const before = await house.print();
  await come('out', 8);
  expect(await house.print()).toEqual(before);
  await come('in', 1);
});

test('invariant 6: an offer is answered by nobody but the one who was asked', async () => {
  const house = await openGatehouse({ apart: true });
  for (const door of doors.filter(({ besides }) => besides === 'was asked')) {
    const about = { about: house.things, answers: { words: text('no'), answer: choice('still_mine') } };
    for (const person of ['U0ADMIN', 'U0LEAD', 'U0CUSTODIAN', 'U0LAYMAN']) {
      const { said: words } = await house.knock(door, { person, team: HOME }, about);
      expect(words, door.id).toMatch(/Only the person who was asked/);
    }
  }
});
