/** The house's own rules about who may import and call what; each exception stands here with its reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const sources = new Map(
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|js)$/.test(path))
    .map((path) => [`src/${path}`, readFileSync(join(root, 'src', path), 'utf8')]),
);
/** Code of the browser's page is not ours to hold to the server's rules. */
const ours = [...sources].filter(([path]) => !path.startsWith('src/local/playground/assets/'));

/** Files in which a pattern occurs, comments left out. */
const filesWith = (pattern: RegExp): string[] =>
  ours.filter(([, text]) => pattern.test(withoutComments(text))).map(([path]) => path);

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/[^\n]*/g, '$1');

type Allowed = Readonly<Record<string, string>>;
const outside = (found: readonly string[], allowed: Allowed): string[] =>
  found.filter(
    (path) => !Object.keys(allowed).some((place) => path === place || path.startsWith(`${place}/`)),
  );
/** An exception that nobody needs any more has to go. */
const unused = (found: readonly string[], allowed: Allowed): string[] =>
  Object.keys(allowed).filter(
    (place) => !found.some((path) => path === place || path.startsWith(`${place}/`)),
  );

const rules: readonly (readonly [string, RegExp, Allowed])[] = [
  [
    'an act is made by the gate and the clock alone',
    /import\s*\{[^}]*\bmakeAct\b[^}]*\}/,
    { 'src/slack/gate.ts': 'the gate', 'src/workspace/clock-act.ts': 'the clock' },
  ],
  [
    'a transaction and a scope are made by the store alone',
    /\bnew (?:Tx|Scope)\(/,
    { 'src/store/database.ts': 'inWorkspace and lookingInto' },
  ],
  [
    'only the store knows the database driver',
    /from '(?:pg|drizzle-orm|drizzle-kit)(?:\/[^']*)?'|import\('(?:pg|drizzle-orm)/,
    { 'src/store': 'the store', 'src/local': 'starts the embedded server and moves its clock' },
  ],
  [
    'only the store says SQL',
    /\.pool\.query|\.sql\.execute|\bsql`/,
    {
      'src/store': 'the store',
      'src/serve.ts': 'asks once, before anything is started, whether a playground moved this clock',
    },
  ],
  [
    'time comes from the database: nothing else asks this machine what time it is',
    /\bDate\.now\(\)|\bnew Date\(\)|\bperformance\.now\(\)/,
    {
      'src/bot.ts': 'how long a stop waits for people who were not answered yet',
      'src/local/clock.ts': 'the moved clock is an offset on the real one',
      'src/local/postgres.ts': 'how long to wait for a server to start',
      'src/local/postgres/server.ts': 'how long to wait for a server to start or stop',
      'src/local/slack/deliver-http.ts': 'a signature is dated by the transport, never by a moved clock',
      'src/local/slack/server.ts': 'the default when no clock is given',
      'src/slack/holds.ts': 'how long a lease is surely ours still, which the database cannot tell in time',
      'src/slack/health.ts': 'how long ago Slack answered this process',
      'src/watching.ts': 'whether this process stood still, which no other clock can tell',
      'src/work.ts': 'how long ago a loop of this process turned',
    },
  ],
  [
    'nothing is left to chance but ids of replicas, faults and the local Slack',
    /\bMath\.random\(\)|\brandom(?:UUID|Bytes|Int)\(/,
    {
      'src/bot.ts': 'name of a replica',
      'src/slack/gate.ts': 'id of a fault, for the log',
      'src/local': 'ids of the local Slack, passwords of the embedded server',
    },
  ],
  [
    'the environment is read once',
    /\bprocess\.env\b/,
    {
      'src/main.ts': 'the settings',
      'src/start.js': 'runs before anything of ours',
      'src/operate': 'tools of their own',
      'src/local/postgres/account.ts': 'PATH for the programs of the embedded server',
    },
  ],
  ['nothing writes to the console', /\bconsole\.(?:log|info|warn|error|debug|trace|table|dir)\b/, {}],
  ['nothing hides from the type checker', /@ts-(?:ignore|expect-error|nocheck)/, {}],
];

describe('the house', () => {
  test.each(rules)('%s', (_rule, pattern, allowed) => {
    const found = filesWith(pattern);
    expect(outside(found, allowed), 'files that break the rule').toEqual([]);
    expect(unused(found, allowed), 'exceptions that nobody needs').toEqual([]);
  });

  test('a view draws plain models: of use cases it imports types alone, and these words', () => {
    const imported =
      /^(?:import|export) \{([^}]*)\} from '\.\.\/\.\.\/(?:audit|custody|incident|proof|rotation|workspace)\//gm;
    const values = ours
      .filter(([path]) => path.startsWith('src/slack/views/'))
      .flatMap(([path, text]) =>
        [...text.matchAll(imported)].flatMap(([, names = '']) =>
          names
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== '' && !name.startsWith('type '))
            .map((name) => `${path}: ${name}`),
        ),
      );
    expect(values.sort()).toEqual([
      'src/slack/views/service.ts: CRITICALITIES',
      'src/slack/views/trouble.ts: troubleWords',
    ]);
  });

  test('the patterns of the rules do find what they forbid', () => {
    const offences = [
      `import { type Act, makeAct } from '../domain/act.ts';`,
      'const tx = new Tx(sql, act);',
      `import pg from 'pg';`,
      'await database.pool.query(text)',
      'const now = new Date();',
      'Math.random()',
      `process.env['PATH']`,
      'console.log(secret)',
      '@ts-ignore',
    ];
    expect(rules.map(([, pattern], index) => pattern.test(offences[index] ?? ''))).toEqual(
      rules.map(() => true),
    );
  });
});

test('each invariant of the design has a test that is named after it', () => {
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(root, 'test', path), 'utf8'))
    .join('\n');
  const unnamed = Array.from({ length: 10 }, (_, index) => index + 1).filter(
    (number) =>
      !new RegExp(`(?:test|it|describe)(?:\\.each\\([^)]*\\))?\\(\\s*['\`]invariant ${number}:`).test(tests),
  );
  expect(unnamed).toEqual([]);
});

describe('sizes', () => {
  const lines = (text: string): number => text.split('\n').length - 1;

  /** Data may be longer than thought. */
  function mostLines(path: string): number {
    return path.startsWith('src/providers/') ? 400 : 300;
  }

  test('no file is longer than one sitting', () => {
    const long = ours.filter(([path, text]) => lines(text) > mostLines(path));
    expect(long.map(([path, text]) => `${path}: ${lines(text)} of ${mostLines(path)}`)).toEqual([]);
    const sizes = ours.map(([, text]) => lines(text)).sort((a, b) => a - b);
    process.stdout.write(
      `files in src: ${sizes.length}, median ${sizes[Math.floor(sizes.length / 2)]} lines\n`,
    );
  });

  test('no handler is longer than forty lines', () => {
    const handlers = ours.filter(([path]) => /^src\/slack\/(?:actions|commands)\//.test(path));
    const long = handlers.flatMap(([path, text]) =>
      functionsIn(text)
        .filter(({ length }) => length > 40)
        .map(({ name, length }) => `${path}: ${name} has ${length} lines`),
    );
    expect(handlers.length).toBeGreaterThan(0);
    expect(long).toEqual([]);
  });
});

/** Functions at the top level, from their first line to the line that closes them. */
function functionsIn(text: string): { name: string; length: number }[] {
  const rows = text.split('\n');
  return rows.flatMap((row, at) => {
    const name = /^(?:export )?(?:async )?(?:function|const) (\w+)/.exec(row)?.[1];
    if (name === undefined) return [];
    const end = rows.findIndex(
      (other, index) => index >= at && /^[}\])]|;$/.test(other) && !/^\s/.test(other),
    );
    return [{ name, length: end - at + 1 }];
  });
}
