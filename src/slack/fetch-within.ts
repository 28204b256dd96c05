/** How our calls to Slack give up: in time, but not on an answer that has come already. */

/**
 * Turns of the event loop that are taken after the time is over. While nothing comes they take no time at all. A whole
 * call to a Slack in this process takes four.
 */
const TURNS = 10;

/**
 * A `fetch` that is over after `ms`, with the whole of the answer. A process that was busy meanwhile first reads what
 * came: it was late itself, not Slack.
 * @returns it; rejects with a `TimeoutError` when there was no answer. It takes no signal of its caller's.
 */
export function fetchWithin(
  ms: number,
): (to: Parameters<typeof fetch>[0], init?: Omit<RequestInit, 'signal'>) => Promise<Response> {
  return async (to, init) => {
    const hangUp = new AbortController();
    const timer = setTimeout(() => afterTurns(TURNS, () => hangUp.abort(tooLate(ms))), ms);
    try {
      const answer = await fetch(to, { ...init, signal: hangUp.signal });
      const body = await answer.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, answer);
    } finally {
      clearTimeout(timer);
    }
  };
}

const tooLate = (ms: number): DOMException => new DOMException(`no answer in ${ms} ms`, 'TimeoutError');

function afterTurns(turns: number, then: () => void): void {
  setImmediate(turns === 1 ? then : () => afterTurns(turns - 1, then));
}
