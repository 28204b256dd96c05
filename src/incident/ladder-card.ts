import { type Attestation, type Belief, goneFrom, type Rung } from '../domain/attestation.ts';
import { beliefOf, type Incident, lastDeletion } from '../domain/incident-state.ts';
import { localCheckLine } from '../domain/local-check.ts';
import { fill } from '../domain/playbook.ts';
import { findProvider } from '../providers/index.ts';
import type { KeyWithAccount } from '../store/keys.ts';

/** What stands in for a proof: which rungs this provider has, what people said, and what that amounts to. */
export interface LadderCard {
  readonly belief: Belief;
  /** From when on a look can say that it is gone; `null` for at once. */
  readonly from: Date | null;
  readonly words: readonly Attestation[];
  /** From weak to strong, with where to look; `null` for a word alone. */
  readonly rungs: readonly { readonly id: Rung; readonly where: string | null }[];
  /** For a shell on the machine of whoever still has the secret. `null`: this provider gives no clear answer. */
  readonly line: { readonly text: string; readonly asks: 'secret' | 'public key' } | null;
}

/** `null` where the provider itself can be asked, and in a drill. */
export function ladderCard(incident: Incident, key: KeyWithAccount): LadderCard | null {
  const provider = findProvider(key.provider);
  if (incident.drill || provider.probe !== null) return null;
  const { lookUp = null, localCheck = null, scanner = null, auditLog = null } = provider.ladder ?? {};
  const host = provider.regions.find(({ id }) => id === key.region) ?? provider.regions[0];
  const line = localCheck === null || host === undefined ? null : localCheckLine(localCheck, host.apiHost);
  const facts = { ...key, provider, account: key.accountName };
  const rung = (id: Rung, fact: { value: string } | null) =>
    fact === null ? [] : [{ id, where: fill(fact.value, facts) }];
  return {
    belief: beliefOf(incident),
    from: goneFrom(provider, lastDeletion(incident)?.at ?? null),
    words: incident.attestations,
    rungs: [
      { id: 'word', where: null },
      ...(line === null ? [] : [{ id: 'local_check' as const, where: null }]),
      ...rung('admin_lookup', lookUp),
      ...rung('scanner', scanner),
      ...rung('audit_line', auditLog),
    ],
    line: line === null ? null : { text: line, asks: localCheck?.by === 'ssh' ? 'public key' : 'secret' },
  };
}
