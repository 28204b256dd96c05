/** An incident as data: what has been said and done, by whom and when. */
import { type Attestation, type Belief, beliefFrom } from './attestation.ts';
import type { Order } from './playbook.ts';
import type { StepKind, StepRole } from './provider.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { isSettled, isStopgap, passedBy } from './step-worth.ts';
import type { PersonId, Proof, Role, ServiceRef, Tier } from './words.ts';

export type StepState = 'open' | 'claimed' | 'done' | 'skipped';

export interface IncidentStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly role?: StepRole | undefined;
  readonly state: StepState;
  /** Who claimed, did or skipped it; `null` while open, and when a verdict did it. */
  readonly by: PersonId | null;
  readonly at: Date | null;
  /** When it was claimed before it was settled; kept for the incident's times. */
  readonly claimedAt: Date | null;
  /** Evidence of a done step, reason of a skipped one. */
  readonly note: string | null;
}

/** "Can you log in there?", the latest answer of each person. */
export interface LoginAnswer {
  readonly person: PersonId;
  readonly can: boolean;
  readonly at: Date;
}

export interface ServiceNotice {
  readonly service: ServiceRef;
  readonly owner: PersonId | null;
  /** The owner kept silent and others were called: any of them may answer. */
  readonly chased: boolean;
  readonly acknowledgedBy: PersonId | null;
  readonly acknowledgedAt: Date | null;
  /** It runs on a new key, or without one. */
  readonly switchedBy: PersonId | null;
  readonly switchedAt: Date | null;
}

/** What one person asks for and a different one confirms. */
export interface Asked {
  readonly reason: string;
  readonly requestedBy: PersonId;
  readonly requestedAt: Date;
  readonly confirmedBy: PersonId | null;
  readonly confirmedAt: Date | null;
  /** Break-glass: why one person had to be enough, so that they confirmed it themselves. */
  readonly aloneBecause: string | null;
}

export interface Incident {
  readonly state: 'open' | 'resolved' | 'false_alarm';
  readonly tier: Tier;
  /** Somebody saw the key being misused. */
  readonly abuseSeen: boolean;
  readonly drill: boolean;
  readonly reportedAt: Date;
  readonly order: Order;
  /** Why this order: the playbook's reason, or the lead's. */
  readonly orderBecause: string;
  /** Who commands it. */
  readonly lead: PersonId;
  /** Who keeps the record, so that the lead need not. */
  readonly scribe: PersonId | null;
  /** Who works on it, by their own word or by what they did; in the order in which they came. */
  readonly responders: readonly PersonId[];
  readonly steps: readonly IncidentStep[];
  readonly logins: readonly LoginAnswer[];
  readonly services: readonly ServiceNotice[];
  readonly proof: Proof;
  /** Resolving without proof of death. */
  readonly override: Asked | null;
  readonly falseAlarm: Asked | null;
  /** People's words where nothing can be proven, oldest first. */
  readonly attestations: readonly Attestation[];
  readonly endedBy: PersonId | null;
  readonly endedAt: Date | null;
  /** When it last came back: the key was seen alive after its deletion, or a person opened it again. */
  readonly reopenedAt: Date | null;
  /** Who opened it again and why; `null` when a provider's answer did. */
  readonly reopening: { readonly by: PersonId; readonly reason: string } | null;
}

export interface Responder {
  readonly id: PersonId;
  readonly role: Role;
}

/** Moves that concern the incident as a whole. */
export type IncidentMove =
  | { readonly kind: 'answer_login'; readonly can: boolean }
  | { readonly kind: 'order'; readonly order: Order; readonly reason: string }
  | { readonly kind: 'request_override'; readonly reason: string }
  /** `of` is when the wish was made that the button was drawn for, in milliseconds; older buttons do not say. */
  | { readonly kind: 'confirm_override' | 'confirm_false_alarm'; readonly of?: number | null }
  | { readonly kind: 'withdraw_override' | 'withdraw_false_alarm'; readonly of: number | null }
  | { readonly kind: 'override_alone'; readonly reason: string }
  | { readonly kind: 'false_alarm_alone'; readonly reason: string }
  /** `from` is who had it when the button was drawn. */
  | { readonly kind: 'take_lead'; readonly from: PersonId }
  | { readonly kind: 'take_scribe'; readonly from: PersonId | null }
  | { readonly kind: 'join' }
  | { readonly kind: 'false_alarm'; readonly reason: string }
  | ({ readonly kind: 'attest' } & Pick<Attestation, 'rung' | 'saw' | 'looked'>)
  | { readonly kind: 'reopen'; readonly reason: string }
  | { readonly kind: 'resolve' };

export type StepMove =
  | { readonly kind: 'claim'; readonly step: string }
  | { readonly kind: 'unclaim'; readonly step: string }
  /** `from` is who held it when the form was drawn; `null` when nobody did. */
  | {
      readonly kind: 'hand_over';
      readonly step: string;
      readonly to: PersonId;
      readonly from: PersonId | null;
    }
  | { readonly kind: 'done'; readonly step: string; readonly evidence: string }
  | { readonly kind: 'skip'; readonly step: string; readonly reason: string }
  | { readonly kind: 'undo'; readonly step: string };

export type ServiceMove = { readonly kind: 'acknowledge' | 'service_switched'; readonly service: ServiceRef };

export type Move = IncidentMove | StepMove | ServiceMove;

/** Somebody was first. Who and when are data, so that the reader sees a name and their own time zone. */
export class StepTaken extends Refusal {
  readonly by: PersonId | null;
  readonly at: Date | null;

  constructor(
    code: Extract<RefusalCode, 'already_done' | 'not_allowed'>,
    happened: string,
    next: string,
    who: { readonly by: PersonId | null; readonly at: Date | null },
  ) {
    super(code, happened, next);
    this.name = 'StepTaken';
    this.by = who.by;
    this.at = who.at;
  }
}

/** A new incident from its playbook's steps and the services that use the key. */
export function openIncident(facts: {
  readonly tier: Tier;
  readonly abuseSeen: boolean;
  readonly drill: boolean;
  readonly now: Date;
  readonly order: Order;
  readonly because: string;
  readonly lead: PersonId;
  readonly steps: readonly Pick<IncidentStep, 'id' | 'kind' | 'role'>[];
  readonly services: readonly { readonly service: ServiceRef; readonly owner: PersonId | null }[];
  readonly proof: Proof;
}): Incident {
  const { tier, abuseSeen, drill, now, order, proof } = facts;
  return {
    state: 'open',
    tier,
    abuseSeen,
    drill,
    reportedAt: now,
    order,
    orderBecause: facts.because,
    lead: facts.lead,
    scribe: null,
    responders: [],
    steps: facts.steps.map(openStep),
    logins: [],
    services: facts.services.map((each) => ({
      ...each,
      chased: false,
      acknowledgedBy: null,
      acknowledgedAt: null,
      switchedBy: null,
      switchedAt: null,
    })),
    proof,
    override: null,
    falseAlarm: null,
    attestations: [],
    endedBy: null,
    endedAt: null,
    reopenedAt: null,
    reopening: null,
  };
}

export function openStep({ id, kind, role }: Pick<IncidentStep, 'id' | 'kind' | 'role'>): IncidentStep {
  const known = role === undefined ? { id, kind } : { id, kind, role };
  return { ...known, state: 'open', by: null, at: null, claimedAt: null, note: null };
}

/** The latest moment that the incident knows of. Nothing in it may happen before. */
export function lastMoment(incident: Incident): Date {
  const { reportedAt, endedAt, reopenedAt, override, falseAlarm } = incident;
  const moments = [
    reportedAt,
    endedAt,
    reopenedAt,
    ...[override, falseAlarm].flatMap((asked) => [asked?.requestedAt, asked?.confirmedAt]),
    ...incident.steps.flatMap(({ at, claimedAt }) => [at, claimedAt]),
    ...incident.logins.map(({ at }) => at),
    ...incident.attestations.map(({ at }) => at),
    ...incident.services.flatMap(({ acknowledgedAt, switchedAt }) => [acknowledgedAt, switchedAt]),
  ];
  return new Date(Math.max(...moments.flatMap((moment) => (moment ? [moment.getTime()] : []))));
}

/** Stopgaps may be left out; prove is settled by a verdict. All others have to be done or skipped. */
export function isMandatory(step: IncidentStep): boolean {
  return !isStopgap(step) && step.kind !== 'prove';
}

/** The step to show first: the first one that a person can still do. */
export function nextStep({ steps }: Pick<Incident, 'steps'>): IncidentStep | null {
  const left = (step: IncidentStep) => !isSettled(step) && passedBy(step, steps) === null;
  return steps.find((step) => step.kind !== 'prove' && left(step)) ?? null;
}

/**
 * What one person does at the provider's site in one go: the deletion, after the step that stops the key first, where
 * there is one. What helps only in some cases, or only after the deletion, is not among it.
 */
export function atConsole<Step extends Pick<IncidentStep, 'kind' | 'role'>>(steps: readonly Step[]): Step[] {
  const deletion = steps.findIndex(({ kind }) => kind === 'delete');
  const before = steps.slice(0, Math.max(0, deletion));
  const stops = before.filter((step) => isStopgap(step) && step.role === undefined).slice(0, 1);
  return [...stops, ...steps.slice(deletion, deletion + 1)];
}

/** What keeps an incident from being resolved, as sentences; empty when nothing does. */
export function openEnds(incident: Incident): string[] {
  const isLeft = (step: IncidentStep) => !isSettled(step) && passedBy(step, incident.steps) === null;
  const left = incident.steps.filter((step) => isMandatory(step) && isLeft(step)).length;
  const signed = incident.proof === 'cannot_check' && beliefOf(incident).signed;
  const proven = incident.proof === 'dead' || signed || incident.override?.confirmedBy != null;
  return [
    ...(left > 0 ? [`${left} ${left === 1 ? 'step is' : 'steps are'} neither done nor skipped.`] : []),
    ...(proven ? [] : [notProven[incident.proof]]),
  ];
}

const notProven: Readonly<Record<Proof, string>> = {
  dead: '',
  alive: 'The provider still knows the key.',
  unknown: 'It is not proven that the key is dead.',
  cannot_check: 'Two different people have to say that they saw it gone.',
};

/**
 * What people's words amount to since the last deletion and the last return. Whoever deleted it and saw the row gone is one
 * of them. The last one, since what people saw before may be what it had to put right (Stripe's delay, OpenAI's account).
 */
export function beliefOf(incident: Incident): Belief {
  const last = lastDeletion(incident);
  const deleters: Attestation[] =
    last === null ? [] : [{ person: last.by, rung: 'word', saw: 'gone', looked: 'deleted it', at: last.at }];
  const { reopenedAt } = incident;
  const words = incident.attestations.filter(({ at }) => reopenedAt === null || at > reopenedAt);
  return beliefFrom([...deleters, ...words], last?.at ?? null);
}

/** Who last said that the key is deleted, and when; `null` while nobody did. */
export function lastDeletion({ steps }: Pick<Incident, 'steps'>): { by: PersonId; at: Date } | null {
  const deletions = steps
    .filter(({ kind, state }) => kind === 'delete' && state === 'done')
    .flatMap(({ by, at }) => (by === null || at === null ? [] : [{ by, at }]))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return deletions.at(-1) ?? null;
}
