/** Handing things to the bot. The ways differ (HTTP, Socket Mode); what is handed over and what comes back do not. */
import type { Outcome } from './contract.ts';
import type { Json } from './rows.ts';

export interface Parcel {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Json;
  /** Set when Slack tries an event again. */
  readonly retry?: { readonly num: number; readonly reason: string };
}

export type Receipt =
  /** The body of the ack; undefined when it was empty. */
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false;
      /** As people see it, e.g. `operation_timeout`. */
      readonly error: string;
      /** As the bot sees it on the next try, e.g. `http_timeout`. */
      readonly reason: string;
      /** The bot asked for no more tries. */
      readonly final: boolean;
    };

export interface Courier {
  deliver(parcel: Parcel): Promise<Receipt>;
  close(): void;
}

/** What an ack leads to on the person's screen. */
export type Settle = (receipt: Receipt) => Outcome;

/** So many deliveries can be delivered again. */
const REMEMBERED = 10;

export class Deliveries {
  readonly #courier: Courier;
  readonly #sent: { readonly parcel: Parcel; readonly settle: Settle }[] = [];

  constructor(courier: Courier) {
    this.#courier = courier;
  }

  async deliver(parcel: Parcel, settle: Settle): Promise<Outcome> {
    this.#keep(parcel, settle);
    return settle(await this.#courier.deliver(parcel));
  }

  /** One try of an event; who tries again is Events. */
  async tryEvent(parcel: Parcel): Promise<Receipt> {
    this.#keep(parcel, outcomeOf);
    return this.#courier.deliver(parcel);
  }

  async redeliverLast(before = 0): Promise<Outcome> {
    const sent = this.#sent.at(-1 - before);
    if (sent === undefined) throw new Error('Nothing was delivered yet, so nothing can be delivered again.');
    const { parcel, settle } = sent;
    const num = (parcel.retry?.num ?? 0) + 1;
    const retry = parcel.kind === 'events_api' ? { retry: { num, reason: 'http_timeout' } } : {};
    return settle(await this.#courier.deliver({ ...parcel, ...retry }));
  }

  #keep(parcel: Parcel, settle: Settle): void {
    this.#sent.push({ parcel, settle });
    if (this.#sent.length > REMEMBERED) this.#sent.shift();
  }

  close(): void {
    this.#courier.close();
  }
}

export const outcomeOf: Settle = (receipt) =>
  receipt.ok ? { kind: 'accepted' } : { kind: 'failed', error: receipt.error };
