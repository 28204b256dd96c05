/** What a page that shows something already is sent when something changes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { option } from './small-bot.ts';
import { type Stage, startStage } from './stage.ts';

const desk = 'C00TRADING';
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

async function drawn(have: readonly string[] = []): Promise<{ html: string; changes: number }> {
  const address = new URL(`/fragment?as=U000000ANA&in=${desk}`, stage.playground.url);
  const response = await fetch(address, { headers: { Have: have.join(' ') } });
  return { html: await response.text(), changes: Number(response.headers.get('Changes')) };
}

const marksIn = (html: string): string[] =>
  [...html.matchAll(/data-mark="([^"]+)"/g)].map(([, mark = '']) => mark);

async function act(deed: unknown): Promise<{ changes: number }> {
  const response = await fetch(new URL('/do', stage.playground.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(deed),
  });
  return (await response.json()) as { changes: number };
}

test('a redraw brings what is not shown yet, and of the rest only its place', async () => {
  const one = await stage.bot.post(desk, 'The first words');
  const before = await drawn();
  const two = await stage.bot.post(desk, 'The second words');
  const after = await drawn(marksIn(before.html));
  expect(after.html).not.toContain('The first words');
  expect(after.html).toContain(`id="m-main-${desk}-${one}" data-same="true"`);
  expect(after.html).toContain('The second words');
  expect(after.html.length).toBeLessThan(before.html.length / 3);

  await stage.bot.call('chat.update', { channel: desk, ts: one, text: 'Other words' });
  const edited = await drawn([...marksIn(before.html), ...marksIn(after.html)]);
  expect(edited.html).toContain('Other words');
  expect(edited.html).not.toContain('The second words');
  expect(edited.html).toContain(`id="m-main-${desk}-${two}" data-same="true"`);
});

test('a message whose surroundings change how it looks is sent again', async () => {
  const ts = await stage.bot.post(desk, 'To be kept in sight');
  const before = await drawn();
  await stage.bot.call('pins.add', { channel: desk, timestamp: ts });
  expect((await drawn(marksIn(before.html))).html).toContain('To be kept in sight');
});

test('a deed tells how many changes there were, and counts only when it changed something', async () => {
  const { changes } = await drawn();
  const said = await act({ do: 'say', as: 'U000000ANA', channel: desk, text: 'Hello' });
  expect(said.changes).toBeGreaterThan(changes);
  expect((await drawn()).changes).toBe(said.changes);
  stage.bot.ack = () => ({ options: [option('One', 'one')] });
  const ts = await stage.bot.post(desk, 'Card', [
    {
      type: 'actions',
      block_id: 'a',
      elements: [{ type: 'external_select', action_id: 'one', min_query_length: 0 }],
    },
  ]);
  const posted = await drawn();
  const place = { in: 'message', channel: desk, ts };
  const asked = { do: 'suggest', as: 'U000000ANA', place, actionId: 'one', blockId: 'a', typed: '' };
  expect((await act(asked)).changes).toBe(posted.changes);
  expect((await act({ do: 'move_clock', by: { days: 1 } })).changes).toBeGreaterThan(posted.changes);
});

test('the stream begins with the count, so that a page that lost it knows what it missed', async () => {
  const reading = new AbortController();
  const response = await fetch(new URL('/live', stage.playground.url), { signal: reading.signal });
  const stream = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let said = '';
  const hears = async (changes: number): Promise<void> => {
    while (!said.includes(`data: ${changes}\n\n`)) {
      const { value, done } = (await stream?.read()) ?? { done: true };
      if (done) throw new Error(`the stream ended before ${changes} was told: ${said}`);
      said += value;
    }
  };
  await hears((await drawn()).changes);
  await stage.bot.post(desk, 'News');
  await hears((await drawn()).changes);
  reading.abort();
});
