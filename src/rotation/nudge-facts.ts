/** Stored facts as the planner's rules want them. Pure. */
import { dayIn } from '../domain/days.ts';
import {
  leadFor,
  type Party,
  type PlannedKey,
  type PlanningTeam,
  type Sent,
} from '../domain/nudge-topics.ts';
import { Policies } from '../domain/policies.ts';
import { destructionOf } from '../domain/self-destruct.ts';
import type { Day } from '../domain/words.ts';
import { zoneAmong } from '../domain/working-time.ts';
import { findProvider } from '../providers/index.ts';
import type { LookedAtKey, StoredParty, StoredSent } from '../store/nudge-looks.ts';
import type { Workspace } from '../store/people.ts';

export function planningTeam(workspace: Workspace): PlanningTeam {
  const { escalation, overdueTier1 } = Policies.parse(workspace.policies);
  const { workFrom, workTo, workDays, holidays, teamChannel } = workspace;
  return {
    workFrom,
    workTo,
    workDays,
    holidays: holidays as Day[],
    zone: zoneAmong(workspace.timezone),
    hasChannel: teamChannel !== null,
    escalation,
    overdueTier1,
  };
}

/** People we have not met are taken as they are: somebody named them, and the team's time is the best guess. */
export const partyOf = ({ id, timezone, standing }: StoredParty, team: PlanningTeam): Party => ({
  id,
  zone: zoneAmong(timezone, team.zone),
  fit: standing === null || standing === 'member',
});

/** Rounds are small numbers in the database; offers of one key are told apart by far less. */
const ROUNDS = 32_000;

/** @param leads of the workspace; one is told of a key, since one who is asked answers sooner than many. */
export function plannedKey(key: LookedAtKey, team: PlanningTeam, leads: readonly StoredParty[]): PlannedKey {
  const recordedOn = dayIn(new Date(key.recordedAt * 1000), team.zone);
  const party = (stored: StoredParty): Party => partyOf(stored, team);
  const { offer } = key;
  const lead = leadFor(leads, { custodian: key.custodian.id, deputy: key.deputy?.id ?? null });
  return {
    state: key.state,
    tier: key.tier,
    recordedOn,
    dueOn: key.dueOn,
    expiresOn: key.expiresOn,
    snoozedUntil: key.snoozedUntil,
    round: key.snoozes,
    custodian: party(key.custodian),
    deputy: key.deputy === null ? null : party(key.deputy),
    lead: lead === null ? null : party(lead),
    disowned: key.disowned,
    rotating: key.rotating,
    offer: offer && {
      round: offer.id % ROUNDS,
      askedOn: dayIn(new Date(offer.askedAt * 1000), team.zone),
      from: party(offer.from),
      to: party(offer.to),
    },
    dies: destructionOf({ ...key, provider: findProvider(key.provider), recordedOn }),
    sent: key.sent.map(sentOf),
  };
}

const sentOf = ({ lastAt, openSince, settled, ...sent }: StoredSent): Sent => ({
  ...sent,
  settled: (settled ?? []).map(({ to, since }) => ({ to, since: new Date(since * 1000) })),
  lastAt: new Date(lastAt * 1000),
  open: openSince === null ? null : { since: new Date(openSince * 1000) },
});
