/** A reminder whose reader left before it was posted is taken back, so that whoever stands in is told at once. */
import { attestationSubject } from '../custody/attestation-card.ts';
import { tellOthersOfDeparture } from '../custody/departures.ts';
import type { Act } from '../domain/act.ts';
import type { TakenBack } from '../domain/posting.ts';
import type { NudgeRef, RotationRef, ServiceRef, WorkspaceId } from '../domain/words.ts';
import { silenceUnread } from '../store/attestation-silence.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { nudgesAddedWith, nudgesIn } from '../store/nudges.ts';
import { changeSwitch } from '../store/rotation-services.ts';
import { changeRotation, rotationById } from '../store/rotations.ts';
import { takeUnread, type Unread, unreadReminders, withdrawNudges } from '../store/unread.ts';

/**
 * Takes back, in every workspace, what waits for somebody who is no member any more. The delivery holds it back until
 * then. Whatever plans such reminders finds them unsaid and tells whoever stands in, in their working time.
 * @param actIn the clock's act in a workspace.
 * @returns how many messages were taken back.
 * @throws the first fault, after the other workspaces had their turn.
 */
export async function withdrawUnread(
  database: Database,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const waiting = Map.groupBy(await unreadReminders(database), ({ workspace }) => workspace);
  const faults: unknown[] = [];
  let taken = 0;
  for (const [workspace, rows] of waiting) {
    try {
      taken += await withdrawIn(
        database,
        actIn(workspace),
        rows.map(({ id }) => id),
      );
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
  return taken;
}

const withdrawIn = (database: Database, act: Act, ids: readonly number[]): Promise<number> =>
  inWorkspace(database, act, async (tx) => {
    const messages = await takeUnread(tx, ids);
    for (const message of messages) await sayAnew[message.kind](tx, message);
    return messages.length;
  });

/** Has what a message asked for said to somebody else, by whatever says it. A kind that is not here does not compile. */
const sayAnew: Readonly<Record<TakenBack, (tx: Tx, message: Unread) => Promise<void>>> = {
  nudge: async (tx, { subject }) => withdrawNudges(tx, await nudgesIn(tx, subject)),
  'nudge-more': async (tx, { subject }) =>
    withdrawNudges(tx, await nudgesAddedWith(tx, Number(subject) as NudgeRef)),
  'attestation-deputy': silenceOf('attestation-deputy'),
  'attestation-open': silenceOf('attestation-open'),
  departure: (tx, { subject }) => tellOthersOfDeparture(tx, Number(subject)),
  'departure-reminder': (tx, { subject }) => tellOthersOfDeparture(tx, Number(subject)),
  rotation: async (tx, { subject }) => {
    const rotation = await rotationById(tx, Number(subject) as RotationRef);
    if (rotation?.endedAt === null)
      await changeRotation(tx, rotation, { remindedOn: null }, 'rotation reminder unread');
  },
  switch: async (tx, { subject }) => {
    const [id, service] = subject.split(':').map(Number);
    const rotation = await rotationById(tx, id as RotationRef);
    if (rotation?.endedAt !== null) return;
    const change = { remindedOn: null };
    await changeSwitch(tx, rotation, service as ServiceRef, change, 'reminder to switch unread');
  },
};

function silenceOf(kind: 'attestation-deputy' | 'attestation-open') {
  return async (tx: Tx, { subject }: Unread): Promise<void> => {
    const about = attestationSubject(kind, subject);
    if (about === null || 'custodian' in about.reader || about.reader.on === null) return;
    const deputy = 'deputy' in about.reader ? about.reader.deputy : null;
    await silenceUnread(tx, { quarter: about.quarter, deputy, day: about.reader.on });
  };
}
