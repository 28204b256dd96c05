/** The Events API: wraps what happened, sends it when the app subscribed to it, tries again when it was not acked. */
import { appId, botUserId, team } from './cast.ts';
import type { Outcome } from './contract.ts';
import { type Deliveries, outcomeOf, type Parcel, type Receipt } from './deliveries.ts';
import { newId } from './ids.ts';
import type { Json } from './rows.ts';

/** Milliseconds before the second and the third retry; the first comes at once. */
const laterRetries = [60_000, 300_000];

export class Events {
  readonly #deliveries: Deliveries;
  readonly #subscribed: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(deliveries: Deliveries, subscribed: readonly string[], now: () => number) {
    this.#deliveries = deliveries;
    this.#subscribed = new Set(subscribed);
    this.#now = now;
  }

  /**
   * Resolves after the first try and, when that failed, the retry that follows at once. Nothing is sent when the app
   * did not subscribe; `subscription` differs from the type for messages only (`message.im`).
   */
  async send(event: Json & { readonly type: string }, subscription: string = event.type): Promise<Outcome> {
    if (this.#closed || !this.#subscribed.has(subscription)) return { kind: 'accepted' };
    const payload = this.#envelope(event);
    const first = await this.#deliveries.tryEvent({ kind: 'events_api', payload });
    if (first.ok || first.final) return outcomeOf(first);
    return outcomeOf(await this.#retry(payload, 1, first.reason));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #retry(payload: Json, num: number, reason: string): Promise<Receipt> {
    const parcel: Parcel = { kind: 'events_api', payload, retry: { num, reason } };
    const receipt = await this.#deliveries.tryEvent(parcel);
    const wait = laterRetries[num - 1];
    if (receipt.ok || receipt.final || wait === undefined || this.#closed) return receipt;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#retry(payload, num + 1, receipt.reason);
    }, wait);
    timer.unref();
    this.#timers.add(timer);
    return receipt;
  }

  #envelope(event: Json): Json {
    const now = this.#now();
    return {
      token: 'deprecated',
      team_id: team.id,
      context_team_id: team.id,
      context_enterprise_id: null,
      api_app_id: appId,
      event: { ...event, event_ts: event['event_ts'] ?? now.toFixed(6) },
      type: 'event_callback',
      event_id: newId('Ev'),
      event_time: Math.floor(now),
      authorizations: [
        {
          enterprise_id: null,
          team_id: team.id,
          user_id: botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${newId('')}`,
    };
  }
}
