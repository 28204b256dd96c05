import type { Button } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { StepTaken } from '../../src/domain/incident-state.ts';
import { inOrder, playbookFor } from '../../src/domain/playbook.ts';
import { issuerOf } from '../../src/domain/provider.ts';
import type { IncidentRef, KeyRef, PersonId, ServiceRef } from '../../src/domain/words.ts';
import type { ServiceNoticeCard } from '../../src/incident/calls-card.ts';
import type { CardStep, IncidentCard } from '../../src/incident/incident-card.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import { aws } from '../../src/providers/aws.ts';
import { providers } from '../../src/providers/index.ts';
import { okx } from '../../src/providers/okx.ts';
import { stripe } from '../../src/providers/stripe.ts';
import { playbookOffline } from '../../src/slack/commands/incident.ts';
import { incidentMessage } from '../../src/slack/views/incident.ts';
import {
  askedInsteadMessage,
  declaredMessage,
  falseAlarmModal,
  incidentListMessage,
  overrideModal,
  takenMessage,
} from '../../src/slack/views/incident-answers.ts';
import {
  handedMessage,
  lapsedMessage,
  loudMessage,
  secondPersonMessage,
} from '../../src/slack/views/incident-loud.ts';
import { moreModal, stepsModal } from '../../src/slack/views/incident-more.ts';
import { aloneModal, orderModal, peopleMessage } from '../../src/slack/views/incident-people.ts';
import { reopenedMessage } from '../../src/slack/views/incident-reopened.ts';
import { reviewModal } from '../../src/slack/views/incident-review.ts';
import { stepModal } from '../../src/slack/views/incident-step.ts';
import { incidentTitle } from '../../src/slack/views/incident-title.ts';
import type { Message } from '../../src/slack/views/kit.ts';
import { howToGetInMessage, loginQuestionMessage } from '../../src/slack/views/login-question.ts';
import { messageModal } from '../../src/slack/views/notices.ts';
import { reportLeakModal } from '../../src/slack/views/report-leak.ts';
import { serviceNoticeMessage } from '../../src/slack/views/service-notice.ts';
import { ana, bea, cem, noon } from '../rotation/world.ts';

const hostile = `<!channel> <https://evil.example|click> *bold* \`code\` & @here ${'long '.repeat(1500)}`;

function stepsFor(provider: typeof okx, label: string): CardStep[] {
  const { steps } = playbookFor({
    provider,
    permissions: provider.permissions.map(({ id }) => id),
    region: provider.regions[0]?.id ?? null,
    environment: provider.environments[0]?.id ?? '',
    keyId: provider.publicId.example,
    label,
    account: label,
    abuseSeen: false,
    serviceCount: 1,
    hasBaseline: false,
  });
  return steps.map((step) => ({
    ...step,
    state: 'open',
    who: null,
    at: null,
    note: null,
    passedBy: null,
    moves: ['claim', 'done', 'skip'],
  }));
}

function cardWith(facts: Partial<IncidentCard> = {}, provider = okx, label = 'prop-desk'): IncidentCard {
  const steps = facts.steps ?? stepsFor(provider, label);
  return {
    id: 7 as IncidentRef,
    key: 3 as KeyRef,
    number: 7,
    state: 'open',
    drill: false,
    tier: 1,
    harmless: false,
    label,
    keyId: provider.publicId.example,
    publicIdName: provider.publicId.label,
    providerName: provider.name,
    issuer: issuerOf(provider),
    askDisturbs: false,
    account: label,
    because: 'Kill first: this key can move money.',
    abuseSeen: false,
    lead: ana,
    scribe: null,
    responders: [],
    order: 'kill_first',
    reportedBy: ana,
    reportedAt: noon,
    reopenedAt: null,
    reopening: null,
    around: { known: null, siblingOf: null, atRisk: 0 },
    ladder: null,
    review: null,
    followUps: [],
    next: steps.find(({ kind }) => kind === 'delete') ?? null,
    steps,
    proof: {
      verdict: {
        proof: 'unknown',
        says: 'Not asked yet.',
        absents: 0,
        needed: 2,
        mayLag: false,
        nextAt: null,
      },
      known: false,
      last: null,
      notAsked: null,
      nextAt: null,
      canAsk: { purpose: 'baseline', warning: okx.probe?.warning ?? '' },
    },
    logins: [login(bea, null)],
    holders: [bea, cem],
    asksLogin: false,
    nobodyCanLogIn: false,
    breakGlass: null,
    notices: [notice(1, 'trading-bot', null)],
    openEnds: ['12 steps are neither done nor skipped.', 'It is not proven that the key is dead.'],
    moves: ['answer_login', 'request_override', 'false_alarm'],
    override: null,
    falseAlarm: null,
    endedBy: null,
    endedAt: null,
    times: {
      claimed: null,
      contained: null,
      deleted: null,
      proven: null,
      acknowledged: null,
      switched: null,
    },
    ...facts,
  };
}

const login = (person: PersonId, canLogIn: boolean | null) => ({
  person,
  position: 0,
  askedAt: noon,
  canLogIn,
  answeredAt: canLogIn === null ? null : noon,
});
const notice = (service: number, name: string, by: PersonId | null) => ({
  service: service as ServiceRef,
  name,
  owner: cem,
  toldAt: noon,
  chases: 0,
  chasedAt: null,
  acknowledgedBy: by,
  acknowledgedAt: by === null ? null : noon,
  switchedBy: null,
  switchedAt: null,
});

interface Pressable {
  readonly id: string;
  readonly label: string;
  readonly style: string | undefined;
  readonly confirm: boolean;
}

function buttonsOf({ blocks }: Pick<Message, 'blocks'>): Pressable[] {
  return blocks.flatMap(elementsOf).map((button) => ({
    id: String(button.action_id).split(':')[0] ?? '',
    label: button.text.text,
    style: button.style,
    confirm: button.confirm !== undefined,
  }));
}
function elementsOf(block: Message['blocks'][number]): Button[] {
  const elements =
    block.type === 'actions' ? block.elements : block.type === 'section' ? [block.accessory] : [];
  return elements.filter((element): element is Button => element?.type === 'button');
}
const ids = (message: Pick<Message, 'blocks'>): string[] => buttonsOf(message).map(({ id }) => id);

/** All markup of a message; plain text is shown as it is and needs no care. */
const markupIn = (part: unknown): string => {
  if (typeof part !== 'object' || part === null) return '';
  if ('type' in part && part.type === 'mrkdwn' && 'text' in part) return String(part.text);
  return Object.values(part).map(markupIn).join('\n');
};

/** Slack takes it, at most one button stands out, and nothing that people typed became markup. */
function fine(shown: Message): Message {
  expect(checkMessage(shown)).toEqual([]);
  expect(buttonsOf(shown).filter(({ style }) => style === 'primary').length).toBeLessThanOrEqual(1);
  expect(checkView(messageModal(shown))).toEqual([]);
  expect(`${shown.text}\n${markupIn(shown.blocks)}`).not.toMatch(/<!channel>|<https:\/\/evil/);
  return shown;
}

/** Of a provider that nobody asks. */
const ladder: IncidentCard['ladder'] = {
  belief: { signed: false, by: [], rung: null, seenThere: null },
  from: null,
  words: [],
  rungs: [{ id: 'word', where: null }],
  line: null,
};

const done = { state: 'done', who: bea, at: noon, moves: ['undo'] } as const;
const deletedCard = (facts: Partial<IncidentCard> = {}): IncidentCard => {
  const steps = stepsFor(okx, 'prop-desk').map((step) =>
    step.kind === 'delete' ? { ...step, ...done } : step,
  );
  return cardWith({
    steps,
    next: steps.find(({ kind }) => kind === 'tell') ?? null,
    times: {
      claimed: noon,
      contained: noon,
      deleted: noon,
      proven: null,
      acknowledged: null,
      switched: null,
    },
    ...facts,
  });
};

describe('the card', () => {
  test('says what to do next before everything else: the step, the official page, the id, the button', () => {
    const shown = fine(incidentMessage(cardWith()));
    const [head, next, how, buttons] = shown.blocks;
    expect(head).toMatchObject({ type: 'header', text: { text: 'Leak #7: prop-desk (OKX), SEV1' } });
    expect(incidentTitle(cardWith({ providerName: 'GitHub token (fine-grained)' }))).toBe(
      'Leak #7: prop-desk (GitHub token, fine-grained), SEV1',
    );
    expect(JSON.stringify(next)).toContain('Delete the key at OKX');
    expect(JSON.stringify(how)).toContain('<https://www.okx.com/account/my-api|');
    expect(JSON.stringify(how)).toContain(`\`${okx.publicId.example}\``);
    expect(buttons ? buttonsOf({ blocks: [buttons] })[0] : null).toMatchObject({
      id: 'confirm-deleted',
      label: 'I deleted it',
      style: 'danger',
      confirm: true,
    });
  });

  test('offers to ask for a baseline, with a warning, beside the deletion and not before it', () => {
    const shown = fine(incidentMessage(cardWith()));
    const order = ids(shown);
    expect(order.indexOf('ask-provider')).toBeGreaterThan(order.indexOf('confirm-deleted'));
    expect(JSON.stringify(shown)).toContain('sees one failed request');
    const without = cardWith({ proof: { ...cardWith().proof, canAsk: null } });
    expect(ids(incidentMessage(without))).not.toContain('ask-provider');
    // Saying that it is deleted has the provider asked, too.
    const caution = 'Still working? A call may fail.';
    expect(JSON.stringify(incidentMessage(cardWith({ askDisturbs: true })))).toContain(caution);
    expect(JSON.stringify(shown)).not.toContain(caution);
    const unasked = JSON.stringify(incidentMessage(cardWith({ ladder, askDisturbs: true })));
    expect(unasked).toContain('Then two people look and sign that it is gone.');
    expect(unasked).not.toMatch(/OKX is asked|A call may fail/);
  });

  test('shows Resolve only when nothing is missing, and else what is', () => {
    const open = fine(incidentMessage(deletedCard()));
    expect(ids(open)).not.toContain('resolve');
    expect(JSON.stringify(moreModal(deletedCard()))).toContain('12 steps are neither done nor skipped.');
    expect(ids(fine(incidentMessage(deletedCard({ openEnds: [], next: null }))))).toContain('resolve');
  });

  test('says where and when the key was still alive, and what to do then', () => {
    const verdict = {
      proof: 'alive',
      says: 'www.okx.com (live) still knows the key.',
      absents: 0,
      needed: 2,
      mayLag: false,
      nextAt: null,
    } as const;
    const last = {
      at: noon,
      host: 'www.okx.com',
      result: 'exists',
      reason: 'key known, passphrase refused',
    } as const;
    const proof = {
      verdict,
      known: true,
      last,
      notAsked: null,
      nextAt: noon,
      canAsk: { purpose: 'confirm', warning: 'w' },
    } as const;
    const { text } = fine(incidentMessage(deletedCard({ proof })));
    expect(text).toContain('The key is still alive. www.okx.com (live) still knows the key.');
    expect(text).toContain('at www.okx.com: key known, passphrase refused');
    expect(text).toContain('Wrong row, wrong account or wrong site.');
  });

  test.each([
    ['nobody can check', 'cannot_check', false, null, 'Two people sign that the key is gone'],
    ['it was never seen alive', 'unknown', false, noon, 'Two people sign that the key is gone'],
    ['an answer is to come', 'unknown', true, noon, 'Wait for the proof'],
    ['it is alive', 'alive', true, null, 'Wait for the proof'],
  ] as const)('with every step done, when %s, says what is next', (_what, proof, known, nextAt, says) => {
    const verdict = { proof, says: '', absents: 0, needed: 2, mayLag: false, nextAt: null } as const;
    const state = { ...cardWith().proof, verdict, known, nextAt, canAsk: null };
    expect(fine(incidentMessage(deletedCard({ next: null, proof: state }))).text).toContain(`Next: ${says}`);
  });

  test('shouts when the key came back', () => {
    const verdict = {
      proof: 'alive',
      says: 'www.okx.com (live) still knows the key.',
      absents: 0,
      needed: 2,
      mayLag: false,
      nextAt: null,
    } as const;
    const shown = fine(
      incidentMessage(cardWith({ reopenedAt: noon, proof: { ...cardWith().proof, verdict } })),
    );
    expect(JSON.stringify(shown.blocks[1])).toMatch(/the key is alive.*<@U0ANA>.*<@U0BEA>.*delete it again/);
  });

  test('says once that the key came back, with the answer that showed it', () => {
    const proof = {
      verdict: { proof: 'alive', says: 'It is there.', absents: 0, needed: 2, mayLag: false, nextAt: null },
      known: true,
      last: { at: noon, host: 'www.okx.com', result: 'exists', reason: 'passphrase refused' },
      notAsked: null,
      nextAt: null,
      canAsk: { purpose: 'confirm', warning: 'w' },
    } as const;
    const { text } = fine(incidentMessage(cardWith({ reopenedAt: noon, proof })));
    expect(text.match(/alive/g)).toHaveLength(1);
    expect(text.match(/It is there/g)).toHaveLength(1);
    expect(text).toContain('at www.okx.com: passphrase refused');
  });

  const proven = (facts: Partial<IncidentCard['proof']> = {}) =>
    deletedCard({
      proof: {
        ...cardWith().proof,
        verdict: { proof: 'dead', says: 'Dead.', absents: 2, needed: 2, mayLag: false, nextAt: null },
        known: true,
        canAsk: { purpose: 'confirm', warning: 'w' },
        ...facts,
      },
    });

  test('asks no responder to ask about a key proven dead: that goes on by itself, and More offers it', () => {
    const shown = fine(incidentMessage(proven({ nextAt: noon })));
    expect(ids(shown)).not.toContain('ask-provider');
    expect(shown.text).toMatch(/Nothing to do: OKX is asked again by itself/);
    expect(JSON.stringify(moreModal(proven()))).toContain('ask-provider');
    expect(JSON.stringify(moreModal(deletedCard()))).not.toContain('ask-provider');
  });

  test('waits for no answer where nobody asks, and offers no question', () => {
    const off = { ...cardWith().proof, notAsked: 'asking is off', canAsk: null, nextAt: noon };
    for (const card of [cardWith({ proof: off }), deletedCard({ proof: off })]) {
      const { text } = fine(incidentMessage(card));
      expect(text).toMatch(/Proof: there (is|will be) none: asking is off\. .*two people look and sign/);
      expect(text).not.toMatch(/asked next|is asked/);
    }
  });

  test('says "I deleted it" of the deletion, and "Done" of what is left to check after it', () => {
    const [deletion, ...more] = stepsFor(stripe, 'shop').filter(({ kind }) => kind === 'delete');
    const [check] = more;
    if (deletion === undefined || check === undefined) throw new Error('no second step');
    expect(ids(fine(incidentMessage(cardWith({ next: deletion }, stripe))))).toContain('confirm-deleted');
    const after = ids(fine(incidentMessage(deletedCard({ next: check }))));
    expect(after).not.toContain('confirm-deleted');
    expect(after).toContain('done-step');
  });

  describe('to whoever said yes', () => {
    const yes = (facts: Partial<IncidentCard>, provider = okx) =>
      fine(
        loginQuestionMessage({
          incident: cardWith({ logins: [login(cem, true)], ...facts }, provider),
          login: login(cem, true),
          lastResort: false,
        }),
      );

    test('names what stops the key first, with its button, above the deletion', () => {
      const shown = yes({}, aws);
      expect(shown.text).toMatch(/First: Deactivate the key.*\n.*Then: Delete the key at AWS/s);
      expect(ids(shown)).toEqual(expect.arrayContaining(['show-step', 'confirm-deleted']));
      const off = stepsFor(aws, 'ci').map((step) =>
        step.kind === 'disable' ? { ...step, state: 'done' as const } : step,
      );
      expect(yes({ steps: off }, aws).text).not.toContain('First:');
      expect(yes({}).text).not.toContain('First:');
    });

    test('says not to delete before services have another key, where that comes first', () => {
      const steps = inOrder(stepsFor(okx, 'prop-desk'), 'overlap');
      const [next = null] = steps;
      const shown = yes({ steps, next, order: 'overlap', because: 'Replace first: it only reads.' });
      expect(shown.text).toContain('Do not delete it yet. Replace first: it only reads.');
      expect(shown.text).toContain('First: Create the new key');
      expect(ids(shown)).not.toContain('confirm-deleted');
      const deletion = steps.find(({ kind }) => kind === 'delete') ?? null;
      expect(ids(yes({ steps, next: deletion, order: 'overlap' }))).toContain('confirm-deleted');
    });
  });

  const looked = (facts: Partial<IncidentCard> = {}, provider = okx) =>
    fine(incidentMessage(cardWith({ asksLogin: true, logins: [login(bea, null)], ...facts }, provider)));

  test('asks first who can log in, at the one site of the key, until somebody says yes', () => {
    const shown = looked();
    const [, question, answers] = shown.blocks;
    expect(JSON.stringify(question)).toMatch(
      /Can you log in at <https:\/\/www\.okx\.com\/account\/my-api\|www\.okx\.com> now, account prop-desk/,
    );
    expect(answers && buttonsOf({ blocks: [answers] })).toEqual([
      expect.objectContaining({ label: 'Yes, I delete it', style: 'primary' }),
      expect.objectContaining({ label: 'No' }),
      expect.objectContaining({ label: 'How to get in' }),
    ]);
    expect(shown.text).toContain('Asked: <@U0BEA> has not answered since');
    expect(shown.text).toContain('Then: Delete the key at OKX');
    // Who deleted it already need not say first that they can.
    expect(ids(shown)).toContain('confirm-deleted');
    expect(shown.text).not.toContain('Press Delete');
    const eea = stepsFor({ ...okx, regions: okx.regions.slice(1) }, 'prop-desk');
    expect(looked({ steps: eea }).text).toContain('<https://my.okx.com/account/my-api|my.okx.com>');
    const nowhere = stepsFor(okx, 'prop-desk').map((step) => ({ ...step, page: null }));
    expect(looked({ steps: nowhere }).text).toContain('Can you log in there now: OKX, ');
  });

  test('names who can log in and gives way to the step; the way in stays a press away', () => {
    const can = { logins: [login(bea, null), login(cem, true)] };
    const shown = fine(incidentMessage(cardWith(can)));
    expect(shown.text).toContain('<@U0CEM> can log in there.');
    expect(shown.text).not.toContain('Can you log in');
    expect(shown.text).toContain('Press Delete');
    expect(JSON.stringify(moreModal(cardWith(can)))).toContain('How to get in');
    expect(JSON.stringify(moreModal(deletedCard(can)))).not.toContain('How to get in');
  });

  test('says how to get in when nobody can', () => {
    const logins = [login(bea, false), login(cem, false), login(ana, false)];
    const { text } = looked({ logins, nobodyCanLogIn: true, breakGlass: 'Safe, envelope 4' });
    expect(text).toContain('Nobody could log in so far: <@U0BEA> cannot');
    expect(text).toContain('Break-glass procedure: Safe, envelope 4');
  });

  describe('says of the proof', () => {
    const answer = (result: 'exists' | 'absent' | 'inconclusive', reason = 'key known', at = noon) => ({
      at,
      host: 'www.okx.com',
      result,
      reason,
    });
    const proofOf = (
      proof: 'unknown' | 'alive' | 'dead',
      facts: Partial<IncidentCard['proof']> = {},
      says = '',
    ) => ({
      ...cardWith().proof,
      verdict: { proof, says, absents: 0, needed: 2, mayLag: false, nextAt: null } as const,
      canAsk: null,
      ...facts,
    });
    const textOf = (card: IncidentCard) => fine(incidentMessage(card)).text;
    const untouched = (proof: IncidentCard['proof']) => textOf(cardWith({ proof }));
    const gone = (proof: IncidentCard['proof']) => textOf(deletedCard({ proof }));
    const later = new Date(noon.getTime() + 60_000);

    test('before the deletion that an answer is what one wants, and nothing of being alive', () => {
      expect(untouched(cardWith().proof)).toMatch(
        /Before the deletion: OKX was not asked yet.*\n.*"gone" can be proven later/,
      );
      expect(untouched(proofOf('unknown', { nextAt: noon }))).toContain('OKX is asked <!date');
      const alive = untouched(proofOf('alive', { known: true, last: answer('exists') }));
      expect(alive).toContain('Before the deletion: the key answers, as it should (');
      expect(alive).toContain('After it, OKX is asked again.');
      expect(alive).not.toMatch(/still alive|Not proven/);
      const absent = untouched(
        proofOf('unknown', { last: answer('absent', 'OKX does not know this key here') }),
      );
      expect(absent).toContain('does not know this key here');
      expect(absent).toContain('Gone already, or a wrong id, region or environment');
      const busy = untouched(
        proofOf('unknown', { last: answer('inconclusive', 'OKX is busy'), nextAt: noon }),
      );
      expect(busy).toMatch(/Before the deletion: OKX is busy \(.*\n?.*OKX is asked/);
    });

    test('after the deletion what is missing, without an answer of before it', () => {
      const old = proofOf(
        'unknown',
        { known: true, last: answer('exists', 'old', new Date(0)) },
        'Not found 0 of 2.',
      );
      expect(gone(old)).toContain('Proof: Not proven yet. Not found 0 of 2.');
      expect(gone(old)).not.toContain('Last asked');
      const one = proofOf('unknown', {
        known: true,
        last: answer('absent', 'unknown', later),
        nextAt: later,
      });
      expect(gone(one)).toMatch(/Last asked .* at www\.okx\.com: unknown\.\nOKX is asked next/);
      expect(gone(proofOf('unknown', { last: answer('absent', 'unknown', later) }))).toContain(
        'two people have to sign at the end',
      );
      expect(gone(proofOf('dead', { known: true }))).toContain('Proof: The key is dead.');
    });

    test('that it is alive, where that is bad news, and only there', () => {
      const alive = proofOf('alive', { known: true, last: answer('exists', 'known', later) });
      expect(gone(alive)).toContain('Proof: The key is still alive.');
      const late = { ...alive, verdict: { ...alive.verdict, mayLag: true, says: 'Wait before you worry.' } };
      expect(gone(late)).toContain('Proof: Not proven yet. Wait before you worry.');
      expect(textOf(cardWith({ reopenedAt: noon, proof: alive }))).toContain('but the key is alive');
      const byHand = { by: ana, reason: 'It answered.' };
      const opened = cardWith({ reopenedAt: noon, reopening: byHand, proof: alive });
      expect(textOf(opened)).toContain('The key is still alive');
      expect(textOf(cardWith({ state: 'false_alarm', proof: alive }))).toContain('the key stays in use');
    });
  });

  test('asks a second person to confirm, and says who asked', () => {
    const wish = {
      reason: 'Row gone',
      requestedBy: ana,
      requestedAt: noon,
      confirmedBy: null,
      confirmedAt: null,
      aloneBecause: null,
    };
    const shown = fine(incidentMessage(deletedCard({ override: wish, falseAlarm: wish })));
    expect(ids(shown)).toEqual(
      expect.arrayContaining(['confirm-override', 'confirm-false-alarm', 'withdraw-wish']),
    );
    expect(shown.text).toContain('was asked for by <@U0ANA>: Row gone');
  });

  test.each(['resolved', 'false_alarm'] as const)('once %s has no step buttons', (state) => {
    const wish = {
      reason: 'Test key',
      requestedBy: ana,
      requestedAt: noon,
      confirmedBy: bea,
      confirmedAt: noon,
      aloneBecause: null,
    };
    const proof = { ...cardWith().proof, canAsk: null };
    const ended = deletedCard({ state, falseAlarm: wish, endedBy: bea, endedAt: noon, proof, moves: [] });
    const shown = fine(incidentMessage(ended));
    expect(ids(shown)).toEqual(['review', 'add-follow-up', 'get-report']);
    expect(shown.text).toContain(
      state === 'resolved' ? 'Resolved by <@U0BEA>' : 'Closed as a false alarm by <@U0BEA>',
    );
  });

  test('says of a step why nobody has to do it any more', () => {
    const card = deletedCard();
    const steps = card.steps.map((step) =>
      step.kind === 'contain' ? { ...step, passedBy: 'not needed: the key is deleted' } : step,
    );
    const says = /– If Edit is offered: [^\n]*(\(|\\n|: )not needed: the key is deleted/;
    expect(fine(incidentMessage({ ...card, steps })).text).toMatch(says);
    expect(fine(incidentMessage({ ...card, steps, state: 'resolved' })).text).toMatch(says);
    expect(JSON.stringify(stepsModal({ ...card, steps }))).toMatch(says);
  });

  test('of a drill says so everywhere and asks no provider', () => {
    const shown = fine(
      incidentMessage(cardWith({ drill: true, proof: { ...cardWith().proof, canAsk: null } })),
    );
    expect(shown.text).toContain('DRILL #7');
    expect(shown.text).toContain('this is practice');
    expect(buttonsOf(shown)[0]?.label).toBe('I would have deleted it');
  });

  test('of a drill never reads as an order to delete', () => {
    const card = cardWith({ drill: true });
    for (const step of card.steps.filter(({ kind }) => ['contain', 'delete', 'hunt'].includes(kind)))
      expect(JSON.stringify(stepModal(card, step))).toContain('look, but change nothing');
    const tell = card.steps.find(({ kind }) => kind === 'tell');
    if (tell !== undefined) expect(JSON.stringify(stepModal(card, tell))).toContain('say that it is a drill');
    const question = loginQuestionMessage({
      incident: card,
      login: login(bea, null),
      lastResort: false,
    } as never);
    const answer = declaredMessage(card, { joined: false });
    for (const message of [question, answer]) {
      expect(fine(message).text).toMatch(/^DRILL[\s\S]*nothing happens to the key/);
      expect(buttonsOf(message)[0]?.label).toBe('Yes, I practise it');
    }
  });

  test('says of an answer from before it was switched off that it is outdated', () => {
    const at = new Date(noon.getTime() + 60_000);
    const last = { at: noon, host: 'sts.amazonaws.com', result: 'exists' as const, reason: 'known' };
    const verdict = { proof: 'alive' as const, says: 'It still knows the key.' };
    const proof = { ...cardWith().proof, known: true, last, verdict } as IncidentCard['proof'];
    const card = cardWith({ proof }, aws);
    expect(fine(incidentMessage(card)).text).toContain('the key answers, as it should');
    const off = card.steps.map((step) =>
      step.id === 'deactivate-key' ? { ...step, state: 'done' as const, who: bea, at } : step,
    );
    const { text } = fine(incidentMessage({ ...card, steps: off }));
    expect(text).toContain('then it was switched off');
    expect(text).not.toContain('alive');
  });

  test.each(providers.map((provider) => [provider.name, provider] as const))(
    'of %s fits into Slack',
    (_name, provider) => {
      const card = cardWith({}, provider);
      fine(incidentMessage(card));
      for (const step of card.steps) expect(checkView(stepModal(card, step))).toEqual([]);
      for (const view of [stepsModal(card), moreModal(card)]) expect(checkView(view)).toEqual([]);
    },
  );

  test.each(
    providers.filter((each) => issuerOf(each) !== each.name).map((each) => [each.name, each] as const),
  )(
    'of a %s says in its sentences who issued it, and the kind of key in its title alone',
    (name, provider) => {
      const open = cardWith({}, provider);
      const deleted = { times: { ...open.times, deleted: noon } };
      const last = { at: noon, host: 'example.org', result: 'exists', reason: 'it answers' } as const;
      const asked = { ...open.proof, last, nextAt: noon };
      const cards = [
        open,
        ...[null, asked].map((proof) => cardWith({ ...(proof === null ? deleted : { proof }) }, provider)),
        cardWith({ ...deleted, proof: asked }, provider),
        cardWith({ ...deleted, drill: true }, provider),
        cardWith({ asksLogin: true, steps: open.steps.map((step) => ({ ...step, page: null })) }, provider),
      ];
      const said = [
        ...cards.map(incidentMessage),
        howToGetInMessage(open),
        reopenedMessage({ incident: cardWith({ reopenedAt: noon }, provider), reader: ana }),
      ].flatMap(({ blocks }) => blocks.filter(({ type }) => type !== 'header'));
      expect(JSON.stringify(said)).not.toContain(name);
      expect(JSON.stringify(said)).toContain(issuerOf(provider));
    },
  );

  test('holds with hostile and endless texts, many services and many people', () => {
    const notices = Array.from({ length: 80 }, (_, n) =>
      notice(n + 1, `${n} ${hostile}`, n % 3 === 0 ? bea : null),
    );
    const logins = Array.from({ length: 30 }, () => login(bea, false));
    const steps = stepsFor(okx, hostile).map((step, n) =>
      n % 2 === 0 ? { ...step, ...done, note: hostile } : step,
    );
    const wish = {
      reason: hostile,
      requestedBy: ana,
      requestedAt: noon,
      confirmedBy: null,
      confirmedAt: null,
      aloneBecause: null,
    };
    const facts = {
      notices,
      logins,
      steps,
      nobodyCanLogIn: true,
      breakGlass: hostile,
      because: hostile,
      override: wish,
      falseAlarm: wish,
    };
    for (const state of ['open', 'resolved', 'false_alarm'] as const) {
      for (const asksLogin of [true, false])
        fine(incidentMessage(cardWith({ ...facts, asksLogin, state }, okx, hostile)));
    }
    const card = cardWith(facts, okx, hostile);
    for (const step of card.steps) expect(checkView(stepModal(card, step))).toEqual([]);
  });
});

describe('the login question', () => {
  const ask = (canLogIn: boolean | null, facts: Partial<IncidentCard> = {}, lastResort = false) =>
    fine(loginQuestionMessage({ incident: cardWith(facts), login: login(bea, canLogIn), lastResort }));

  test('is answered by one click, yes or no', () => {
    const shown = ask(null);
    expect(ids(shown)).toEqual(['can-log-in', 'cannot-log-in', 'how-to-get-in']);
    expect(shown.text).toContain('|www.okx.com> now, account prop-desk');
  });

  test('becomes the delete step after a yes, wherever the answer was given', () => {
    const shown = ask(true);
    expect(shown.text).toContain('Delete the key at OKX');
    expect(ids(shown)[0]).toBe('confirm-deleted');
  });

  test('tells a lead why they are asked', () => {
    expect(ask(null, {}, true).text).toContain('You are asked as lead or deputy.');
  });

  test('has nothing left to press once the key is deleted or the incident is over', () => {
    expect(ids(ask(true, { times: { ...cardWith().times, deleted: noon } }))).toEqual([]);
    expect(ids(ask(null, { state: 'resolved' }))).toEqual([]);
  });

  test('after a no says who was asked instead, or how to get in when nobody is left', () => {
    expect(ask(false, { logins: [login(bea, false), login(cem, null)] }).text).toContain(
      'Asked instead: <@U0CEM>',
    );
    expect(ask(false, { logins: [login(bea, false)], breakGlass: hostile }).text).toContain(
      'nobody else is left',
    );
  });
});

test('the way in names the procedure and the people, and warns of links', () => {
  const { text } = fine(howToGetInMessage(cardWith({ breakGlass: 'Safe, envelope 4' })));
  expect(text).toMatch(/Safe, envelope 4[\s\S]*<@U0BEA>[\s\S]*Never log in through a link/);
});

test('the notice to an owner has one button until it is acknowledged', () => {
  const card: ServiceNoticeCard = {
    incident: 7 as IncidentRef,
    number: 7,
    label: hostile,
    providerName: 'OKX',
    drill: false,
    open: true,
    notice: notice(1, hostile, null),
    deletedAt: null,
  };
  expect(ids(fine(serviceNoticeMessage(card)))).toEqual(['acknowledge', 'off-leaked-key']);
  const known = notice(1, hostile, cem);
  expect(ids(fine(serviceNoticeMessage({ ...card, notice: known })))).toEqual(['off-leaked-key']);
  const off = { ...known, switchedBy: bea, switchedAt: noon };
  expect(ids(fine(serviceNoticeMessage({ ...card, notice: off })))).toEqual([]);
  expect(fine(serviceNoticeMessage({ ...card, notice: off })).text).toContain('took it off the key');
  expect(fine(serviceNoticeMessage({ ...card, drill: true })).text).toContain('Practice.');
});

describe('answers', () => {
  test('right after the report the first thing to do is shown', () => {
    const shown = fine(declaredMessage(cardWith({}, okx, hostile), { joined: false }));
    expect(shown.text).toContain('Can you log in at <https://www.okx.com/account/my-api|www.okx.com> now');
    expect(ids(shown)).toContain('can-log-in');
    expect(ids(fine(declaredMessage(cardWith(), { joined: true, plain: true })))).toEqual([]);
  });

  test('whoever was second reads who was first and when', () => {
    const taken = new StepTaken('already_done', 'This step is already done.', 'Go on.', {
      by: bea,
      at: noon,
    });
    expect(fine(takenMessage(taken)).text).toMatch(/already done\.\n<@U0BEA>, <!date\^/);
  });

  test('a list of incidents keeps to what fits', () => {
    const row = {
      id: 7 as IncidentRef,
      number: 7,
      label: hostile,
      providerName: 'OKX',
      drill: false,
      tier: 1 as const,
      abuseSeen: true,
      reportedAt: noon,
      lead: ana,
    };
    const shown = fine(
      incidentListMessage(
        Array.from({ length: 15 }, () => row),
        40,
        '/key',
      ),
    );
    expect(shown.text).toContain('40 open incidents');
    expect(fine(incidentListMessage([], 0, '/key')).text).toContain('No incident is open.');
    fine(askedInsteadMessage([cem, ana]));
    fine(askedInsteadMessage([]));
  });

  test.each(providers.map(({ name }) => name))('without the database the steps of %s are shown', (name) => {
    const reply = playbookOffline([name.toLowerCase()]);
    const shown = reply.do === 'tell' ? fine(reply.message) : null;
    expect(JSON.stringify(shown)).toContain('Nothing was recorded and nobody was told');
    expect(JSON.stringify(shown)).not.toMatch(/\{(keyId|label|account|page)\}/);
  });

  test('forms fit into Slack', () => {
    const card = cardWith({}, okx, hostile);
    for (const view of [
      reportLeakModal({ drill: false, channel: 'C1', note: hostile }),
      reportLeakModal({ drill: true, channel: null }),
      overrideModal(card),
      falseAlarmModal(card),
      falseAlarmModal({ ...card, tier: 2 }),
    ]) {
      expect(checkView(view)).toEqual([]);
    }
  });

  test('a false alarm says beforehand whether it takes a second person', () => {
    for (const tier of [1, 2, 3] as const) {
      for (const abuseSeen of [true, false]) {
        const card = cardWith({ tier, abuseSeen });
        const takesTwo = tier === 1 || abuseSeen;
        expect(falseAlarmModal(card).submit?.text).toBe(takesTwo ? 'Ask for it' : 'Close it');
        expect(JSON.stringify(moreModal(card)).includes('a second person confirms')).toBe(takesTwo);
      }
    }
  });
});

describe('people', () => {
  const wish = (facts: object = {}) => ({
    reason: hostile,
    requestedBy: ana,
    requestedAt: noon,
    confirmedBy: null,
    confirmedAt: null,
    aloneBecause: null,
    ...facts,
  });
  const alone = wish({ confirmedBy: ana, confirmedAt: noon, aloneBecause: hostile });
  const crowd = Array.from({ length: 40 }, (_, nth) => `U0HELPER${nth}` as PersonId);
  const nasty = (facts: Partial<IncidentCard> = {}) => cardWith({ because: hostile, ...facts }, okx, hostile);

  test('the card says who leads, keeps the record and helps, in one line however many they are', () => {
    const { text } = fine(incidentMessage(cardWith({ scribe: bea, responders: [ana, ...crowd] })));
    expect(text).toMatch(/Lead: <@U0ANA>; record: <@U0BEA>; helping: <@U0HELPER0>.* and 34 more/);
    expect(text).not.toMatch(/helping: <@U0ANA>/);
  });

  test('what people can become is a press away from the card; a deed about the order says the other order', () => {
    expect(ids(incidentMessage(cardWith()))).not.toContain('people');
    expect(JSON.stringify(moreModal(cardWith()))).toContain('"text":"People"');
    const shown = fine(peopleMessage(nasty({ scribe: bea, responders: crowd })));
    expect(buttonsOf(shown)).toEqual([
      expect.objectContaining({ label: 'I am helping', style: 'primary' }),
      expect.objectContaining({ label: 'Take the lead', confirm: true }),
      expect.objectContaining({ label: 'I keep the record', confirm: true }),
      expect.objectContaining({ label: 'Replace first instead' }),
    ]);
    expect(buttonsOf(peopleMessage(cardWith({ order: 'overlap' }))).at(-1)?.label).toBe('Kill first instead');
    expect(ids(fine(peopleMessage(nasty({ state: 'resolved' }))))).toEqual([]);
  });

  test('one who waits for a second person can go on alone, and nobody else is offered it', () => {
    const more = (facts: Partial<IncidentCard>) => JSON.stringify(moreModal(nasty(facts)));
    expect(more({ override: wish() })).toContain('Nobody else is here');
    expect(more({ falseAlarm: wish() })).toContain('Nobody else is here');
    for (const facts of [{}, { override: alone }, { falseAlarm: wish(), state: 'resolved' as const }])
      expect(more(facts)).not.toContain('Nobody else is here');
    const card = nasty({ override: alone });
    expect(JSON.stringify(fine(incidentMessage(card)).blocks)).toContain('Break-glass:* confirmed alone');
    expect(JSON.stringify(reviewModal(card))).toContain('Break-glass:* <@U0ANA> decided alone');
    expect(JSON.stringify(reviewModal(nasty()))).not.toContain('Break-glass');
  });

  test('who is told that it is open again reads why and what to do, whatever people wrote', () => {
    const reopening = { by: cem, reason: hostile };
    const notices = Array.from({ length: 9 }, (_, n) => ({
      service: n as ServiceRef,
      name: hostile,
      owner: bea,
      toldAt: noon,
      acknowledgedBy: null,
      acknowledgedAt: null,
      switchedBy: null,
      switchedAt: null,
      chases: 0,
      chasedAt: null,
    }));
    const facts = { reopening, reopenedAt: noon, notices, account: hostile, drill: true };
    for (const reader of [null, ana, bea]) {
      const shown = fine(reopenedMessage({ incident: nasty(facts), reader }));
      expect(shown.text).toContain('<@U0CEM> opened it again');
      expect(shown.text).toContain('Practice. Answer as you would');
      expect(ids(shown)).toEqual(['show-incident']);
    }
    const owner = fine(reopenedMessage({ incident: nasty(facts), reader: bea }));
    expect(owner.text).toContain('and 4 more must not use this key');
    const over = fine(reopenedMessage({ incident: nasty({ ...facts, state: 'resolved' }), reader: bea }));
    expect(over.text).toContain('Nothing is left to do here');
  });

  test('messages about people fit and say who; what is over keeps no button', () => {
    const what = ['abuse', 'order', 'lead', 'override_alone', 'false_alarm_alone'] as const;
    for (const each of what) {
      const incident = nasty({ override: alone, falseAlarm: alone });
      expect(fine(loudMessage({ incident, what: each, by: bea })).text).toContain('<@U0BEA>');
    }
    const step = { ...stepsFor(okx, hostile)[0], state: 'claimed', who: cem } as CardStep;
    const handed = { incident: nasty(), step, to: cem, by: bea };
    expect(fine(handedMessage(handed)).text).toContain('<@U0BEA> gave you a step');
    expect(ids(handedMessage(handed)).length).toBeGreaterThan(0);
    expect(ids(fine(handedMessage({ ...handed, step: { ...step, who: bea } })))).toEqual([]);
    for (const second of ['override', 'false_alarm'] as const) {
      const asked = nasty({ override: wish(), falseAlarm: wish() });
      expect(
        buttonsOf(fine(secondPersonMessage({ incident: asked, what: second, askedAt: null, end: null })))[0],
      ).toMatchObject({
        label: 'Confirm',
        style: 'danger',
        confirm: true,
      });
      const over = [
        nasty(),
        nasty({ override: alone, falseAlarm: alone }),
        { ...asked, state: 'resolved' as const },
      ];
      for (const incident of over)
        expect(ids(fine(secondPersonMessage({ incident, what: second, askedAt: null, end: null })))).toEqual([
          'show-incident',
        ]);
      // A message about a wish that ended does not offer to agree to the one that came after it.
      for (const because of ['withdrawn', 'abuse', 'alive', 'reopened'] as const) {
        const end = { because, askedBy: ana, by: because === 'alive' ? null : cem, at: noon };
        const shown = fine(secondPersonMessage({ incident: asked, what: second, askedAt: 1, end }));
        expect(ids(shown)).toEqual(['show-incident']);
        if (because === 'withdrawn') expect(shown.text).toContain('Withdrawn by <@U0CEM>');
        expect(fine(lapsedMessage({ incident: asked, what: second, end })).text).toContain('<@U0ANA> asked');
      }
    }
  });

  test('their forms fit into Slack, and a step that can be handed over asks to whom', () => {
    const step = { ...stepsFor(okx, hostile)[0], moves: ['claim', 'hand_over'] } as CardStep;
    const views = [
      orderModal(nasty()),
      orderModal(nasty({ order: 'overlap' })),
      aloneModal(nasty(), 'override'),
      aloneModal(nasty({ tier: 3 }), 'false_alarm'),
      reviewModal(nasty({ override: alone, falseAlarm: alone })),
      moreModal(nasty({ override: wish(), falseAlarm: wish() })),
      stepModal(nasty(), step),
    ];
    for (const view of views) expect(checkView(view)).toEqual([]);
    expect(JSON.stringify(aloneModal(nasty({ tier: 3 }), 'false_alarm'))).toContain('30 minutes');
    expect(JSON.stringify(stepModal(nasty(), step))).toContain('Who takes it?');
    expect(JSON.stringify(stepModal(nasty(), { ...step, moves: ['undo'] }))).not.toContain('Who takes it?');
  });
});
