import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fill, type PlaybookFacts, playbookFor, reorder } from '../../src/domain/playbook.ts';
import { generic } from '../../src/providers/generic.ts';
import { providers } from '../../src/providers/index.ts';
import { okx } from '../../src/providers/okx.ts';

const facts: PlaybookFacts = {
  provider: okx,
  permissions: ['read', 'trade'],
  region: 'eea',
  environment: 'live',
  keyId: '01234567-89ab-4cde-8f01-23456789abcd',
  label: 'prop-desk',
  account: 'sub-7',
  abuseSeen: false,
  serviceCount: 2,
  hasBaseline: true,
};
const elsewhere: PlaybookFacts = {
  ...facts,
  provider: generic,
  region: null,
  environment: 'production',
  permissions: ['read'],
};
const kindsOf = (steps: readonly { kind: string }[]) => [...new Set(steps.map(({ kind }) => kind))];

describe('playbook', () => {
  test.each<[string, PlaybookFacts, string]>([
    ['trades', facts, 'kill_first'],
    ['withdraws behind an allowlist', { ...facts, permissions: ['withdraw'] }, 'kill_first'],
    ['only reads', { ...facts, permissions: ['read'] }, 'overlap'],
    ['only reads, but abuse was seen', { ...facts, permissions: ['read'], abuseSeen: true }, 'kill_first'],
    ['only reads and serves nobody', { ...facts, permissions: ['read'], serviceCount: 0 }, 'kill_first'],
    ['trades in demo', { ...facts, environment: 'demo' }, 'overlap'],
    ['trades in demo, abuse seen', { ...facts, environment: 'demo', abuseSeen: true }, 'kill_first'],
    ['writes', { ...elsewhere, permissions: ['write'] }, 'kill_first'],
    ['administers', { ...elsewhere, permissions: ['admin'] }, 'kill_first'],
    ['administers a test', { ...elsewhere, permissions: ['admin'], environment: 'test' }, 'overlap'],
  ])('a key that %s: %s', (_, each, order) => expect(playbookFor(each).order).toBe(order));

  test('kill first deletes before it tells; overlap replaces and tells before it deletes', () => {
    expect(kindsOf(playbookFor(facts).steps)).toEqual([
      'delete',
      'contain',
      'prove',
      'tell',
      'hunt',
      'replace',
      'review',
    ]);
    const calm = playbookFor({ ...facts, permissions: ['read'] });
    expect(kindsOf(calm.steps)).toEqual(['replace', 'tell', 'contain', 'delete', 'prove', 'hunt', 'review']);
  });

  test('only steps for what the key could do, all of them when that is not known', () => {
    const idsFor = (permissions: string[]) =>
      playbookFor({ ...facts, permissions }).steps.map(({ id }) => id);
    expect(idsFor(['read'])).not.toContain('hunt-orders');
    expect(idsFor(['trade'])).toContain('hunt-orders');
    expect(idsFor(['trade'])).not.toContain('hunt-withdrawals');
    const all = okx.playbook.map(({ id }) => id).sort();
    expect(idsFor(['read', 'trade', 'withdraw']).sort()).toEqual(all);
    expect(idsFor([]).sort()).toEqual(all);
    expect(idsFor(['read', 'unlisted']).sort()).toEqual(all);
  });

  test('placeholders are filled with the key, its account and the page of its region', () => {
    const step = playbookFor(facts).steps.find(({ kind }) => kind === 'delete');
    expect(step?.page).toEqual({ label: 'OKX key page', url: 'https://my.okx.com/account/my-api' });
    const text = step?.how.join('\n') ?? '';
    expect(text).toContain('https://my.okx.com/account/my-api');
    expect(text).toContain(facts.keyId);
    expect(text).toContain('sub-7');
    expect(text).toContain('Live trading');
  });

  test('without a known region every page is named and none is linked', () => {
    const step = playbookFor({ ...facts, region: null }).steps.find(({ kind }) => kind === 'delete');
    expect(step?.page).toBeNull();
    for (const { keysPage } of okx.regions) expect(step?.how.join('\n')).toContain(keysPage);
  });

  test('without an answer from before, the prove step says what that costs', () => {
    const proveOf = (hasBaseline: boolean) =>
      playbookFor({ ...facts, hasBaseline })
        .steps.find(({ kind }) => kind === 'prove')
        ?.how.at(-1);
    expect(proveOf(false)).toMatch(/will not be proof/);
    expect(proveOf(true)).not.toMatch(/will not be proof/);
  });

  test('a label made of placeholders stays as typed', () => {
    const { steps } = playbookFor({ ...facts, label: '{keyId}', account: '{page}{label}' });
    const text = steps.flatMap(({ how }) => how).join('\n');
    expect(text).toContain('{keyId} was compromised');
    expect(text).toContain('Account {page}{label},');
  });

  test('for every provider and key: no placeholder is left, kinds are complete, a lead keeps the steps', () => {
    const anyFacts = fc.constantFrom(...providers).chain((provider) =>
      fc.record({
        provider: fc.constant(provider),
        permissions: fc.subarray(provider.permissions.map(({ id }) => id)),
        region: fc.constantFrom(null, ...provider.regions.map(({ id }) => id)),
        environment: fc.constantFrom(...provider.environments.map(({ id }) => id)),
        keyId: fc.constant(provider.publicId.example),
        label: fc.constant('prop-desk'),
        account: fc.constant('main'),
        abuseSeen: fc.boolean(),
        serviceCount: fc.nat(3),
        hasBaseline: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(anyFacts, (each) => {
        const playbook = playbookFor(each);
        expect(JSON.stringify(playbook.steps)).not.toMatch(/\{(keyId|label|account|environment|page)\}/);
        expect(kindsOf(playbook.steps)).toEqual(
          expect.arrayContaining(['delete', 'prove', 'replace', 'tell', 'hunt', 'review']),
        );
        const other = reorder(
          playbook,
          playbook.order === 'overlap' ? 'kill_first' : 'overlap',
          'the lead said so',
        );
        expect(other.because).toBe('the lead said so');
        expect(other.steps.map(({ id }) => id).sort()).toEqual(playbook.steps.map(({ id }) => id).sort());
        expect(reorder(other, playbook.order, playbook.because)).toEqual(playbook);
      }),
    );
  });
});

test("a step never links to the site of another region than the key's", () => {
  for (const provider of providers) {
    const siteOf = (region: string) =>
      new URL(provider.regions.find(({ id }) => id === region)?.keysPage ?? 'https://none.example').hostname;
    const sites = provider.regions.map(({ id }) => siteOf(id));
    for (const { id } of provider.regions) {
      const { steps } = playbookFor({ ...facts, provider, region: id, permissions: [] });
      const elsewhere = steps.flatMap(({ page }) => {
        const hostname = page === null ? '' : new URL(page.url).hostname;
        return sites.includes(hostname) && hostname !== siteOf(id) ? [hostname] : [];
      });
      expect(elsewhere, `${provider.id} ${id}`).toEqual([]);
    }
  }
});

test('an account that is called one is not called it twice', () => {
  const main = { ...facts, account: 'Main account' };
  expect(fill('Open {page}. Account {account}, {environment}.', main)).toMatch(/\. Main account, /);
  expect(fill('Log in, account {account}.', { ...facts, account: 'ops {label}' })).toBe(
    'Log in, account ops {label}.',
  );
  expect(fill('Repository {account}.', main)).toBe('Repository Main account.');
});
