/** What only decorates an incident's room: done once, and a Slack that refuses it leaves nothing behind. */
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { expect, test, vi } from 'vitest';
import type { Effect } from '../../src/domain/effects.ts';
import { performEffect } from '../../src/slack/effects.ts';
import type { Claimed } from '../../src/store/outbox-claims.ts';
import { home, makeWorld } from '../incident/world.ts';

const refused = (error: string) => new WebAPIPlatformError({ ok: false, error });

test('pin, bookmark and canvas are made once, and are given up without a word where the app may not', async () => {
  const world = await makeWorld();
  const incident = await world.declare();
  await world.rows(`update outbox set channel = 'C0ROOM', ts = '1.2', done = wanted where name like 'room:%'
    or name like '%:card'`);
  const add = vi.fn(async (_args: object): Promise<void> => undefined);
  const client = {
    pins: { add },
    bookmarks: { add },
    conversations: { canvases: { create: add } },
  } as unknown as WebClient;
  const row = { workspace: home, id: 1, name: 'x', gate: 'x', lane: 1, wanted: 1 };
  const perform = (effect: Effect, attempts = 1) =>
    world.look((scope) =>
      performEffect({ client, scope, slash: '/key', dms: new Map(), remember: async () => undefined }, {
        ...row,
        effect,
        attempts,
        channel: null,
        ts: null,
        progress: null,
        wantedAt: new Date(0),
      } as Claimed),
    );
  const room = `room:incident:${incident}`;
  const decorations = [
    { do: 'pin', message: `incident:${incident}:card` },
    { do: 'bookmark', room, incident },
    { do: 'canvas', room, incident },
  ] as const satisfies Effect[];
  for (const effect of decorations) {
    add.mockClear();
    await perform(effect);
    expect(JSON.stringify(add.mock.calls)).toMatch(/C0ROOM/);
    for (const code of ['missing_scope', 'already_pinned', 'team_tier_cannot_create_channel_canvases']) {
      add.mockRejectedValueOnce(refused(code));
      await expect(perform(effect), `${effect.do}: ${code}`).resolves.toEqual({});
    }
    // What may pass is tried again.
    for (const passing of [
      refused('token_revoked'),
      refused('internal_error'),
      new WebAPIRateLimitedError(3),
    ]) {
      add.mockRejectedValueOnce(passing);
      await expect(perform(effect)).rejects.toBe(passing);
    }
  }
  // Slack takes the same bookmark twice, so after an unclear outcome it is rather none than two.
  add.mockClear();
  await perform({ do: 'bookmark', room, incident }, 2);
  expect(add).not.toHaveBeenCalled();
  // In a thread there is nothing to decorate.
  await world.rows(`update outbox set progress = 'no room: restricted_action' where name like 'room:%'`);
  for (const effect of decorations.slice(1)) await perform(effect);
  expect(add).not.toHaveBeenCalled();
});
