/** `npm run audit`, as a person at a terminal runs it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { auditTool } from '../../src/operate/audit-tool.ts';
import { HERE, type Log, logOf } from './log.ts';

const program = [join(import.meta.dirname, '../../src/start.js'), '--run', 'src/operate/audit.ts'];

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], url?: string): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await auditTool(args, {
    env: { DATABASE_URL: url },
    write: async (text) => {
      out += text;
    },
    complain: async (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

/** A file of this content. */
function fileOf(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'keysteward-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log.ndjson');
  writeFileSync(path, content);
  return path;
}

async function exported(log: Log): Promise<string[]> {
  const { code, out } = await run(['export', HERE], log.url);
  expect(code).toBe(0);
  return out.trimEnd().split('\n');
}

test('an export holds every hashed field and verifies without a database', async () => {
  const log = await logOf(7);
  const lines = await exported(log);
  expect(lines).toHaveLength(7);
  expect(Object.keys(JSON.parse(lines[0] ?? '')).sort()).toEqual([
    'actor',
    'at',
    'deed',
    'detail',
    'door',
    'hash',
    'seq',
    'subject',
    'workspace',
  ]);
  const banner =
    '\n> keysteward@0.1.0 audit\n> node src/start.js --run src/operate/audit.ts export T0HERE\n\n';
  const { code, out } = await run(['verify', fileOf(`${banner}${lines.join('\n')}\n`)]);
  expect(out).toContain(`whole. 7 entries, head sha256:${await log.head()}`);
  expect(code).toBe(0);
});

test('what was done to an export is named by its first broken link; a cut tail by the posted head', async () => {
  const log = await logOf(7);
  const lines = await exported(log);
  const posted = await log.head();
  const [third = '', fourth = ''] = lines.slice(2, 4);
  const cases: readonly (readonly [readonly string[], string])[] = [
    [lines.with(2, third.replace('naïve', 'naive')), 'Entry 3 does not fit'],
    [lines.toSpliced(2, 1), 'Entry 3 is missing'],
    [lines.toSpliced(2, 0, third), 'Entry 3 stands where entry 4 should'],
    [lines.toSpliced(2, 2, fourth, third), 'Entry 3 is missing'],
  ];
  for (const [spoiled, why] of cases) {
    const { code, out } = await run(['verify', fileOf(spoiled.join('\n'))]);
    expect(out).toContain(`BROKEN. ${why}`);
    expect(code).toBe(1);
  }
  const cut = fileOf(lines.slice(0, 5).join('\n'));
  expect(await run(['verify', cut])).toMatchObject({ code: 0, out: expect.stringContaining('5 entries') });
  expect(await run(['verify', cut, '--head', `sha256:${posted}`])).toMatchObject({
    code: 1,
    out: expect.stringContaining('posted head is not there'),
  });
});

test('the database itself is verified, with exit code 1 when something was changed', async () => {
  const log = await logOf(5);
  const posted = await log.head();
  const whole = await run(['verify', '--head', posted], log.url);
  expect(whole.out).toContain(`${HERE}: whole. 5 entries`);
  expect(whole.out).toContain('The posted head is entry 5');
  expect(whole.code).toBe(0);
  await log.forge(`update audit set detail = '{}' where seq = 2`);
  const broken = await run(['verify'], log.url);
  expect(broken.out).toContain(`${HERE}: BROKEN. Entry 2 does not fit its hash`);
  expect(broken.code).toBe(1);
});

test('what cannot be done is a sentence, without addresses or content', async () => {
  const log = await logOf(1);
  const secretive = fileOf('{"seq": 1, "secret": "hunter2"}\n');
  const cases: readonly (readonly [readonly string[], string | undefined, RegExp])[] = [
    [[], undefined, /Use: npm run audit/],
    [['verify', '--head', 'abc'], undefined, /Use: npm run audit/],
    [['verify', '--nonsense'], undefined, /Use: npm run audit/],
    [['export'], undefined, /Use: npm run audit/],
    [['verify'], undefined, /DATABASE_URL is not set/],
    [['verify'], 'postgres://u:hunter2@127.0.0.1:1/none', /ECONNREFUSED/],
    [['verify', '/nowhere/log.ndjson'], undefined, /cannot be read \(ENOENT\)/],
    [['verify', secretive], undefined, /Line 1 is not an entry of an export/],
    [['export', 'T0OTHER'], log.url, /No audit log of T0OTHER is here. There are: T0HERE/],
  ];
  for (const [args, url, says] of cases) {
    const { code, out, err } = await run(args, url);
    expect(err).toMatch(says);
    expect(`${out}${err}`).not.toMatch(/hunter2|\n {4}at /);
    expect(code).not.toBe(0);
  }
});

test('the program itself writes to its terminal and ends with the code', async () => {
  const log = await logOf(3);
  const whole = fileOf((await exported(log)).join('\n'));
  const ran = spawnSync(process.execPath, [...program, 'verify', whole, '--head', 'a'.repeat(64)], {
    encoding: 'utf8',
  });
  expect(ran.stdout).toContain('whole. 3 entries');
  expect(ran.stdout).toContain('posted head is not there');
  expect(ran.status).toBe(1);
});
