import { describe, expect, it } from 'vitest';
import type { Day, HandoverRef, KeyRef, RotationRef, ServiceRef } from '../../src/domain/words.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import type { HandoverCard } from '../../src/rotation/handover-card.ts';
import type { NudgeLine, NudgeState } from '../../src/rotation/nudge-card.ts';
import type {
  CardService,
  RotationCard,
  RotationStage,
  SwitchCard,
} from '../../src/rotation/rotation-card.ts';
import {
  declineModal,
  handOverModal,
  handoverMessage,
  offeredMessage,
} from '../../src/slack/views/handover.ts';
import type { Message } from '../../src/slack/views/kit.ts';
import { nudgeMessage, nudgeMoreMessage } from '../../src/slack/views/nudge.ts';
import { attestGoneModal, rotationMessage } from '../../src/slack/views/rotation.ts';
import {
  doNotWaitModal,
  giveUpModal,
  newKeyWorksModal,
  notYetModal,
} from '../../src/slack/views/rotation-forms.ts';
import { switchMessage } from '../../src/slack/views/rotation-switch.ts';
import { snoozeModal } from '../../src/slack/views/snooze.ts';
import { ana, bea, noon } from './world.ts';

const hostile = `<!channel> <https://evil.example|click> *bold* \`code\` & ${'long '.repeat(2000)}`;

interface Shown {
  readonly id: string;
  readonly style: string | undefined;
}

const buttonsOf = ({ blocks }: Message): Shown[] =>
  blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((each) =>
          each.type === 'button'
            ? [{ id: String(each.action_id).split(':')[0] ?? '', style: each.style }]
            : [],
        )
      : [],
  );
const ids = (message: Message): string[] => buttonsOf(message).map(({ id }) => id);
const primaries = (message: Message): number =>
  buttonsOf(message).filter(({ style }) => style === 'primary').length;

function fine(message: Message): Message {
  expect(checkMessage(message)).toEqual([]);
  expect(primaries(message)).toBeLessThanOrEqual(1);
  expect(JSON.stringify(message)).not.toMatch(/<!channel>|<https:\/\/evil/);
  return message;
}

const open: NudgeState = {
  kind: 'open',
  canSnooze: true,
  rotating: false,
  putOff: null,
  offeredTo: null,
  declined: null,
};
const states: readonly NudgeState[] = [
  open,
  { ...open, offeredTo: bea },
  { ...open, putOff: { times: 1, days: 3, bound: { totalDays: 7, times: null } } },
  { kind: 'told_again', at: noon },
  { ...open, declined: { by: bea, words: hostile } },
  { kind: 'rotating', by: ana, at: noon, deletedBy: null },
  { kind: 'rotating', by: ana, at: noon, deletedBy: bea },
  { kind: 'snoozed', by: ana, until: '2026-03-05' as Day, because: hostile },
  { kind: 'handed_over', to: bea, at: noon },
  { kind: 'handed_over', to: bea, at: null },
  { kind: 'disowned', by: ana, because: hostile },
  { kind: 'in_use', by: ana, at: noon },
  { kind: 'settled' },
  { kind: 'compromised' },
  { kind: 'gone' },
];
const to = { reader: ana, leads: null };
const line = (key: number, facts: Partial<NudgeLine> = {}): NudgeLine => ({
  key: key as KeyRef,
  label: `key-${key}`,
  provider: 'OKX',
  account: 'Main',
  about: { kind: 'rotation' },
  audience: 'custodian',
  silent: null,
  custodian: ana,
  dueOn: '2026-03-09' as Day,
  daysLeft: 7,
  state: open,
  ...facts,
});

const answers = ['start-rotation', 'snooze', 'hand-over', 'rotated-already', 'not-mine', 'leaked'];

describe('the nudge', () => {
  it('gives each open key its buttons, and the first one the primary', () => {
    const message = fine(nudgeMessage({ ...to, lines: [line(1), line(2, { daysLeft: -2 })] }, '/key'));
    expect(ids(message)).toEqual([...answers, ...answers]);
    expect(buttonsOf(message).findIndex(({ style }) => style === 'primary')).toBe(0);
    expect(message.text).toContain('2 keys of yours');
    expect(message.text).toContain('Due 9 Mar 2026, in 7 days.');
    expect(message.text).toContain('overdue by 2 days');
  });

  it('says who did what, without buttons, once a key was answered', () => {
    const snoozed: NudgeState = {
      kind: 'snoozed',
      by: ana,
      until: '2026-03-05' as Day,
      because: 'maintenance',
    };
    const message = fine(nudgeMessage({ ...to, lines: [line(1, { state: snoozed }), line(2)] }, '/key'));
    expect(message.text).toContain(`Snoozed by <@${ana}> until 5 Mar 2026: maintenance`);
    expect(ids(message)).toEqual(answers);
    expect(primaries(message)).toBe(1);
  });

  it('offers no snooze that would be refused, and no second hand-over', () => {
    const message = nudgeMessage(
      { ...to, lines: [line(1, { state: { ...open, canSnooze: false, offeredTo: bea } })] },
      '/key',
    );
    expect(ids(message)).toEqual(['start-rotation', 'rotated-already', 'not-mine', 'leaked']);
  });

  it.each(states)('is what Slack takes with hostile and long text: $kind', (state) => {
    fine(nudgeMessage({ ...to, lines: [line(1, { state, label: hostile, account: hostile })] }, '/key'));
  });

  const offerOf = { id: 5 as HandoverRef, from: ana, to: bea, at: noon };
  it.each<[NudgeLine['about'], string[], string]>([
    [{ kind: 'expiry' }, answers, 'Ends by itself on 9 Mar 2026, in 7 days'],
    [
      { kind: 'self_destruct', rule: hostile.slice(0, 90), idle: true },
      ['in-use', 'start-rotation', 'edit-key'],
      'By what we know that is 9 Mar 2026',
    ],
    [{ kind: 'self_destruct', rule: 'A rule.', idle: false }, ['start-rotation', 'edit-key'], 'A rule.'],
    [
      { kind: 'ownerless', because: hostile },
      ['take-key', 'hand-over', 'show-key'],
      'says that it is not theirs',
    ],
    [
      { kind: 'ownerless', because: null },
      ['take-key', 'hand-over', 'show-key'],
      'is gone, so nobody answers',
    ],
    [{ kind: 'no_deputy' }, ['name-deputy', 'show-key'], 'nobody steps in'],
    [
      { kind: 'handover_pending', offer: { ...offerOf, to: ana, from: bea } },
      ['accept-handover', 'decline-handover', 'show-key'],
      'asked you',
    ],
    [{ kind: 'handover_pending', offer: offerOf }, ['hand-over', 'show-key'], 'has not said whether'],
  ])('says what it is about and what can be answered: $kind', (about, buttons, words) => {
    const message = fine(nudgeMessage({ ...to, lines: [line(1, { about }), line(2)] }, '/key'));
    expect(ids(message)).toEqual([...buttons, ...answers]);
    expect(JSON.stringify(message.blocks)).toContain(words);
  });

  it('tells others why they hear of it, and the channel without what only the custodian can answer', () => {
    const told = { silent: { asked: ana, since: noon }, audience: 'deputy' } as const;
    const deputy = fine(nudgeMessage({ reader: bea, leads: null, lines: [line(1, told)] }, '/key'));
    expect(deputy.text).toContain('has not answered. You are the deputy.');
    expect(ids(deputy)).toEqual(answers.filter((id) => id !== 'not-mine'));
    const channel = fine(
      nudgeMessage(
        {
          reader: null,
          leads: 'S0LEADS',
          lines: [line(1, { silent: { asked: bea, since: noon }, audience: 'channel' })],
        },
        '/key',
      ),
    );
    // The custodian had left: who was asked in their stead is named.
    expect(channel.text).toContain(`<@${bea}> was asked`);
    expect(JSON.stringify(channel.blocks)).toContain(
      '<!subteam^S0LEADS>: a key waits for somebody of this team.',
    );
    expect(ids(channel)).toEqual(['start-rotation', 'show-key']);
  });

  it('says how often it was put off, of how often it may be', () => {
    const putOff = { times: 1, days: 1, bound: { totalDays: 3, times: 2 } };
    const message = fine(nudgeMessage({ ...to, lines: [line(1, { state: { ...open, putOff } })] }, '/key'));
    expect(message.text).toContain('Put off 1 of 2 times, 1 of 3 days.');
  });

  it('says in a short message of its own what was added to one that stands already', () => {
    const answered = line(9, { state: { kind: 'settled' } });
    const added = Array.from({ length: 7 }, (_, index) => line(index + 1, { label: hostile }));
    const shown = nudgeMoreMessage({ ...to, lines: [line(8), answered, ...added] });
    expect(shown && ids(fine(shown))).toEqual([]);
    expect(JSON.stringify(shown)).toMatch(/Added to today’s message above.*key-8.*and 3 more/);
    expect(JSON.stringify(shown)).not.toContain('key-9');
    expect(nudgeMoreMessage({ ...to, lines: [answered] })).toBeNull();
  });

  it('says how many more there are when there are too many keys', () => {
    const lines = Array.from({ length: 80 }, (_, index) => line(index + 1));
    const message = fine(nudgeMessage({ ...to, lines }, '/key'));
    expect(JSON.stringify(message.blocks)).toContain('and 60 more');
  });
});

const verdict = {
  says: 'www.okx.com (live) knew the key before.',
  absents: 0,
  needed: 2,
  mayLag: false,
  nextAt: null,
} as const;
const proving: Extract<RotationStage, { kind: 'proving' }> = {
  kind: 'proving',
  by: ana,
  at: noon,
  verdict: { ...verdict, proof: 'unknown' },
  seen: [{ at: noon, host: 'www.okx.com', result: 'absent', reason: 'OKX does not know this key here' }],
  nextAt: noon,
  canAsk: true,
  needsSecond: false,
  from: null,
};
const deed = { by: ana, at: noon } as const;
const uses = (service: number, facts: Partial<CardService> = {}): CardService => ({
  service: service as ServiceRef,
  name: `service-${service}`,
  owner: bea,
  ownerGroup: null,
  askedAt: noon,
  notYet: null,
  switched: null,
  ...facts,
});
const made = {
  ...deed,
  id: 2 as KeyRef,
  label: 'prop-desk-2',
  keyId: 'new-id',
  keptAt: 'vault: okx/main-2',
  inPlace: false,
} as const;
const card = (stage: RotationStage, facts: Partial<RotationCard> = {}): RotationCard => ({
  id: 3 as RotationRef,
  key: 1 as KeyRef,
  label: 'prop-desk',
  keyId: 'public-id',
  publicIdName: 'API key',
  provider: 'OKX',
  issuer: 'OKX',
  account: 'Main',
  keptAt: 'vault: okx/main',
  keysPage: 'https://www.okx.com/account/my-api',
  way: 'beside',
  mind: null,
  full: null,
  steps: ['Open the page.', 'Create API.'],
  endSteps: ['Find the row.', 'Press Delete.'],
  newKey: null,
  stored: null,
  working: null,
  services: [uses(1, { name: 'trading-bot', askedAt: null })],
  override: null,
  waiting: [{ service: null, move: 'record', since: noon, until: null, person: ana, name: null }],
  missing: ['The new key is not recorded.'],
  can: stage.kind === 'replacing' ? ['record', 'override', 'abort'] : [],
  retiredBecause: null,
  startedBy: ana,
  startedAt: noon,
  stage,
  ...facts,
});
const switching: Partial<RotationCard> = {
  newKey: made,
  stored: deed,
  services: [
    uses(1, { name: 'tax-report', switched: deed }),
    uses(2, { name: 'trading-bot' }),
    uses(3, { name: 'tracker', notYet: { until: '2026-03-09' as Day, says: 'the release' } }),
  ],
  waiting: [
    { service: 2 as ServiceRef, move: 'switch', since: noon, until: null, person: bea, name: 'trading-bot' },
  ],
  can: ['confirm_working', 'override', 'abort'],
};

describe('the rotation card', () => {
  it('says that the account is full before somebody tries', () => {
    const full = ['deploy', 'prop-desk'];
    expect(fine(rotationMessage(card({ kind: 'replacing', foundGone: false }, { full }))).text).toContain(
      'Main has 2 keys here, as many as OKX allows. The others: deploy.',
    );
  });

  it('says whom it waits for and how to make the new key, with one next step', () => {
    const message = fine(rotationMessage(card({ kind: 'replacing', foundGone: false })));
    expect(message.text).toContain('2) Create API.');
    expect(message.text).toContain(`<@${ana}> to make and record the new key, since`);
    expect(message.text).toContain(`trading-bot, <@${bea}>: asked once the secret is stored`);
    expect(JSON.stringify(message.blocks)).toContain('<https://www.okx.com/account/my-api|');
    expect(message.text).not.toContain('Press Delete.');
    expect(buttonsOf(message)).toEqual([
      { id: 'record-new-key', style: 'primary' },
      { id: 'do-not-wait', style: 'danger' },
      { id: 'give-up-rotation', style: undefined },
    ]);
  });

  it('says of a provider with one key at a time that making the new one ends the old one', () => {
    const facts = { way: 'in_place', mind: 'Making the new one ends the old one.' } as const;
    const message = fine(rotationMessage(card({ kind: 'replacing', foundGone: false }, facts)));
    expect(message.text).toContain('Making the new one ends the old one.');
    expect(message.text).toContain(`These stop until they have it: trading-bot (<@${bea}>)`);
    expect(ids(message)).toEqual(['made-in-place', 'do-not-wait', 'give-up-rotation']);
  });

  it('shows who has switched, who has not since when, and how to switch', () => {
    const message = fine(rotationMessage(card({ kind: 'replacing', foundGone: false }, switching)));
    expect(message.text).toContain(`tax-report, <@${bea}>: <@${ana}> switched it`);
    expect(message.text).toContain(`trading-bot, <@${bea}>: asked`);
    expect(message.text).toContain('not before 9 Mar 2026: the release');
    expect(JSON.stringify(message.blocks).match(/service-switched/g)).toHaveLength(2);
    expect(ids(message)).toEqual(['new-key-works', 'do-not-wait', 'give-up-rotation']);
  });

  it('offers to say that the old key is deleted when nothing is missing, or somebody would not wait', () => {
    const ready = {
      newKey: made,
      stored: deed,
      services: [],
      can: ['delete', 'abort'],
      missing: [],
    } as const;
    const message = fine(rotationMessage(card({ kind: 'replacing', foundGone: false }, ready)));
    expect(message.text).toContain('2) Press Delete.');
    expect(ids(message)).toEqual(['rotation-deleted', 'give-up-rotation']);
    const override = { ...deed, because: 'owner on leave' };
    const early = fine(
      rotationMessage(card({ kind: 'replacing', foundGone: false }, { override, can: ['record', 'delete'] })),
    );
    expect(early.text).toContain('decided not to wait');
    expect(early.text).toContain('owner on leave');
    expect(early.text).toContain('Still missing: The new key is not recorded.');
  });

  it('says what stays when it is given up', () => {
    const stage = { kind: 'aborted', at: noon, by: ana, because: 'wrong account' } as const;
    const message = fine(rotationMessage(card(stage, switching)));
    expect(message.text).toContain('the reminders of it start again');
    expect(message.text).toContain('prop-desk-2 stays');
    expect(message.text).toContain('These use it already: tax-report');
    expect(ids(message)).toEqual(['start-rotation']);
  });

  it('offers the label of the old key to the new one at the end, and names who was left behind', () => {
    const stage = { kind: 'ended', at: noon, attested: null } as const;
    const message = fine(rotationMessage(card(stage, { ...switching, can: ['take_label'] })));
    expect(message.text).toContain('Never switched: trading-bot, tracker.');
    expect(ids(message)).toEqual(['take-label']);
  });

  it('says what was seen, and asks again', () => {
    const unknown = fine(rotationMessage(card(proving)));
    expect(unknown.text).toContain('Not proven yet.');
    expect(unknown.text).toContain('OKX does not know this key here');
    expect(ids(unknown)).toEqual(['rotation-check']);
    const alive = fine(rotationMessage(card({ ...proving, verdict: { ...verdict, proof: 'alive' } })));
    expect(alive.text).toContain('Still alive.');
  });

  it('asks for a second person where nothing can be proven', () => {
    const stage = {
      ...proving,
      verdict: { ...verdict, proof: 'cannot_check' },
      canAsk: false,
      needsSecond: true,
    } as const;
    const message = fine(rotationMessage(card(stage)));
    expect(message.text).toContain(`Somebody else than <@${ana}>`);
    expect(message.text).not.toContain('until then');
    expect(ids(message)).toEqual(['attest-gone']);
    const later = fine(rotationMessage(card({ ...stage, from: noon })));
    expect(later.text).toMatch(/the key is gone, after .+: until then it may still work/);
  });

  it('ends without buttons, saying how we know', () => {
    const proven = fine(rotationMessage(card({ kind: 'ended', at: noon, attested: null })));
    expect(proven.text).toContain('twice did not know it after');
    const attested = { by: bea, because: 'Not in the list' };
    const confirmed = fine(rotationMessage(card({ kind: 'ended', at: noon, attested })));
    expect(confirmed.text).toContain(`<@${bea}> looked and confirmed it: Not in the list`);
    expect([...ids(proven), ...ids(confirmed)]).toEqual([]);
  });

  it.each<RotationStage>([
    { kind: 'replacing', foundGone: false },
    { kind: 'replacing', foundGone: true },
    { kind: 'aborted', at: noon, by: ana, because: hostile },
    {
      ...proving,
      seen: Array.from({ length: 3 }, () => ({ at: noon, host: hostile, result: 'absent', reason: hostile })),
    },
    { kind: 'ended', at: noon, attested: { by: bea, because: hostile } },
  ])('is what Slack takes with hostile and long text: $kind', (stage) => {
    const services = Array.from({ length: 90 }, (_, index) =>
      uses(index, { name: hostile, notYet: { until: '2026-03-09' as Day, says: hostile } }),
    );
    const newKey = { ...made, label: hostile, keptAt: hostile, keyId: hostile };
    const override = { ...deed, because: hostile };
    const facts: Partial<RotationCard> = {
      ...{ label: hostile, keptAt: hostile, account: hostile, keysPage: null, services, mind: hostile },
      full: Array.from({ length: 90 }, () => hostile),
      ...{
        missing: [hostile],
        endSteps: [hostile],
        override,
        can: ['record', 'store', 'delete', 'take_label'],
      },
    };
    fine(rotationMessage(card(stage, { ...facts, steps: [hostile, hostile] })));
    fine(
      rotationMessage(card(stage, { ...facts, newKey, stored: deed, working: { ...deed, says: hostile } })),
    );
    const forms = [attestGoneModal, newKeyWorksModal, doNotWaitModal, giveUpModal];
    for (const form of forms) expect(checkView(form(card(stage, { ...facts, newKey })))).toEqual([]);
  });
});

describe('the question to the owner of a service', () => {
  const ask = (service: CardService, facts: Partial<RotationCard> = {}): SwitchCard => ({
    rotation: card({ kind: 'replacing', foundGone: false }, { ...switching, ...facts }),
    service,
    canSwitch: service.switched === null,
    canWait: true,
  });

  it('says which key, where its secret is, and asks for Switched or Not yet', () => {
    const message = fine(switchMessage(ask(uses(2, { name: 'trading-bot' }))));
    expect(message.text).toContain('Switch trading-bot to a new key.');
    expect(message.text).toContain('Its secret is at vault: okx/main-2.');
    expect(ids(message)).toEqual(['service-switched', 'not-yet-switched']);
  });

  it('keeps a way back once it has switched, and none when it is over', () => {
    const switched = fine(switchMessage(ask(uses(2, { switched: deed }))));
    expect(switched.text).toContain('switched it');
    expect(ids(switched)).toEqual(['not-yet-switched']);
    const stage = { kind: 'aborted', at: noon, by: ana, because: 'no' } as const;
    const over = fine(switchMessage({ ...ask(uses(2), { stage }), canSwitch: false, canWait: false }));
    expect(over.text).toContain('given up');
    expect(ids(over)).toEqual([]);
  });

  it('is what Slack takes with hostile and long text', () => {
    const service = uses(2, { name: hostile, notYet: { until: '2026-03-09' as Day, says: hostile } });
    fine(
      switchMessage(ask(service, { label: hostile, newKey: { ...made, label: hostile, keptAt: hostile } })),
    );
    const ids = { rotation: 3 as RotationRef, service: 2 as ServiceRef };
    const words = { service: hostile, label: hostile, today: '2026-03-02' as Day };
    expect(checkView(notYetModal(ids, words))).toEqual([]);
  });
});

const offer = (facts: Partial<HandoverCard> = {}): HandoverCard => ({
  id: 5 as HandoverRef,
  key: 1 as KeyRef,
  label: 'prop-desk',
  provider: 'OKX',
  account: 'Main',
  tier: 1,
  dueOn: '2026-03-09' as Day,
  gone: false,
  from: ana,
  to: bea,
  note: 'I am away',
  answer: null,
  answeredAt: null,
  words: null,
  ...facts,
});

describe('the hand-over', () => {
  it('asks to accept or decline while it waits', () => {
    const message = fine(handoverMessage(offer()));
    expect(ids(message)).toEqual(['accept-handover', 'decline-handover', 'show-key']);
    expect(message.text).toContain('They say: I am away');
  });

  it('says the outcome and offers only what can still be done', () => {
    const answered = { answeredAt: noon } as const;
    expect(ids(fine(handoverMessage(offer({ answer: 'accepted', ...answered }))))).toEqual([
      'start-rotation',
      'show-key',
    ]);
    const declined = fine(handoverMessage(offer({ answer: 'declined', words: 'Ask Cem', ...answered })));
    expect(declined.text).toContain(`by <@${bea}>: Ask Cem`);
    expect(ids(declined)).toEqual(['show-key']);
    expect(ids(fine(handoverMessage(offer({ answer: 'withdrawn', ...answered }))))).toEqual([]);
    expect(ids(fine(handoverMessage(offer({ gone: true }))))).toEqual([]);
  });

  it('is what Slack takes with hostile and long text', () => {
    fine(
      handoverMessage(
        offer({ note: hostile, label: hostile, account: hostile, answer: 'declined', words: hostile }),
      ),
    );
    fine(offeredMessage(bea));
  });
});

describe('the forms', () => {
  it('are what Slack takes, with hostile and long text', () => {
    const choices = [
      { days: 1, until: '2026-03-03' as Day },
      { days: 3, until: '2026-03-05' as Day },
    ];
    const views = [
      snoozeModal(1 as KeyRef, { label: hostile, dueOn: '2026-03-09' as Day, choices }),
      handOverModal(1 as KeyRef, hostile),
      declineModal(5 as HandoverRef, hostile),
      attestGoneModal(card(proving)),
    ];
    for (const view of views) expect(checkView(view)).toEqual([]);
    expect(JSON.stringify(views[0])).toContain('1 day, until 3 Mar 2026');
  });
});
