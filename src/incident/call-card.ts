/** What somebody is shown who is called because of a silence. */
import { type Wait, waitsOf } from '../domain/chase.ts';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import type { NoticeRow } from '../store/incidents.ts';
import { thisWorkspace } from '../store/people.ts';
import { lookAt } from './at-work.ts';
import { aboutText } from './call-effects.ts';
import { type CardStep, type IncidentCard, incidentCard } from './incident-card.ts';

export interface CallCard {
  readonly incident: IncidentCard;
  /** What still waits; `null` once somebody answered. */
  readonly wait: Wait | null;
  readonly notice: NoticeRow | null;
  readonly step: CardStep | null;
  readonly lead: PersonId;
  /** The user group of leads, to be named where it wakes people. */
  readonly leadGroup: string | null;
}

/** @param subject `<incident>:login`, `<incident>:service:<id>` or `<incident>:step:<id>`. */
export async function callCard(scope: Scope, subject: string): Promise<CallCard | null> {
  const [id, kind, of] = subject.split(':');
  const incident = Number(id) as IncidentRef;
  const [at, card] = [await lookAt(scope, incident), await incidentCard(scope, incident)];
  if (at === null || card === null) return null;
  const wait = waitsOf(at.stored).find(({ about }) => `${id}:${aboutText(about)}` === subject);
  const { leadGroup } = await thisWorkspace(scope);
  return {
    incident: card,
    wait: wait ?? null,
    notice: (kind === 'service' && card.notices.find(({ service }) => String(service) === of)) || null,
    step: (kind === 'step' && card.steps.find((step) => step.id === of)) || null,
    lead: card.lead,
    leadGroup: card.drill ? null : leadGroup,
  };
}
