/** What one person is shown whom an incident called: a console holder, or the owner of a service. */
import type { IncidentRef, ServiceRef } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { deletedAt } from '../store/incident-as-seen.ts';
import type { LoginRow, NoticeRow } from '../store/incidents.ts';
import { lookAt } from './at-work.ts';
import { type IncidentCard, incidentCard } from './incident-card.ts';

/** A login question as one person sees it. */
export interface LoginCard {
  readonly incident: IncidentCard;
  readonly login: LoginRow;
  /** True when they are asked as the lead or the deputy, since no console holder could. */
  readonly lastResort: boolean;
}

/** @param subject `<incident>:<person>`. */
export async function loginCard(scope: Scope, subject: string): Promise<LoginCard | null> {
  const [id, person] = subject.split(':');
  const incident = await incidentCard(scope, Number(id) as IncidentRef);
  const login = incident?.logins.find((each) => each.person === person);
  if (incident === null || login === undefined) return null;
  return { incident, login, lastResort: !incident.holders.includes(login.person) };
}

/** A notice as the owner of a service sees it. */
export interface ServiceNoticeCard {
  readonly incident: IncidentRef;
  readonly number: number;
  readonly label: string;
  readonly providerName: string;
  readonly drill: boolean;
  readonly open: boolean;
  readonly notice: NoticeRow;
  readonly deletedAt: Date | null;
}

/** @param subject `<incident>:<service>`. */
export async function serviceNoticeCard(scope: Scope, subject: string): Promise<ServiceNoticeCard | null> {
  const [id, service] = subject.split(':').map(Number);
  const at = await lookAt(scope, id as IncidentRef);
  const notice = at?.stored.notices.find((each) => each.service === (service as ServiceRef));
  if (at === null || notice === undefined) return null;
  return {
    incident: at.stored.id,
    number: at.stored.number,
    label: at.key.label,
    providerName: findProvider(at.key.provider).name,
    drill: at.stored.drill,
    open: at.stored.state === 'open',
    notice,
    deletedAt: deletedAt(at.stored),
  };
}
