/** What a transaction has written without waiting for it. Those that share a connection share one. */
export class Writes {
  readonly #writing: Promise<unknown>[] = [];
  #fault: unknown;

  add(writing: PromiseLike<unknown>): void {
    const heard = Promise.resolve(writing.then((done) => done));
    heard.catch((fault: unknown) => {
      this.#fault ??= fault;
    });
    this.#writing.push(heard);
  }

  /** Resolves when whatever could be sent is on its way. @throws what failed before that: no database knows of it. */
  async sent(): Promise<void> {
    await drained();
    if (this.#fault !== undefined) throw this.#fault;
  }

  /** Resolves when all of it is heard of. @throws the first fault. */
  async heard(): Promise<void> {
    await Promise.all(this.#writing);
  }

  /** Why a deed failed: after a write that failed, everything else does. */
  async causeOf(error: unknown): Promise<unknown> {
    await drained();
    return this.#fault ?? error;
  }
}

/** Resolves when every promise that is settled by now was heard. */
const drained = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
