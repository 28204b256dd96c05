// @ts-check
/** Sending deeds to the server, and knowing whether anything is still under way. */

/** @typedef {{ changes?: number } & ({ ok: true, options?: { text: string, value: string }[], file?: string } | { ok: false, trouble: string })} Answer */

let underWay = 0;

/** The newest count of changes that this page was told of; it starts with what the page was drawn at. */
let newest = Number(document.documentElement.dataset['changes'] ?? 0);

/** @param {unknown} changes a count from the server @returns {number} the newest one */
export function newestChange(changes = 0) {
  newest = Math.max(newest, Number(changes));
  return newest;
}

/**
 * Counts work, so that `html[data-state]` says whether the page is still.
 * @template Result
 * @param {() => Promise<Result>} work
 */
export async function busyWith(work) {
  underWay += 1;
  document.documentElement.dataset['state'] = 'busy';
  try {
    return await work();
  } finally {
    underWay -= 1;
    if (underWay === 0) document.documentElement.dataset['state'] = 'still';
  }
}

/**
 * @param {Record<string, unknown>} deed
 * @returns {Promise<Answer>} never rejects: a lost server is a trouble too
 */
export function send(deed) {
  return busyWith(async () => {
    try {
      const response = await fetch('/do', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(deed),
      });
      const answer = /** @type {Answer} */ (await response.json());
      newestChange(answer.changes);
      return answer;
    } catch {
      return { ok: false, trouble: 'The playground does not answer. Is it still running? Nothing was sent.' };
    }
  });
}

/** Who this tab is. */
export function me() {
  return document.getElementById('app')?.dataset['as'] ?? '';
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding;

/**
 * Says something that has no better place, for a while.
 * @param {string} text
 */
export function notice(text) {
  const line = document.getElementById('notice');
  if (line === null) return;
  line.textContent = text;
  line.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    line.hidden = true;
  }, 8000);
}
