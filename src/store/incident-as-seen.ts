/** A stored incident as the machine sees it, and the moments that its proof hangs on. */
import type { Incident } from '../domain/incident-state.ts';
import type { PersonId, Proof } from '../domain/words.ts';
import type { StoredIncident } from './incidents.ts';

/**
 * When the key was said to be deleted; `null` while it was not. What else is deleted after it is a check or a clean-up:
 * a provider's answers about the key are no less true for that.
 */
export function deletedAt(incident: Pick<StoredIncident, 'steps'>): Date | null {
  const times = incident.steps.flatMap(({ frozen, state, at }) =>
    frozen.kind === 'delete' && state === 'done' && at !== null ? [at.getTime()] : [],
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Absences before this moment prove nothing: the deletion, or that a person opened the incident again. */
export function provenSince(
  incident: Pick<StoredIncident, 'steps' | 'reopenedBy' | 'reopenedAt'>,
): Date | null {
  const reopened = incident.reopenedBy === null ? null : incident.reopenedAt;
  // What a verdict settled rests on the answers themselves: they are older than it.
  const deleted = deletedAt({ steps: incident.steps.filter(({ by }) => by !== null) });
  if (reopened === null || deleted === null) return deleted ?? reopened;
  return deleted > reopened ? deleted : reopened;
}

/**
 * The stored incident as the machine sees it.
 * @param proof what the observations say now; a prove step that is done stands for a death said before.
 */
export function stateOf(stored: StoredIncident, proof: Proof): Incident {
  const proven = stored.steps.some(({ frozen, state }) => frozen.kind === 'prove' && state === 'done');
  return {
    state: stored.state,
    tier: stored.tier,
    abuseSeen: stored.abuseSeen,
    drill: stored.drill,
    reportedAt: stored.reportedAt,
    order: stored.order,
    orderBecause: stored.orderBecause,
    lead: stored.lead,
    scribe: stored.scribe,
    responders: stored.responders,
    steps: stored.steps.map(({ step, frozen, state, by, at, claimedAt, note }) => ({
      id: step,
      kind: frozen.kind,
      role: frozen.role,
      state,
      by,
      at,
      claimedAt,
      note,
    })),
    logins: stored.logins.flatMap(({ person, canLogIn, answeredAt }) =>
      canLogIn === null || answeredAt === null ? [] : [{ person, can: canLogIn, at: answeredAt }],
    ),
    services: stored.notices.map(({ service, owner, chases, ...said }) => ({
      service,
      owner,
      chased: chases > 0,
      acknowledgedBy: said.acknowledgedBy,
      acknowledgedAt: said.acknowledgedAt,
      switchedBy: said.switchedBy,
      switchedAt: said.switchedAt,
    })),
    proof: proven ? 'dead' : proof,
    override: askedFor(stored.overrideBecause, stored.overrideBy, stored.overrideAt, {
      by: stored.overrideConfirmedBy,
      at: stored.overrideConfirmedAt,
      alone: stored.overrideAloneBecause,
    }),
    falseAlarm: askedFor(stored.falseAlarmBecause, stored.falseAlarmBy, stored.falseAlarmAt, {
      ...(stored.state === 'false_alarm'
        ? { by: stored.endedBy, at: stored.endedAt }
        : { by: null, at: null }),
      alone: stored.falseAlarmAloneBecause,
    }),
    attestations: stored.attestations,
    endedBy: stored.endedBy,
    endedAt: stored.endedAt,
    reopenedAt: stored.reopenedAt,
    reopening:
      stored.reopenedBy === null ? null : { by: stored.reopenedBy, reason: stored.reopenedBecause ?? '' },
  };
}

function askedFor(
  reason: string | null,
  by: PersonId | null,
  at: Date | null,
  confirmed: { by: PersonId | null; at: Date | null; alone: string | null },
): Incident['override'] {
  if (reason === null || by === null || at === null) return null;
  return {
    reason,
    requestedBy: by,
    requestedAt: at,
    confirmedBy: confirmed.by,
    confirmedAt: confirmed.at,
    aloneBecause: confirmed.alone,
  };
}
