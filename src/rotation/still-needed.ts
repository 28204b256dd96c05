/** Whether there is anything left to ask for in a reminder that waited: no reminder comes after the end of its matter. */
import { type AttestationKind, attestationCard, attestationSubject } from '../custody/attestation-card.ts';
import type { MessageKind } from '../domain/effects.ts';
import type { NudgeRef, RotationRef, ServiceRef } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { departureById } from '../store/departures.ts';
import { switchesOf } from '../store/rotation-services.ts';
import { rotationById } from '../store/rotations.ts';
import { addedCard, type NudgeCard, nudgeCard } from './nudge-card.ts';

type Look = (scope: Scope, subject: string) => Promise<boolean>;

const asked =
  (kind: AttestationKind): Look =>
  async (scope, subject) => {
    const about = attestationSubject(kind, subject);
    if (about === null) return false;
    const { lines } = await attestationCard(scope, about.quarter, about.reader);
    return lines.some(({ open }) => open);
  };

const runs: Look = async (scope, subject) => {
  const rotation = await rotationById(scope, Number(subject) as RotationRef);
  return rotation !== null && rotation.endedAt === null;
};

const notSwitched: Look = async (scope, subject) => {
  const [rotation = '', service] = subject.split(':');
  if (!(await runs(scope, rotation))) return false;
  const switches = await switchesOf(scope, Number(rotation) as RotationRef);
  return switches.some((row) => row.service === (Number(service) as ServiceRef) && row.switchedAt === null);
};

const notTakenCareOf: Look = async (scope, subject) =>
  (await departureById(scope, Number(subject)))?.endedAt === null;

const isOpen = (card: NudgeCard | null): boolean =>
  card?.lines.some(({ state }) => state.kind === 'open') ?? false;

const looks: Partial<Record<MessageKind, Look>> = {
  nudge: async (scope, subject) => isOpen(await nudgeCard(scope, subject)),
  'nudge-more': async (scope, subject) => isOpen(await addedCard(scope, Number(subject) as NudgeRef)),
  rotation: runs,
  switch: notSwitched,
  attestation: asked('attestation'),
  'attestation-deputy': asked('attestation-deputy'),
  'attestation-open': asked('attestation-open'),
  departure: notTakenCareOf,
  'departure-reminder': notTakenCareOf,
};

/** @param subject of the message. Kinds about which nothing is known are needed. */
export async function isStillNeeded(scope: Scope, kind: MessageKind, subject: string): Promise<boolean> {
  return (await looks[kind]?.(scope, subject)) ?? true;
}
