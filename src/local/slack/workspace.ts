/** Everything an API method or a person's hand works on. Made once by the server and passed along. */
import type { Deliveries } from './deliveries.ts';
import type { Desks } from './desks.ts';
import type { Events } from './events.ts';
import type { InstalledApp } from './manifest.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Triggers } from './triggers.ts';
import type { World } from './world.ts';

export interface Workspace {
  readonly world: World;
  readonly desks: Desks;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly deliveries: Deliveries;
  readonly events: Events;
  readonly app: InstalledApp;
  /** Seconds since the epoch as a float. */
  readonly now: () => number;
  readonly mintTs: () => string;
  /** Origin of this server without a slash at the end. */
  readonly origin: () => string;
  /** A new Socket Mode address; throws a SlackError when deliveries do not go that way. */
  readonly openSocketAddress: () => string;
}
