/** Misbehaviour on order: each method has a queue, `*` is everybody's. */
import type { Trouble } from './contract.ts';

export class Troubles {
  readonly #queues = new Map<string, Trouble[]>();
  readonly #otherwise: (method: string) => Trouble | undefined;

  constructor(otherwise: (method: string) => Trouble | undefined = () => undefined) {
    this.#otherwise = otherwise;
  }

  add(method: string, next: readonly Trouble[]): void {
    this.#queues.set(method, [...(this.#queues.get(method) ?? []), ...next]);
  }

  /** Takes the next trouble meant for this method, its own queue before everybody's. */
  take(method: string): Trouble | undefined {
    return this.#queues.get(method)?.shift() ?? this.#queues.get('*')?.shift() ?? this.#otherwise(method);
  }
}
