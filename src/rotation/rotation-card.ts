import { fill } from '../domain/playbook.ts';
import type { Observation, Verdict } from '../domain/proof.ts';
import type { KeyRef, PersonId, RotationRef } from '../domain/words.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { type KeyWithAccount, keyById } from '../store/keys.ts';
import { observationsOf, questionsOf } from '../store/proofs.ts';
import { type RotationRow, rotationById } from '../store/rotations.ts';
import { servicesOfKey } from '../store/services.ts';
import { hasBaseline, mayAttest } from './old-key.ts';

/** Where a rotation is. */
export type RotationStage =
  /** The new key is being made; the old one still works. */
  | { readonly kind: 'replacing' }
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
    }
  | {
      readonly kind: 'ended';
      readonly at: Date;
      readonly attested: { readonly by: PersonId; readonly because: string } | null;
    };

export interface RotationCard {
  readonly id: RotationRef;
  readonly key: KeyRef;
  readonly label: string;
  readonly keyId: string;
  readonly publicIdName: string;
  readonly provider: string;
  readonly account: string;
  readonly keptAt: string;
  /** Official page of the key's region; `null` for a provider without one. */
  readonly keysPage: string | null;
  readonly steps: readonly string[];
  /** Services that have to switch, with who to ask. */
  readonly services: readonly { readonly name: string; readonly owner: PersonId }[];
  /** Why it goes without being replaced; `null` when a new key takes its place. */
  readonly retiredBecause: string | null;
  readonly startedBy: PersonId;
  readonly startedAt: Date;
  readonly stage: RotationStage;
}

export async function rotationCard(scope: Scope, id: RotationRef): Promise<RotationCard | null> {
  const rotation = await rotationById(scope, id);
  const key = rotation === null ? null : await keyById(scope, rotation.key);
  if (rotation === null || key === null) return null;
  const provider = findProvider(key.provider);
  const facts = { ...key, provider, account: key.accountName };
  return {
    id,
    key: key.id,
    label: key.label,
    keyId: key.keyId,
    publicIdName: provider.publicId.label,
    provider: provider.name,
    account: key.accountName,
    keptAt: key.keptAt,
    keysPage: provider.regions.find((region) => region.id === key.region)?.keysPage ?? null,
    steps: provider.create.how.map((sentence) => fill(sentence, facts)),
    services: (await servicesOfKey(scope, key.id)).map(({ name, owner }) => ({ name, owner })),
    retiredBecause: key.retiredBecause,
    startedBy: rotation.startedBy,
    startedAt: rotation.startedAt,
    stage: await stageOf(scope, rotation, key),
  };
}

/** Answers shown: more would bury the buttons. */
const SEEN = 3;

async function stageOf(scope: Scope, rotation: RotationRow, key: KeyWithAccount): Promise<RotationStage> {
  const { deletedBy, deletedAt, endedAt, attestedBy, attestedBecause } = rotation;
  if (endedAt !== null) {
    const attested = attestedBy === null ? null : { by: attestedBy, because: attestedBecause ?? '' };
    return { kind: 'ended', at: endedAt, attested };
  }
  if (deletedBy === null || deletedAt === null) return { kind: 'replacing' };
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
  };
}
