import { Socket } from 'node:net';

/**
 * A connection on which all that is asked in one turn of the event loop leaves as one packet. Node's and the server's
 * work for a packet costs more than the questions in it.
 */
export class GatheringSocket extends Socket {
  #gathering = false;

  /** The driver corks around each question; the first one of a turn keeps it corked until the turn ends. */
  override cork(): void {
    super.cork();
    if (this.#gathering) return;
    this.#gathering = true;
    super.cork();
    process.nextTick(() => {
      this.#gathering = false;
      super.uncork();
    });
  }
}
