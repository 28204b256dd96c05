/** Misbehaviour on order: each method has a queue, `*` is everybody's. */
import type { LocalSlackOptions, Trouble } from './contract.ts';

type Misbehave = NonNullable<LocalSlackOptions['misbehave']>;

export class Troubles {
  readonly #queues = new Map<string, Trouble[]>();
  readonly #otherwise: Misbehave;

  constructor(otherwise: Misbehave = () => undefined) {
    this.#otherwise = otherwise;
  }

  add(method: string, next: readonly Trouble[]): void {
    this.#queues.set(method, [...(this.#queues.get(method) ?? []), ...next]);
  }

  /** Takes the next trouble meant for this method, its own queue before everybody's. */
  take(method: string, args: Parameters<Misbehave>[1] = {}): Trouble | undefined {
    const ordered = this.#queues.get(method)?.shift() ?? this.#queues.get('*')?.shift();
    return ordered ?? this.#otherwise(method, args);
  }
}
