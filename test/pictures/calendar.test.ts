import { expect, test } from 'vitest';
import { calendarOf } from '../../src/domain/calendar.ts';
import { addDays } from '../../src/domain/days.ts';
import type { Day } from '../../src/domain/words.ts';
import { checkMessage } from '../../src/local/slack/block-kit.ts';
import { calendarAlt, calendarPicture, calendarSvg } from '../../src/pictures/calendar.ts';
import { calendarMessage } from '../../src/slack/views/calendar.ts';

const today = '2026-11-24' as Day;
const now = new Date('2026-11-24T10:00:00Z');
const hostile = '<script>alert("x")</script> & <!channel> <https://evil.example|click> \u0000\u202e';

const team = (names: readonly string[]) =>
  calendarOf(
    names.flatMap((who, n) => [
      { who, dueOn: addDays(today, -1 - n), tier: 1 as const, keys: 1 },
      { who, dueOn: addDays(today, n * 3), tier: 3 as const, keys: 2 + n },
    ]),
    'custodian',
    today,
  );

const widthAndHeight = (png: Uint8Array): [number, number] => {
  const header = Buffer.from(png);
  return [header.readUInt32BE(16), header.readUInt32BE(20)];
};

test('the picture is a PNG of twice the size of its drawing, with words in it', async () => {
  const calendar = team(['Ana', 'Bea']);
  const { png } = await calendarPicture(calendar, now);
  expect(Buffer.from(png.subarray(0, 8)).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(calendarSvg(calendar, now)) ?? [];
  expect(widthAndHeight(png)).toEqual([Number(width) * 2, Number(height) * 2]);
  // The same without its texts is much smaller: the font was found.
  const wordless = await calendarPicture({ ...calendar, rows: [] }, now);
  expect(png.length).toBeGreaterThan(wordless.png.length * 1.3);
});

test('names of people are text in it, whatever they are', async () => {
  const svg = calendarSvg(team([hostile]), now);
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('&lt;script&gt;');
  expect((await calendarPicture(team([hostile]), now)).png.length).toBeGreaterThan(1_000);
});

test('its alternative text says what it shows, the most urgent first, within the limit of Slack', () => {
  expect(calendarAlt(team(['Ana', 'Bea']))).toBe(
    'Keys to rotate by custodian: 2 overdue, 5 due in the next 12 weeks. ' +
      'Bea: 1 (1 of tier 1) overdue, 3 in the week of 23 Nov. ' +
      'Ana: 1 (1 of tier 1) overdue, 2 in the week of 23 Nov.',
  );
  const many = calendarAlt(team(Array.from({ length: 60 }, (_, n) => `${'x'.repeat(200)}${n}`)));
  expect(many.length).toBeLessThanOrEqual(1_000);
  expect(many).toContain('And more.');
});

test.each([
  calendarOf([], 'custodian', today),
  team(['Ana']),
  team(Array.from({ length: 60 }, (_, n) => `${hostile}${'long '.repeat(500)}${n}`)),
])('the message stays within the limits of Slack and makes nothing of names', (calendar) => {
  const message = calendarMessage(calendar);
  expect(checkMessage(message)).toEqual([]);
  expect(JSON.stringify(message)).not.toMatch(/<!channel>|<https:\/\/evil/);
});
