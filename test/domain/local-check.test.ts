/** The printed lines are run here for real, in bash, against a server of this machine. */
import { execFile, spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localCheckLine } from '../../src/domain/local-check.ts';
import type { LocalCheck } from '../../src/domain/provider.ts';
import { providers } from '../../src/providers/index.ts';
import { newFolder } from '../support/room.ts';

const checks = providers.flatMap((provider) => {
  const check = provider.ladder?.localCheck;
  return check ? [[provider.id, provider, check] as const] : [];
});
const SECRET = 'not-a-real-secret_0123456789';

let server: Server;
let answer: { status: number; body: string };
let asked: { url: string; headers: Record<string, unknown> }[];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: { ...request.headers } });
    response.writeHead(answer.status, { location: '/elsewhere' });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

/** What the line prints when somebody types this after it. */
function run(line: string, typed: string, path = process.env['PATH']): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['--norc', '-c', line], {
      env: { PATH: path },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    shell.stdout.on('data', (chunk) => (out += chunk));
    shell.stderr.on('data', (chunk) => (out += chunk));
    shell.once('error', reject);
    shell.once('close', () => resolve(out.trim()));
    shell.stdin.end(`${typed}\n`);
  });
}

const here = (line: string, host: string): string =>
  line
    .replace(`https://${host}`, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    .replace('--proto =https', '--proto =http');

type Reply = typeof answer;
const dead = (piece: number | string): Reply =>
  typeof piece === 'number' ? { status: piece, body: '{}' } : { status: 401, body: `{"x":{${piece}}}` };
const alive = (piece: number | string): Reply =>
  typeof piece === 'number' ? dead(piece) : { status: 200, body: `{${piece}}` };
const unclear: readonly Reply[] = [
  { status: 302, body: '' },
  { status: 429, body: 'slow down 401' },
  { status: 503, body: '<html>401 200</html>' },
];

/** What the line prints for each of these, in one shell in which curl only says what it is told: to start it is dear. */
async function told(line: string, replies: readonly Reply[]): Promise<string[]> {
  const runs = replies.map(({ status, body }) => `curl() { printf '%s' '${body} ${status}'; }; ${line}`);
  return (await run(runs.join('\n'), replies.map(() => SECRET).join('\n'))).split('\n');
}

describe.each(checks)('the line for %s', (_id, provider, check: LocalCheck) => {
  const host = provider.regions[0]?.apiHost ?? '';
  const line = localCheckLine(check, host);

  test('goes to an official host, in one line, within what Slack shows', () => {
    expect(provider.officialHosts).toContain(check.by === 'ssh' ? check.host : host);
    expect(line).not.toMatch(/[\n`]/);
    expect(line.length).toBeLessThan(700);
    const hosts = [...line.matchAll(/https:\/\/([^/']+)/g)].map(([, found]) => found);
    expect(hosts).toEqual(check.by === 'ssh' ? [] : [host]);
  });

  if (check.by === 'ssh') return;
  test('prints one word for each clear answer, and unknown for all else', async () => {
    const replies = [...check.dead.map(dead), ...check.alive.map(alive), ...unclear];
    const words = [
      ...check.dead.map(() => 'dead'),
      ...check.alive.map(() => 'alive'),
      ...unclear.map(() => 'unknown'),
    ];
    expect(await told(line, replies)).toEqual(words);
    // By curl itself, one of each: it follows no redirect, and what it prints is what was supposed above.
    for (const word of ['dead', 'alive', 'unknown']) {
      answer = replies[words.indexOf(word)] ?? answer;
      asked = [];
      expect(await run(here(line, host), SECRET)).toBe(word);
      expect(asked).toHaveLength(1);
    }
    const sent = JSON.stringify(asked[0]?.headers);
    expect(sent).toContain(SECRET);
    expect(asked[0]?.url).toBe(check.path);
  });
});

test('a line is understood by the shells it is for, and keeps the secret out of arguments', async () => {
  for (const [, provider, check] of checks) {
    const line = localCheckLine(check, provider.regions[0]?.apiHost ?? '');
    await promisify(execFile)('bash', ['-n', '-c', line]);
    // The secret is only ever an argument of printf, which is no program of its own.
    expect(line.match(/"\$S"/g)?.length ?? 0).toBe(check.by === 'ssh' ? 0 : 1);
  }
});

test('over SSH a key counts as refused only when it was offered', async () => {
  const [, , check] = checks.find(([id]) => id === 'github_deploy_key') ?? [];
  if (check?.by !== 'ssh') throw new Error('the deploy key has its line');
  const folder = await newFolder('keysteward-ssh-');
  const said = async (words: string) => {
    await writeFile(
      `${folder}/ssh`,
      `#!/bin/sh\nprintf '%s\\n' ${words
        .split('\n')
        .map((each) => `'${each}'`)
        .join(' ')} >&2\n`,
    );
    await chmod(`${folder}/ssh`, 0o755);
    return run(localCheckLine(check, 'api.github.com'), 'id.pub', `${folder}:${process.env['PATH']}`);
  };
  const offered = 'debug1: Offering public key: id.pub ED25519 SHA256:x';
  const refused = 'git@github.com: Permission denied (publickey).';
  expect(await said(`${offered}\ndebug1: Server accepts key: id.pub\n${refused}`)).toBe('alive');
  expect(await said(`${offered}\n${refused}`)).toBe('dead');
  expect(await said(refused)).toBe('unknown');
  expect(await said('Host key verification failed.')).toBe('unknown');
});
