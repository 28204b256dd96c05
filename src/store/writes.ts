/** What a transaction has written without waiting for it. Those that share a connection share one. */
export class Writes {
  readonly #writing: Promise<void>[] = [];
  /** By their place among the writes: they may be heard of in another order. */
  readonly #faults: unknown[] = [];

  add(writing: PromiseLike<unknown>): void {
    const place = this.#writing.length;
    const heard = writing.then(
      () => {},
      (fault: unknown) => {
        this.#faults[place] = fault;
      },
    );
    this.#writing.push(Promise.resolve(heard));
  }

  /** Resolves when whatever could be sent is on its way. @throws what failed before that: no database knows of it. */
  async sent(): Promise<void> {
    await new Promise((drained) => process.nextTick(drained));
    this.#complain();
  }

  /** Resolves when all of it is heard of. @throws the first fault. */
  async heard(): Promise<void> {
    await Promise.all(this.#writing);
    this.#complain();
  }

  /** Why a deed failed: after a write that failed, everything else does. */
  async causeOf(error: unknown): Promise<unknown> {
    // It came first, and may be heard of a moment later.
    await new Promise((read) => setImmediate(read));
    return this.#first() ?? error;
  }

  #complain(): void {
    const fault = this.#first();
    if (fault !== undefined) throw fault;
  }

  readonly #first = (): unknown => this.#faults.find((fault) => fault !== undefined);
}
