// @ts-check
/** Keeps the playground's clock walking between redraws. */

/** @type {{ shown: string, at: number } | undefined} */
let base;

export function startClock() {
  setInterval(tick, 1000);
}

function tick() {
  const element = document.getElementById('now');
  const { now = '', timezone: timeZone = 'UTC' } = element?.dataset ?? {};
  if (element === null || now === '') return;
  if (base?.shown !== now) base = { shown: now, at: performance.now() };
  const time = new Date(Date.parse(now) + performance.now() - base.at);
  put('date', time, { timeZone, weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' });
  put('time', time, { timeZone, hour: 'numeric', minute: '2-digit' });
}

/**
 * @param {string} part
 * @param {Date} time
 * @param {Intl.DateTimeFormatOptions} shape
 */
function put(part, time, shape) {
  const element = document.querySelector(`#now [data-part=${part}]`);
  const text = new Intl.DateTimeFormat('en-US', shape).format(time);
  if (element !== null && element.textContent !== text) element.textContent = text;
}
