/** Writes of an incident: its beginning, and what a move of the machine changed. */
import { and, eq } from 'drizzle-orm';
import type { Asked, Incident } from '../domain/incident-state.ts';
import { type Lapse, lapsesIn } from '../domain/incident-wishes.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { IncidentRef, KeyRef, PersonId, ServiceRef, Tier } from '../domain/words.ts';
import type { Tx } from './database.ts';
import { nextNumber } from './incident-number.ts';
import type { IncidentRow, StoredIncident } from './incidents.ts';
import { roleChanges, saveResponders } from './save-people.ts';
import { savePositions, saveStep } from './save-steps.ts';
import {
  incidentAttestations,
  incidentLogins,
  incidentServices,
  incidentSteps,
  incidents,
} from './schema.ts';
import type { TriageRow } from './triages.ts';
import { recordLapse } from './wishes.ts';

export interface NewIncident {
  readonly key: KeyRef;
  readonly label: string;
  readonly drill: boolean;
  readonly tier: Tier;
  readonly abuseSeen: boolean;
  readonly playbook: Playbook;
  readonly lead: PersonId;
  readonly reportedBy: PersonId;
  readonly originChannel: string | null;
  readonly services: readonly { readonly id: ServiceRef; readonly owner: PersonId }[];
  /** The triage that it comes of: it keeps its number and its clock. */
  readonly triage: Pick<TriageRow, 'id' | 'number' | 'reportedAt'> | null;
  /** The incident in which this key was suspected too. */
  readonly siblingOf: IncidentRef | null;
}

/** Records an incident under the workspace's next number. The caller has locked the key and found none open. */
export async function insertIncident(
  tx: Tx,
  facts: NewIncident,
): Promise<{ id: IncidentRef; number: number }> {
  const { triage } = facts;
  const number = triage?.number ?? (await nextNumber(tx));
  const [row] = await tx.sql
    .insert(incidents)
    .values({
      workspace: tx.workspace,
      number,
      key: facts.key,
      drill: facts.drill,
      tier: facts.tier,
      abuseSeen: facts.abuseSeen,
      order: facts.playbook.order,
      orderBecause: facts.playbook.because,
      lead: facts.lead,
      reportedBy: facts.reportedBy,
      reportedAt: triage?.reportedAt ?? tx.now,
      originChannel: facts.originChannel,
      triage: triage?.id ?? null,
      siblingOf: facts.siblingOf,
    })
    .returning({ id: incidents.id });
  if (!row) throw new Error('an incident was not inserted');
  const common = { workspace: tx.workspace, incident: row.id };
  if (facts.playbook.steps.length > 0) {
    await tx.sql
      .insert(incidentSteps)
      .values(
        facts.playbook.steps.map((frozen, position) => ({ ...common, step: frozen.id, position, frozen })),
      );
  }
  if (facts.services.length > 0) {
    await tx.sql
      .insert(incidentServices)
      .values(facts.services.map(({ id, owner }) => ({ ...common, service: id, owner, toldAt: tx.now })));
  }
  tx.record(facts.drill ? 'drill declared' : 'incident declared', `incident:${row.id}`, {
    number,
    key: facts.key,
    label: facts.label,
    tier: facts.tier,
    abuseSeen: facts.abuseSeen,
    order: facts.playbook.order,
    because: facts.playbook.because,
    steps: facts.playbook.steps.map(({ id }) => id),
    services: facts.services.map(({ id }) => id),
    ...(triage === null ? {} : { triage: triage.id }),
    ...(facts.siblingOf === null ? {} : { siblingOf: facts.siblingOf }),
  });
  return { id: row.id, number };
}

/** Records that these people were asked whether they can log in, in this order after those asked before. */
export async function insertLogins(
  tx: Tx,
  incident: Pick<StoredIncident, 'id' | 'logins'>,
  asked: readonly PersonId[],
): Promise<void> {
  if (asked.length === 0) return;
  const from = nextPosition(incident);
  await tx.sql.insert(incidentLogins).values(
    asked.map((person, index) => ({
      workspace: tx.workspace,
      incident: incident.id,
      person,
      position: from + index,
      askedAt: tx.now,
    })),
  );
  tx.record('asked who can log in', `incident:${incident.id}`, { asked });
}

const nextPosition = ({ logins }: Pick<StoredIncident, 'logins'>): number =>
  Math.max(-1, ...logins.map(({ position }) => position)) + 1;

/** Writes the difference between what is stored and what the machine made of it, and an audit row for each piece. */
export function saveIncident(
  tx: Tx,
  stored: StoredIncident,
  before: Incident,
  after: Incident,
  lapses: readonly Lapse[],
): void {
  for (const { what } of lapsesIn(before, after, 'withdrawn'))
    if (!lapses.some((lapse) => lapse.what === what)) throw new Error(`${what} went without a reason`);
  for (const lapse of lapses) recordLapse(tx, stored.id, lapse);
  for (const step of after.steps) {
    const was = before.steps.find(({ id }) => id === step.id);
    if (was !== undefined && was !== step) saveStep(tx, stored, was, step);
  }
  if (after.order !== before.order) savePositions(tx, stored.id, after.steps);
  saveLogins(tx, stored, before, after);
  saveNotices(tx, stored.id, before, after);
  saveAttestations(tx, stored.id, before, after);
  saveResponders(tx, stored.id, before, after);
  saveRow(tx, stored, before, after);
}

function saveLogins(tx: Tx, stored: StoredIncident, before: Incident, after: Incident): void {
  for (const login of after.logins.filter((each) => !before.logins.includes(each))) {
    const answer = { canLogIn: login.can, answeredAt: login.at };
    tx.write(
      tx.sql
        .insert(incidentLogins)
        .values({
          workspace: tx.workspace,
          incident: stored.id,
          person: login.person,
          position: nextPosition(stored),
          ...answer,
        })
        .onConflictDoUpdate({
          target: [incidentLogins.workspace, incidentLogins.incident, incidentLogins.person],
          set: answer,
        }),
    );
    tx.record(login.can ? 'said they can log in' : 'said they cannot log in', `incident:${stored.id}`);
  }
}

function saveNotices(tx: Tx, incident: IncidentRef, before: Incident, after: Incident): void {
  for (const notice of after.services.filter((each) => !before.services.includes(each))) {
    const { service, acknowledgedBy, acknowledgedAt, switchedBy, switchedAt } = notice;
    tx.write(
      tx.sql
        .update(incidentServices)
        .set({ acknowledgedBy, acknowledgedAt, switchedBy, switchedAt })
        .where(
          and(
            eq(incidentServices.workspace, tx.workspace),
            eq(incidentServices.incident, incident),
            eq(incidentServices.service, service),
          ),
        ),
    );
    const known = before.services.some((each) => each.service === service && each.acknowledgedAt !== null);
    if (!known) tx.record('service acknowledged', `incident:${incident}`, { service });
    if (switchedAt !== null) tx.record('service off the leaked key', `incident:${incident}`, { service });
  }
}

function saveAttestations(tx: Tx, incident: IncidentRef, before: Incident, after: Incident): void {
  const said = after.attestations.filter((each) => !before.attestations.includes(each));
  if (said.length === 0) return;
  tx.write(
    tx.sql
      .insert(incidentAttestations)
      .values(said.map((word) => ({ ...word, workspace: tx.workspace, incident }))),
  );
  for (const { saw, rung, looked } of said) {
    const deed = saw === 'gone' ? 'signed that the key is gone' : 'saw the key still there';
    tx.record(deed, `incident:${incident}`, { rung, note: looked });
  }
}

function saveRow(tx: Tx, stored: StoredIncident, before: Incident, after: Incident): void {
  const change: Partial<IncidentRow> = {};
  const say = (deed: string, detail: Record<string, unknown> = {}) =>
    tx.record(deed, `incident:${stored.id}`, detail);
  if (after.state !== before.state) {
    const { state, endedBy, endedAt, reopenedAt, reopening } = after;
    const [reopenedBy, reopenedBecause] = [reopening?.by ?? null, reopening?.reason ?? null];
    Object.assign(change, { state, endedBy, endedAt, reopenedAt, reopenedBy, reopenedBecause });
    const because = { open: reopenedBecause, false_alarm: after.falseAlarm?.reason, resolved: null }[state];
    say(stateDeeds[state], because == null ? {} : { because });
  }
  if (after.state === before.state && after.reopenedAt !== before.reopenedAt) {
    Object.assign(change, { reopenedAt: after.reopenedAt, reopenedBy: null, reopenedBecause: null });
    say('key seen alive after its deletion');
  }
  if (after.order !== before.order) {
    const { order, orderBecause } = after;
    Object.assign(change, { order, orderBecause });
    say('order changed', { order, because: orderBecause });
  }
  if (after.override !== before.override) {
    Object.assign(change, {
      overrideBy: after.override?.requestedBy ?? null,
      overrideBecause: after.override?.reason ?? null,
      overrideAt: after.override?.requestedAt ?? null,
      overrideConfirmedBy: after.override?.confirmedBy ?? null,
      overrideConfirmedAt: after.override?.confirmedAt ?? null,
      overrideAloneBecause: after.override?.aloneBecause ?? null,
    });
    if (after.override !== null) say(overrideDeed(after.override), { because: because(after.override) });
  }
  if (after.falseAlarm !== before.falseAlarm) {
    const wish = after.falseAlarm;
    Object.assign(change, {
      falseAlarmBy: wish?.requestedBy ?? null,
      falseAlarmBecause: wish?.reason ?? null,
      falseAlarmAt: wish?.requestedAt ?? null,
      falseAlarmAloneBecause: wish?.aloneBecause ?? null,
    });
    if (after.state === 'open' && wish !== null) say('false alarm suggested', { because: wish.reason });
    if (wish?.aloneBecause != null)
      say('break-glass: a false alarm by one person', { because: wish.aloneBecause });
  }
  Object.assign(change, roleChanges(tx, stored.id, before, after));
  if (Object.keys(change).length === 0) return;
  tx.write(
    tx.sql
      .update(incidents)
      .set(change)
      .where(and(eq(incidents.workspace, tx.workspace), eq(incidents.id, stored.id))),
  );
}

const stateDeeds = {
  open: 'incident reopened',
  resolved: 'incident resolved',
  false_alarm: 'closed as a false alarm',
} as const;

function overrideDeed(override: Asked): string {
  if (override.aloneBecause !== null) return 'break-glass: an override by one person';
  return override.confirmedBy === null ? 'override asked for' : 'override confirmed';
}

const because = (wish: Asked): string => wish.aloneBecause ?? wish.reason;
