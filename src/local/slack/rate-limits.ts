/** Slack's rate limits: tiers a minute for each method, and one post a second for each channel with a small burst. */
import type { Tier } from './methods.ts';

const perMinute: Readonly<Record<Tier, number>> = { 1: 1, 2: 20, 3: 50, 4: 100, special: 600 };
const burst = 3;

export class RateLimits {
  readonly #windows = new Map<string, { start: number; count: number }>();
  readonly #channels = new Map<string, { at: number; left: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Seconds to wait, or undefined when the call may go. */
  method(name: string, tier: Tier): number | undefined {
    const now = this.#now();
    const found = this.#windows.get(name);
    const window =
      found === undefined || now - found.start >= 60 || now < found.start ? { start: now, count: 0 } : found;
    this.#windows.set(name, window);
    if (window.count >= perMinute[tier]) return Math.max(1, Math.ceil(window.start + 60 - now));
    window.count += 1;
    return undefined;
  }

  /** The same for a post into one channel. */
  post(channel: string): number | undefined {
    const now = this.#now();
    const found = this.#channels.get(channel) ?? { at: now, left: burst };
    const left = Math.min(burst, found.left + Math.max(0, now - found.at));
    const goes = left >= 1;
    this.#channels.set(channel, { at: now, left: goes ? left - 1 : left });
    return goes ? undefined : 1;
  }
}
