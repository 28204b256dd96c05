import type { Pool, PoolClient } from 'pg';

/** A connection that is borrowed for what is asked in one turn of the event loop. */
interface Turn {
  readonly client: Promise<PoolClient>;
  waiting: number;
}

/**
 * Reads that are asked in one turn of the event loop share a connection, and so a packet each way. Nothing that may
 * wait for a lock belongs here: what was asked beside it would wait as well.
 */
export class SharedTurn {
  readonly #pool: Pool;
  #turn: Turn | null = null;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** As `Pool.query` does, for a statement that only reads. */
  async query(question: string, values?: unknown[]): Promise<unknown> {
    const turn = this.#join();
    try {
      return await (await turn.client).query(question, values);
    } finally {
      turn.waiting -= 1;
      // The pool drops a connection that broke.
      if (turn.waiting === 0) await this.#giveBack(turn);
    }
  }

  #join(): Turn {
    if (this.#turn !== null) {
      this.#turn.waiting += 1;
      return this.#turn;
    }
    const turn: Turn = { client: this.#pool.connect(), waiting: 1 };
    this.#turn = turn;
    // Nobody joins when the turn is over, or when the connection was given back already.
    setImmediate(() => this.#close(turn));
    return turn;
  }

  #close(turn: Turn): void {
    if (this.#turn === turn) this.#turn = null;
  }

  async #giveBack(turn: Turn): Promise<void> {
    this.#close(turn);
    const client = await turn.client.catch(() => null);
    client?.release();
  }
}
