import { waitsOf } from '../domain/chase.ts';
import { isHarmless } from '../domain/exposure.ts';
import { allowedIncidentMoves, allowedStepMoves } from '../domain/incident-allowed.ts';
import {
  type Incident,
  type IncidentMove,
  nextStep,
  openEnds,
  type StepMove,
} from '../domain/incident-state.ts';
import type { FrozenStep } from '../domain/playbook.ts';
import { knownPlaces, type Observation, type Verdict } from '../domain/proof.ts';
import { issuerOf } from '../domain/provider.ts';
import type { Cause } from '../domain/review.ts';
import { passedBy } from '../domain/step-worth.ts';
import { type IncidentRef, type KeyRef, type PersonId, personId } from '../domain/words.ts';
import { verdictFrom } from '../proof/verdict-of.ts';
import { findProvider } from '../providers/index.ts';
import { accountById, holdersOf } from '../store/accounts.ts';
import type { Scope } from '../store/database.ts';
import { deletedAt, provenSince } from '../store/incident-as-seen.ts';
import { type FollowUp, followUpsOf } from '../store/incident-end.ts';
import type { LoginRow, NoticeRow, StoredIncident } from '../store/incidents.ts';
import { type Question, questionsOf } from '../store/proofs.ts';
import { type KeyNearby, leakedIn } from '../store/siblings.ts';
import { type Around, aroundOf } from './around-card.ts';
import { notAsked, questionFor } from './ask-now.ts';
import { type AtWork, lookAt } from './at-work.ts';
import { type LadderCard, ladderCard } from './ladder-card.ts';

/** A step with what became of it and what may be done to it. Frozen sentences, as the responders work by them. */
export interface CardStep extends FrozenStep {
  readonly state: 'open' | 'claimed' | 'done' | 'skipped';
  readonly who: PersonId | null;
  readonly at: Date | null;
  readonly note: string | null;
  /** Why nobody has to do it any more; `null` while it is worth doing. */
  readonly passedBy: string | null;
  /** What somebody may do: anyone, or whoever holds it. The click itself is checked again. */
  readonly moves: readonly StepMove['kind'][];
}

export interface ProofState {
  readonly verdict: Verdict;
  /** The provider once said that it knows the key: death can be proven. */
  readonly known: boolean;
  readonly last: Pick<Observation, 'at' | 'host' | 'result' | 'reason'> | null;
  /** Why nobody asks from here; `null` where the provider is asked. */
  readonly notAsked: string | null;
  /** When the provider is asked next; `null` when nothing is planned. */
  readonly nextAt: Date | null;
  /** A question that may be asked now by a click, with what the provider learns by it. */
  readonly canAsk: { readonly purpose: 'baseline' | 'confirm'; readonly warning: string } | null;
}

/** All that the live card of an incident shows. */
export interface IncidentCard {
  readonly id: IncidentRef;
  readonly key: KeyRef;
  readonly number: number;
  readonly state: Incident['state'];
  readonly drill: boolean;
  readonly tier: Incident['tier'];
  readonly harmless: boolean;
  readonly label: string;
  readonly keyId: string;
  readonly publicIdName: string;
  readonly providerName: string;
  /** Who issued it, in sentences. */
  readonly issuer: string;
  /** Asking the provider may disturb a key that still works. */
  readonly askDisturbs: boolean;
  readonly account: string;
  readonly because: string;
  readonly abuseSeen: boolean;
  readonly lead: PersonId;
  readonly scribe: PersonId | null;
  readonly responders: readonly PersonId[];
  readonly order: Incident['order'];
  readonly reportedBy: PersonId;
  readonly reportedAt: Date;
  readonly reopenedAt: Date | null;
  /** Who opened it again and why; `null` when a provider's answer did. */
  readonly reopening: Incident['reopening'];
  /** The first step that a person can still do; `null` when none is left. */
  readonly next: CardStep | null;
  readonly steps: readonly CardStep[];
  readonly proof: ProofState;
  /** What stands in for a proof; `null` where the provider can be asked, and in a drill. */
  readonly ladder: LadderCard | null;
  readonly logins: readonly LoginRow[];
  readonly holders: readonly PersonId[];
  /** Nobody said yes and nobody has the deletion in hand: the login is what is asked first. */
  readonly asksLogin: boolean;
  /** Everybody who could be asked said no. */
  readonly nobodyCanLogIn: boolean;
  readonly breakGlass: string | null;
  readonly notices: readonly NoticeRow[];
  /** Empty when it may be resolved. */
  readonly openEnds: readonly string[];
  /** What some full member may do to the incident as a whole. */
  readonly moves: readonly IncidentMove['kind'][];
  readonly override: Incident['override'];
  readonly falseAlarm: Incident['falseAlarm'];
  readonly endedBy: PersonId | null;
  readonly endedAt: Date | null;
  readonly times: Times;
  /** What let it happen; `null` until somebody reviewed it. */
  readonly review: {
    readonly cause: Cause;
    readonly says: string;
    readonly by: PersonId | null;
    readonly at: Date | null;
  } | null;
  readonly followUps: readonly FollowUp[];
  readonly around: Around;
}

/** The moments that an incident is measured by. */
export interface Times {
  readonly claimed: Date | null;
  /** The first thing that stopped or narrowed it; the deletion when nothing did before. */
  readonly contained: Date | null;
  readonly deleted: Date | null;
  readonly proven: Date | null;
  readonly acknowledged: Date | null;
  /** When the last service was off the key. */
  readonly switched: Date | null;
}

/** Stands for any full member: a card is drawn once for all who read it. */
const ANYONE = { id: personId('ANYONE'), role: 'member' } as const;

export async function incidentCard(scope: Scope, id: IncidentRef): Promise<IncidentCard | null> {
  const [at, leaked] = await Promise.all([lookAt(scope, id), leakedIn(scope, id)]);
  return at === null || leaked === null ? null : cardOf(scope, at, leaked);
}

async function cardOf(scope: Scope, at: AtWork, leaked: KeyNearby): Promise<IncidentCard> {
  const { stored, state, key } = at;
  const provider = findProvider(key.provider);
  const [account, holders, questions, followUps, around] = await Promise.all([
    accountById(scope, key.account),
    holdersOf(scope, key.account),
    questionsOf(scope, key.id),
    followUpsOf(scope, stored.id),
    aroundOf(scope, stored, leaked),
  ]);
  const ladder = ladderCard(state, key);
  const steps = stored.steps.map((step) => signedBy(ladder, cardStep(state, step)));
  const next = nextStep(state);
  return {
    id: stored.id,
    key: key.id,
    number: stored.number,
    state: stored.state,
    drill: stored.drill,
    tier: stored.tier,
    harmless: isHarmless(provider, key.environment),
    label: key.label,
    keyId: key.keyId,
    publicIdName: provider.publicId.label,
    providerName: provider.name,
    issuer: issuerOf(provider),
    askDisturbs: provider.probe?.mayDisturb ?? false,
    account: key.accountName,
    because: stored.orderBecause,
    abuseSeen: stored.abuseSeen,
    lead: stored.lead,
    scribe: stored.scribe,
    responders: stored.responders,
    order: stored.order,
    reportedBy: stored.reportedBy,
    reportedAt: stored.reportedAt,
    reopenedAt: stored.reopenedAt,
    reopening: state.reopening,
    next: steps.find((step) => step.id === next?.id) ?? provenByHand(steps),
    steps,
    proof: proofState(at, questions),
    ladder,
    logins: stored.logins,
    holders,
    asksLogin: waitsOf(stored).some(({ about }) => about.kind === 'login'),
    nobodyCanLogIn: nobodyCan(stored),
    breakGlass: account?.breakGlass ?? null,
    notices: stored.notices,
    openEnds: openEnds(state),
    moves: allowedIncidentMoves(state, ANYONE),
    override: state.override,
    falseAlarm: state.falseAlarm,
    endedBy: stored.endedBy,
    endedAt: stored.endedAt,
    times: timesOf(stored),
    review: reviewOf(stored),
    followUps,
    around,
  };
}

const reviewOf = ({ cause, causeSays, reviewedBy, reviewedAt }: StoredIncident): IncidentCard['review'] =>
  cause === null ? null : { cause, says: causeSays ?? '', by: reviewedBy, at: reviewedAt };

/** The proof of a drill, which is ticked by hand once everything else is done. */
const provenByHand = (steps: readonly CardStep[]): CardStep | null =>
  steps.find(({ kind, moves }) => kind === 'prove' && moves.includes('done')) ?? null;

function cardStep(state: Incident, row: StoredIncident['steps'][number]): CardStep {
  const step = state.steps.find(({ id }) => id === row.step);
  const readers = [ANYONE, ...(row.by === null ? [] : [{ id: row.by, role: 'member' as const }])];
  const moves = new Set(readers.flatMap((reader) => (step ? allowedStepMoves(state, step, reader) : [])));
  const byHand = state.drill && row.frozen.kind === 'prove' && state.state === 'open' && row.state === 'open';
  return {
    ...row.frozen,
    state: row.state,
    who: row.by,
    at: row.at,
    note: row.note,
    passedBy: passedBy({ ...row.frozen, state: row.state }, state.steps),
    moves: byHand ? ['done'] : [...moves],
  };
}

/** Where nothing can be proven, the step is over when two people have signed; what they said stands beside it. */
function signedBy(ladder: LadderCard | null, step: CardStep): CardStep {
  const last = ladder?.words.findLast(({ saw }) => saw === 'gone');
  if (step.kind !== 'prove' || ladder?.belief.signed !== true || last === undefined) return step;
  return {
    ...step,
    state: 'done',
    who: last.person,
    at: last.at,
    note: 'Two people signed. This is no proof.',
  };
}

function proofState(at: AtWork, questions: readonly Question[]): ProofState {
  const { stored, key, seen } = at;
  const waiting = questions.find(({ answeredAt }) => answeredAt === null);
  return {
    verdict: verdictFrom(key, seen, provenSince(stored)),
    known: knownPlaces(seen).length > 0,
    last: seen.at(-1) ?? null,
    notAsked: notAsked(seen),
    nextAt: waiting?.dueAt ?? null,
    canAsk: questionFor(at),
  };
}

const nobodyCan = ({ logins }: StoredIncident): boolean =>
  logins.length > 0 && logins.every(({ canLogIn }) => canLogIn === false);

export function timesOf(stored: StoredIncident): Times {
  const ofKind = (kind: FrozenStep['kind']) => stored.steps.filter(({ frozen }) => frozen.kind === kind);
  const moments = (all: readonly (Date | null)[]) =>
    all.flatMap((each) => (each === null ? [] : [each.getTime()]));
  const first = (all: readonly (Date | null)[]) =>
    moments(all).length === 0 ? null : new Date(Math.min(...moments(all)));
  const last = (all: readonly (Date | null)[]) =>
    all.length === 0 || all.includes(null) ? null : new Date(Math.max(...moments(all)));
  return {
    claimed: first(stored.steps.map(({ claimedAt, at }) => claimedAt ?? at)),
    contained: first([
      deletedAt(stored),
      ...[...ofKind('contain'), ...ofKind('disable')].map(({ state, at }) => (state === 'done' ? at : null)),
    ]),
    deleted: deletedAt(stored),
    proven: first(ofKind('prove').map(({ state, at }) => (state === 'done' ? at : null))),
    acknowledged: last(stored.notices.map(({ acknowledgedAt }) => acknowledgedAt)),
    switched: last(stored.notices.map(({ switchedAt }) => switchedAt)),
  };
}
