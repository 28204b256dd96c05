import { goneFrom } from '../domain/attestation.ts';
import { fill } from '../domain/playbook.ts';
import type { Observation, Verdict } from '../domain/proof.ts';
import { issuerOf, type Provider, type Replacing } from '../domain/provider.ts';
import { fillsAccount, gaveLabelAway, replacingOf } from '../domain/replacement.ts';
import {
  type Deed,
  missing,
  type RotationMove,
  type ServiceSwitch,
  type Waiting,
  waitingFor,
  whyNot,
} from '../domain/rotation-state.ts';
import type { KeyRef, PersonId, RotationRef } from '../domain/words.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { type KeyWithAccount, labelsInAccount } from '../store/keys.ts';
import { observationsOf, questionsOf } from '../store/proofs.ts';
import { rotationById } from '../store/rotations.ts';
import { type AtWork, rotationHere } from './at-work.ts';
import { recipientFor } from './parties.ts';
import { hasBaseline, mayAttest } from './second-person.ts';

/** Where a rotation is. */
export type RotationStage =
  /** The new key is being made and taken into use; the old one still works, unless its provider says that it is gone. */
  | { readonly kind: 'replacing'; readonly foundGone: boolean }
  /** Said to be deleted, waiting for proof or for a second person. */
  | {
      readonly kind: 'proving';
      readonly by: PersonId;
      readonly at: Date;
      readonly verdict: Verdict;
      /** What the provider said since, the latest last. */
      readonly seen: readonly Pick<Observation, 'at' | 'host' | 'result' | 'reason'>[];
      /** When the provider is asked next; `null` when nothing is planned. */
      readonly nextAt: Date | null;
      readonly canAsk: boolean;
      /** Whether a second member has to look, because no answer could prove it. */
      readonly needsSecond: boolean;
      /** From when on a look can say that it is gone; `null` for at once. */
      readonly from: Date | null;
    }
  | {
      readonly kind: 'ended';
      readonly at: Date;
      readonly attested: { readonly by: PersonId; readonly because: string } | null;
    }
  | { readonly kind: 'aborted'; readonly at: Date; readonly by: PersonId; readonly because: string };

/** A service as the card shows it. */
export interface CardService extends ServiceSwitch {
  readonly name: string;
  readonly ownerGroup: string | null;
}

export interface RotationCard {
  readonly id: RotationRef;
  readonly key: KeyRef;
  readonly label: string;
  readonly keyId: string;
  readonly publicIdName: string;
  readonly provider: string;
  /** Who issued it, in sentences. */
  readonly issuer: string;
  readonly account: string;
  readonly keptAt: string;
  /** Official page of the key's region; `null` for a provider without one. */
  readonly keysPage: string | null;
  /** How the provider has keys replaced, and what surprises there. */
  readonly way: Replacing['way'];
  readonly mind: string | null;
  /** Labels of the keys that leave no room for the new one; `null` when there is room, as far as is known. */
  readonly full: readonly string[] | null;
  /** How to make the new key. */
  readonly steps: readonly string[];
  /** How to end the old one. */
  readonly endSteps: readonly string[];
  readonly newKey:
    | (Deed & Pick<KeyWithAccount, 'id' | 'label' | 'keyId' | 'keptAt'> & { readonly inPlace: boolean })
    | null;
  readonly stored: Deed | null;
  readonly working: (Deed & { readonly says: string | null }) | null;
  readonly services: readonly CardService[];
  readonly override: (Deed & { readonly because: string }) | null;
  /** Whom it waits for, and since when; `person` is who answers for the key, or owns the service. */
  readonly waiting: readonly (Waiting & { readonly person: PersonId | null; readonly name: string | null })[];
  /** What has to happen before the old key may go, as sentences. */
  readonly missing: readonly string[];
  /** What may be done now, by those who may. */
  readonly can: readonly RotationMove['kind'][];
  /** Why it goes without being replaced; `null` when a new key takes its place. */
  readonly retiredBecause: string | null;
  readonly startedBy: PersonId;
  readonly startedAt: Date;
  readonly stage: RotationStage;
}

export async function rotationCard(scope: Scope, id: RotationRef): Promise<RotationCard | null> {
  if ((await rotationById(scope, id)) === null) return null;
  const work = await rotationHere(scope, id);
  const { rotation, key, newKey, state } = work;
  const provider = findProvider(key.provider);
  const person = await recipientFor(scope, key);
  return {
    id,
    key: key.id,
    label: key.label,
    keyId: key.keyId,
    publicIdName: provider.publicId.label,
    provider: provider.name,
    issuer: issuerOf(provider),
    account: key.accountName,
    keptAt: key.keptAt,
    keysPage: provider.regions.find((region) => region.id === key.region)?.keysPage ?? null,
    ...guideOf(provider, key),
    full: newKey === null ? await fullBy(scope, key) : null,
    newKey: newKey === null || state.newKey === null ? null : { ...state.newKey, ...named(newKey) },
    stored: state.stored,
    working: state.working === null ? null : { ...state.working, says: rotation.workingSays },
    services: servicesOf(work),
    override: state.override === null ? null : { ...state.override, because: rotation.overrideBecause ?? '' },
    waiting: waitingFor(state).map((each) => ({ ...each, ...whoIs(work, each, person) })),
    missing: missing(state),
    can: allowedIn(work),
    retiredBecause: key.retiredBecause,
    startedBy: rotation.startedBy,
    startedAt: rotation.startedAt,
    stage: await stageOf(scope, work),
  };
}

function guideOf(provider: Provider, key: KeyWithAccount) {
  const facts = { ...key, provider, account: key.accountName };
  const { way, mind, end } = replacingOf(provider);
  const filled = (sentences: readonly string[]) => sentences.map((sentence) => fill(sentence, facts));
  return { way, mind, steps: filled(provider.create.how), endSteps: filled(end) };
}

/** No provider's limit is asked beyond this. */
const LOOKED_AT = 100;

async function fullBy(
  scope: Scope,
  { provider, account }: KeyWithAccount,
): Promise<readonly string[] | null> {
  const asked = findProvider(provider);
  if (asked.maxKeysPerAccount.value === null) return null;
  return fillsAccount(asked, await labelsInAccount(scope, account, LOOKED_AT));
}

const named = ({ id, label, keyId, keptAt }: KeyWithAccount) => ({ id, label, keyId, keptAt });

const servicesOf = ({ state, services }: AtWork): CardService[] =>
  state.services.map((each) => {
    const row = services.find(({ id }) => id === each.service);
    return { ...each, name: row?.name ?? '', ownerGroup: row?.ownerGroup ?? null };
  });

function whoIs({ services }: AtWork, { service }: Waiting, party: PersonId | null) {
  const row = services.find(({ id }) => id === service);
  return row === undefined ? { person: party, name: null } : { person: row.owner, name: row.name };
}

const MOVES = ['record', 'store', 'confirm_working', 'override', 'delete', 'abort', 'take_label'] as const;

function allowedIn({ state, key }: AtWork): RotationMove['kind'][] {
  const moves = MOVES.filter((kind) => whyNot(state, { kind }) === null);
  return moves.filter((kind) => kind !== 'take_label' || !gaveLabelAway(key.label));
}

/** Answers shown: more would bury the buttons. */
const SEEN = 3;

const isDead = async (scope: Scope, key: KeyWithAccount): Promise<boolean> =>
  (await verdictOf(scope, key, null)).proof === 'dead';

async function stageOf(scope: Scope, { rotation, key, newKey }: AtWork): Promise<RotationStage> {
  const { deletedBy, deletedAt, endedAt, attestedBy, attestedBecause, abortedBy, abortedBecause } = rotation;
  if (endedAt !== null && abortedBy !== null)
    return { kind: 'aborted', at: endedAt, by: abortedBy, because: abortedBecause ?? '' };
  if (endedAt !== null) {
    const attested = attestedBy === null ? null : { by: attestedBy, because: attestedBecause ?? '' };
    return { kind: 'ended', at: endedAt, attested };
  }
  if (deletedBy === null || deletedAt === null)
    return { kind: 'replacing', foundGone: newKey?.id !== key.id && (await isDead(scope, key)) };
  const verdict = await verdictOf(scope, key, deletedAt);
  const waiting = (await questionsOf(scope, key.id)).find(({ answeredAt }) => answeredAt === null);
  return {
    kind: 'proving',
    by: deletedBy,
    at: deletedAt,
    verdict,
    seen: (await observationsOf(scope, key.id, deletedAt)).slice(-SEEN),
    nextAt: waiting?.dueAt ?? null,
    canAsk: findProvider(key.provider).probe !== null,
    needsSecond: mayAttest(verdict, await hasBaseline(scope, key)),
    from: goneFrom(findProvider(key.provider), deletedAt),
  };
}

/** What the owner of one service is asked. */
export interface SwitchCard {
  readonly rotation: RotationCard;
  readonly service: CardService;
  readonly canSwitch: boolean;
  readonly canWait: boolean;
}

/** @param subject `<rotation>:<service>`. `null` when the service has nothing to do with it any more. */
export async function switchCard(scope: Scope, subject: string): Promise<SwitchCard | null> {
  const [id, serviceId] = subject.split(':').map(Number);
  const rotation = await rotationCard(scope, (id ?? 0) as RotationRef);
  const service = rotation?.services.find((each) => each.service === serviceId);
  if (rotation === null || service === undefined) return null;
  const { state } = await rotationHere(scope, rotation.id);
  const can = (kind: 'switch' | 'not_yet') => whyNot(state, { kind, service: service.service }) === null;
  return { rotation, service, canSwitch: can('switch'), canWait: can('not_yet') };
}
