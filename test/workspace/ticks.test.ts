/** Ticks of one replica: none begins beside another, and one that failed keeps none of the next. */
import { expect, test } from 'vitest';
import { oneByOne } from '../../src/ticks.ts';

test('ticks follow each other in the order in which they were asked for, also after one that failed', async () => {
  const log: string[] = [];
  let nth = 0;
  const tick = oneByOne(async () => {
    nth += 1;
    const mine = nth;
    log.push(`begin ${mine}`);
    await new Promise((resolve) => setImmediate(resolve));
    log.push(`end ${mine}`);
    if (mine === 1) throw new Error('the first one fails');
  });
  const ends = await Promise.allSettled([tick(), tick(), tick()]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
});
