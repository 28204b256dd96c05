/** What is left to do since somebody left, as its card shows it. */
import { type Need, needsOf } from '../domain/custody-checks.ts';
import { issuerOf } from '../domain/provider.ts';
import type { PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { type DepartureKey, keysOfDeparture } from '../store/departure-keys.ts';
import { departureById } from '../store/departures.ts';
import { type Person, peopleAmong } from '../store/people.ts';
import { CAME_BACK } from './departures.ts';

export interface DepartureLine extends DepartureKey {
  readonly providerName: string;
  /** Who issued it, in sentences. */
  readonly issuer: string;
  /** None: taken care of. */
  readonly needs: readonly Need[];
}

export interface DepartureCard {
  readonly id: number;
  readonly person: PersonId;
  readonly name: string;
  /** What Slack says of them now. */
  readonly standing: Person['standing'];
  readonly noticedAt: Date;
  readonly noticedBy: 'event' | 'reconcile';
  readonly ended: boolean;
  readonly cameBack: boolean;
  /** What is left to do, the worst first. */
  readonly open: readonly DepartureLine[];
  readonly done: readonly DepartureLine[];
}

export async function departureCard(scope: Scope, id: number): Promise<DepartureCard | null> {
  const departure = await departureById(scope, id);
  if (departure === null) return null;
  const [person] = await peopleAmong(scope, [departure.person]);
  const lines = (await keysOfDeparture(scope, departure)).map((key) => {
    const provider = findProvider(key.provider);
    return {
      ...key,
      providerName: provider.name,
      issuer: issuerOf(provider),
      needs: key.settledAt === null ? needsOf(key) : [],
    };
  });
  return {
    id,
    person: departure.person,
    name: person?.name ?? departure.person,
    standing: person?.standing ?? 'deactivated',
    noticedAt: departure.noticedAt,
    noticedBy: departure.noticedBy,
    ended: departure.endedAt !== null,
    cameBack: lines.some(({ settledHow }) => settledHow === CAME_BACK),
    open: lines.filter(({ needs }) => needs.length > 0),
    done: lines.filter(({ needs }) => needs.length === 0),
  };
}
