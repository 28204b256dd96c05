import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  issuerOf,
  type Probe,
  type ProbeReply,
  type Provider,
  type StepKind,
} from '../../src/domain/provider.ts';
import { findProvider, providerOf, providers } from '../../src/providers/index.ts';
import { secretSamples } from './secret-samples.ts';
import { traps } from './traps.ts';

const folder = new URL('../../src/providers/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
const named = providers.map((provider) => [provider.id, provider] as const);
const known = named.filter(([id]) => id !== 'generic');
const probed = providers.flatMap(({ id, probe, publicId }) =>
  probe ? [[id, probe, publicId] as const] : [],
);
const firstNow = new Date('2026-11-23T05:08:23.456Z');
const otherNow = new Date('2027-02-03T21:45:01.002Z');

describe('the registry', () => {
  test('holds exactly the providers that the files describe', async () => {
    const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
    const described = modules.flatMap((module) => Object.values(module as Record<string, Provider>));
    expect(described.every((value) => Array.isArray(value.playbook))).toBe(true);
    expect(described.map(({ id }) => id).sort()).toEqual(providers.map(({ id }) => id).sort());
  });

  test('has no id, name or alias that means two providers', () => {
    const names = providers.flatMap(({ id, name, aliases }) => [
      ...new Set([id, name, ...aliases].map((each) => each.toLowerCase())),
    ]);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    expect(twice).toEqual([]);
  });

  test('finds a provider by id, name and alias, whatever the case', () => {
    expect(providerOf(' gcp ')?.id).toBe('google_sa');
    expect(providerOf('GATE.IO')?.id).toBe('gate');
    expect(providerOf('nobody')).toBeUndefined();
    expect(findProvider('aws').name).toBe('AWS');
    expect(() => findProvider('nobody')).toThrow('nobody');
  });
});

describe.each(named)('%s', (_, provider) => {
  test('has a stable id and a real day of review', () => {
    expect(provider.id).toMatch(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/);
    expect(provider.reviewed).toMatch(/^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/);
    expect(new Date(provider.reviewed).toISOString().slice(0, 10)).toBe(provider.reviewed);
  });

  test('is named in a sentence as somebody whom one can ask', () => {
    expect(issuerOf(provider)).not.toMatch(/\b(?:key|token|account|other)\b|[()]/i);
  });

  test('shows links only to official hosts, over https', () => {
    const links = [
      ...provider.regions.map(({ keysPage }) => keysPage),
      ...provider.playbook.flatMap(({ page }) => (page && page !== 'keysPage' ? [page] : [])),
    ];
    for (const link of links) expect(isOfficial(link, provider), link).toBe(true);
    for (const { apiHost } of provider.regions) expect(provider.officialHosts).toContain(apiHost);
  });

  test('writes only official addresses into sentences', () => {
    for (const sentence of sentences(provider)) {
      for (const [address] of sentence.matchAll(/https?:\/\/[^\s"]+/g)) {
        expect(isOfficial(address, provider), address).toBe(true);
      }
    }
  });

  test('refers only to its own sources', () => {
    const ids = provider.sources.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { url } of provider.sources) expect(new URL(url).protocol).toBe('https:');
    for (const { sources } of graded(provider)) for (const id of sources) expect(ids).toContain(id);
  });

  test('gives a source for everything that is called documented or reported', () => {
    const bare = graded(provider).filter(
      ({ grade, sources }) => ['documented', 'reported'].includes(grade) && sources.length === 0,
    );
    expect(bare).toEqual([]);
  });

  test('has steps to delete, prove, replace, tell, hunt and review', () => {
    const kinds = new Set<StepKind>(provider.playbook.map(({ kind }) => kind));
    for (const kind of ['delete', 'prove', 'replace', 'tell', 'hunt', 'review'] as const) {
      expect(kinds, kind).toContain(kind);
    }
    if (provider.canDisable.value) expect(kinds).toContain('disable');
  });

  test('has step ids that are unique and can be stored for ever', () => {
    const ids = provider.playbook.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  });

  test('keeps another way to delete behind the first, and helps that last among the stopgaps', () => {
    const [, ...others] = provider.playbook.filter(({ kind }) => kind === 'delete');
    for (const step of provider.playbook) {
      if (step.role === 'spare') expect(others, step.id).toContain(step);
      if (step.role === 'lasting') expect(['contain', 'disable'], step.id).toContain(step.kind);
    }
  });

  test('has titles for a phone and says how for each', () => {
    for (const { title, how } of provider.playbook) {
      expect(title.length, title).toBeLessThanOrEqual(60);
      expect(title).toMatch(/^[A-Z].*[^.\s]$/);
      expect(how.length, title).toBeGreaterThan(0);
    }
  });

  test('says last when a step that stops the key is done, and first when it is not needed at all', () => {
    for (const { id, kind, how } of provider.playbook) {
      if (!['contain', 'disable', 'delete'].includes(kind)) continue;
      const done = how.findIndex((sentence) => sentence.startsWith('Done when'));
      if (done >= 0) expect(done, id).toBe(how.length - 1);
      const needless = how.findIndex((sentence) => /Skip this step/.test(sentence));
      expect(needless, id).toBeLessThanOrEqual(0);
      // Beside the way by the page, a line for a terminal reads like one more step.
      expect(how.join('\n'), id).not.toMatch(/^Or:? /m);
    }
  });

  test('deletes in at most 80 words; the rest are details', () => {
    for (const { id, how } of provider.playbook.filter(({ kind }) => kind === 'delete'))
      expect(how.join(' ').split(/\s+/).length, id).toBeLessThanOrEqual(80);
  });

  test('warns of every trap that is known', () => {
    const known = traps[provider.id] ?? [];
    expect(known.length).toBeGreaterThan(0);
    for (const { trap, step, says, outlives } of known) {
      const warning = provider.playbook.find(({ id }) => id === step);
      expect([...(warning?.how ?? []), ...(warning?.details ?? [])].join('\n'), trap).toMatch(says);
      if (outlives) expect(['contain', 'disable', 'prove'], trap).not.toContain(warning?.kind);
    }
  });

  test('names the key to look for where it is deleted', () => {
    const deletions = provider.playbook.filter(({ kind }) => kind === 'delete');
    expect(deletions[0]?.how.join(' ')).toContain('{keyId}');
    expect(deletions[0]?.how.join(' ')).toContain('Done when');
    if (provider.regions.length > 0) expect(deletions[0]?.page).toBe('keysPage');
  });

  test('can be asked, or has a ladder of what stands in for an answer', () => {
    expect(provider.ladder === undefined).toBe(provider.probe !== null);
  });

  test('uses only placeholders that are filled', () => {
    const filled = ['keyId', 'account', 'label', 'environment', 'page'];
    for (const sentence of sentences(provider)) {
      for (const [, name] of sentence.matchAll(/\{(\w+)\}/g)) expect(filled, sentence).toContain(name);
    }
  });

  test('speaks of permissions and environments that it has', () => {
    const permissions = provider.permissions.map(({ id }) => id);
    const environments = provider.environments.map(({ id }) => id);
    expect(environments.length).toBeGreaterThan(0);
    expect(permissions.length).toBeGreaterThan(0);
    for (const ids of [permissions, environments, provider.regions.map(({ id }) => id)]) {
      expect(new Set(ids).size).toBe(ids.length);
    }
    for (const user of [...provider.playbook, ...provider.expiry]) {
      for (const id of user.permissions ?? []) expect(permissions).toContain(id);
    }
    for (const rule of provider.expiry) {
      for (const id of rule.environments) expect(environments).toContain(id);
    }
  });

  test('hunts whatever the permissions are', () => {
    for (const { id } of provider.permissions) {
      const hunts = provider.playbook.filter(
        ({ kind, permissions }) => kind === 'hunt' && (!permissions || permissions.includes(id)),
      );
      expect(hunts.length, id).toBeGreaterThan(0);
    }
  });

  test('accepts its example id, and nothing around it', () => {
    const { example, pattern } = provider.publicId;
    expect(example).toMatch(pattern);
    expect(`${example} ${example}`).not.toMatch(pattern);
    expect(pattern.source).toMatch(/^\^.*\$$/);
    expect(pattern.flags).not.toMatch(/[gy]/);
  });

  test('knows each of its secrets by a sample, which is no public id', () => {
    for (const { name, pattern, where } of provider.secrets) {
      const sample = secretSamples[`${provider.id}: ${name}`];
      expect(sample, `a sample of "${provider.id}: ${name}"`).toBeDefined();
      expect(sample).toMatch(pattern);
      if (where === 'anywhere') expect(`see ${sample}, please`).toMatch(pattern);
      else expect(pattern.source).toMatch(/^\^.*\$$/);
      expect(pattern.flags).not.toMatch(/[gy]/);
      if (!provider.publicId.looksLikeItsSecret) expect(sample).not.toMatch(provider.publicId.pattern);
    }
  });

  test('refuses everywhere only what no other provider takes for a public id', () => {
    for (const { name, pattern, onlyHere, where } of provider.secrets) {
      if (onlyHere || where === 'field') continue;
      for (const { id, publicId } of providers)
        expect(publicId.example, `${name} against ${id}`).not.toMatch(pattern);
    }
  });
});

describe.each(known)('%s', (_, provider) => {
  test('has sources and official hosts', () => {
    expect(provider.sources.length).toBeGreaterThan(0);
    expect(provider.officialHosts.length).toBeGreaterThan(0);
    expect(provider.regions.length).toBeGreaterThan(0);
  });
});

describe.each(probed)('the probe of %s', (id, probe, { example }) => {
  test('classifies every documented answer once', () => {
    const codes = probe.answers.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(probe.answers.some(({ means }) => means === 'exists')).toBe(true);
    expect(probe.answers.some(({ means }) => means === 'absent')).toBe(true);
  });

  test('asks a path, never a host, for any environment', () => {
    for (const environment of ['live', 'demo']) {
      const { path } = probe.request({ keyId: example, region: 'global', environment, now: firstNow });
      expect(path).toMatch(/^\/[^/\\]/);
      expect(new URL(path, 'https://api.example').host).toBe('api.example');
      expect(path).not.toContain('#');
    }
  });

  test('asks the same of every key but for the id, with a constant junk signature', () => {
    const other = another(example);
    expect(other).not.toBe(example);
    expect(asked(probe, example, firstNow)).toBe(asked(probe, other, firstNow));
    const junk = junkIn(asked(probe, example, firstNow));
    expect(junk).toEqual(junkIn(asked(probe, example, otherNow)));
    // Google's list is public: that question carries no signature at all.
    expect(junk.length > 0).toBe(id !== 'google_sa');
  });

  test('reads absence out of nothing that it was not told', () => {
    for (const reply of strangeReplies) {
      const code = probe.code(reply, { keyId: example });
      const means = probe.answers.find((answer) => answer.code === code)?.means ?? 'inconclusive';
      expect(['exists', 'absent', 'weak_absent'], reply.body).not.toContain(means);
    }
  });

  test('stays within a budget and warns first', () => {
    expect(probe.budget).toBeGreaterThanOrEqual(2);
    expect(probe.budget).toBeLessThanOrEqual(6);
    expect(probe.spacingSeconds).toBeGreaterThanOrEqual(10);
    expect(probe.warning.length).toBeGreaterThan(40);
  });
});

const strangeBodies = [
  '',
  ' ',
  '<!doctype html><html><body>Attention Required! key does not exist 50119 -2008 10003</body></html>',
  'null',
  '[]',
  '{}',
  '"50119"',
  '{"code":999999,"retCode":999999,"label":"MADE_UP","error":["EMadeUp:Invalid key"]}',
  '{"code":"made-up","retCode":"made-up","msg":"API key does not exist"}',
  '{"code":null,"retCode":null,"label":null,"error":[]}',
  '{"code":{"code":"50119"},"retCode":[10003],"label":["INVALID_KEY"],"error":"EAPI:Invalid key"}',
  '{"code":"50119"',
  '<?xml version="1.0"?><Error><Code>InvalidClientTokenId</Code></Error>',
  '<ErrorResponse><Error><Code>MadeUp</Code></Error></ErrorResponse>',
  '<html><Code>InvalidClientTokenId</Code></html>',
  '{"error":{"code":403,"status":"PERMISSION_DENIED"}}',
  '{"0123":"-----BEGIN CERTIFICATE-----"}',
];
const strangeReplies: readonly ProbeReply[] = strangeBodies.flatMap((body) =>
  [200, 301, 400, 401, 403, 404, 429, 500, 503].map((status) => ({
    status,
    contentType: body.startsWith('<') ? 'text/html' : 'application/json',
    body,
  })),
);

function isOfficial(link: string, { officialHosts }: Provider): boolean {
  const { protocol, host, username, password } = new URL(link);
  return protocol === 'https:' && officialHosts.includes(host) && !username && !password;
}

const rungsOf = ({ ladder }: Provider) =>
  [ladder?.lookUp, ladder?.scanner, ladder?.auditLog].flatMap((rung) => (rung ? [rung] : []));

function sentences(provider: Provider): string[] {
  const { playbook, create, expiry, replacing } = provider;
  return [
    ...rungsOf(provider).map(({ value }) => value),
    ...playbook.flatMap(({ title, how, details, evidence }) => [
      title,
      ...how,
      ...(details ?? []),
      evidence ?? '',
    ]),
    ...create.how,
    ...(replacing?.end ?? []),
    replacing?.mind ?? '',
    ...expiry.map(({ says }) => says),
  ];
}

function graded(provider: Provider) {
  const { playbook, create, expiry, allowlist, maxKeysPerAccount, canDisable, ladder, replacing } = provider;
  return [
    ...rungsOf(provider),
    ...(ladder?.localCheck ? [ladder.localCheck] : []),
    ...(ladder?.lag ? [ladder.lag] : []),
    ...playbook,
    create,
    ...(replacing ? [replacing] : []),
    ...expiry.map(({ days }) => days),
    ...(allowlist ? [allowlist.max] : []),
    maxKeysPerAccount,
    canDisable,
  ].map(({ grade, sources }) => ({ grade, sources }));
}

/** Another id of the same form: the first digit after the prefix is changed. */
function another(example: string): string {
  return example.replace(/[0-9](?=[^0-9]*$)|[0-9](?=[0-9a-zA-Z]*$)/, (digit) => (digit === '7' ? '6' : '7'));
}

/** The whole question as text, with the id taken out. */
function asked(probe: Probe, keyId: string, now: Date): string {
  const text = JSON.stringify(probe.request({ keyId, region: 'global', environment: 'live', now }));
  return text.replaceAll(keyId, 'ID');
}

/** Long runs of one character: the shape of every junk signature. */
function junkIn(text: string): string[] {
  return text.match(/0{32,}|A{32,}=*/g) ?? [];
}
