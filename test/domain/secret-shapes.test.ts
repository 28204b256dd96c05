import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Provider, SecretShape } from '../../src/domain/provider.ts';
import { looksSecret, type SecretContext } from '../../src/domain/secret-shapes.ts';
import { findProvider, providers } from '../../src/providers/index.ts';
import { okx } from '../../src/providers/okx.ts';
import { anyText } from '../support/any-text.ts';
import { realisticTexts } from './realistic-texts.ts';

const anywhere: SecretContext = { providers };
const under = (id: string, expects?: 'publicId' | 'passphrase-free-text'): SecretContext => ({
  providers,
  provider: findProvider(id),
  ...(expects ? { expects } : {}),
});
const SEED = 20261123;
const upperHex = '5C0A41E39B7D2F6688E1A0C4D3B2F719';
const uuid = '7b1f0c3e-52d4-4a86-9f0b-c1d2e3f4a5b6';
const hex64 = 'c4f1a09b3e7d5286f0a1b2c3d4e5f60718293a4b5c6d7e8f9012a3b4c5d6e7f8';
const sentences = [
  (secret: string) => secret,
  (secret: string) => `the secret is ${secret}`,
  (secret: string) => `the secret is ${secret}.`,
  (secret: string) => `SECRET_KEY="${secret}", keep it`,
  (secret: string) => `old key:${secret}\nnew key follows`,
  (secret: string) => `<https://example.com|docs> \`${secret}\``,
];

const shapes: [string, Provider, SecretShape][] = providers.flatMap((provider) =>
  provider.secrets
    .filter(({ where }) => where !== 'field')
    .map((shape): [string, Provider, SecretShape] => [`${provider.id}: ${shape.name}`, provider, shape]),
);

describe('every secret that a provider lists', () => {
  test.each(shapes)(
    '%s is refused bare and in sentences, 200 of 200',
    (_, provider, { pattern, name, onlyHere, where }) => {
      const secrets = fc.sample(fc.stringMatching(pattern), { numRuns: 200, seed: SEED });
      const texts = secrets.flatMap((secret) => sentences.map((sentence) => sentence(secret)));
      const own = { providers, provider };
      expect(texts.filter((text) => looksSecret(text, own) === null)).toEqual([]);
      expect(looksSecret(texts[0] ?? '', own)).toEqual({
        name: expect.any(String),
        provider: expect.any(String),
      });
      // Elsewhere the shape is as good as its own, save for those that only their provider may refuse by.
      if (where === 'anywhere' || onlyHere !== true) {
        expect(
          texts.filter((text) => looksSecret(text, anywhere) === null),
          name,
        ).toEqual([]);
      }
    },
  );

  const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  test.each([
    ['AWS', `${base62}+/`, 40],
    ['old Cloudflare', `${base62}-_`, 40],
    ['Cloudflare global', '0123456789abcdef', 37],
    ['Twilio, Bybit', base62, 32],
    ['Binance', base62, 64],
    ['Bitget, Gate', '0123456789abcdef', 64],
    ['any, base64 of 32 bytes', `${base62}+/`, 43],
  ])('%s secrets are refused in any note: fewer than 1 in 1,000 pass', (_, alphabet, length) => {
    const secret = fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
    const secrets = fc.sample(secret, { numRuns: 1000, seed: SEED });
    const passed = secrets.filter((each) => looksSecret(`the secret is ${each}`, anywhere) === null);
    expect(passed, `${passed.length} of ${secrets.length}`).toHaveLength(0);
  });
});

describe('public ids', () => {
  const chosenByPeople = ['generic', 'stripe', 'npm'];
  test.each(
    providers
      .filter(({ id }) => !chosenByPeople.includes(id))
      .map((provider) => [provider.id, provider] as const),
  )('genuine ids of %s are let in where they are asked for', (id, provider) => {
    const ids = fc.sample(fc.stringMatching(provider.publicId.pattern), { numRuns: 200, seed: SEED });
    expect(ids.filter((each) => looksSecret(each, under(id, 'publicId')) !== null)).toEqual([]);
  });

  test.each(providers.map((provider) => [provider.id, provider] as const))(
    'the example of %s is let in',
    (id, { publicId }) => {
      expect(looksSecret(publicId.example, under(id, 'publicId'))).toBeNull();
    },
  );

  test.each<[string, string, string | null]>([
    ['okx', uuid, null],
    ['kucoin', uuid, 'KuCoin secret'],
    ['okx', upperHex, 'OKX secret key'],
    ['generic', upperHex, 'OKX secret key'],
    ['npm', upperHex, 'OKX secret key'],
    ['bitget', hex64, 'Bitget secret key'],
    ['gate', hex64, 'Gate secret'],
    ['binance', hex64, null],
    ['generic', hex64, 'long random token'],
    ['aws', 'AKIAIOSFODNN7EXAMPLE', null],
    ['aws', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'AWS secret access key'],
    ['generic', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'long random token'],
    ['generic', 'deploy-key-7', null],
    ['generic', uuid, null],
  ])('under %s, %s: %s', (id, text, name) => {
    expect(looksSecret(text, under(id, 'publicId'))?.name ?? null).toBe(name);
  });
});

describe('any text', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
  test.each([
    ['private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r'],
    ['private key', 'see -----BEGIN RSA PRIVATE KEY-----'],
    ['private key', 'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ=='],
    ['signed token (JWT)', `use ${jwt}`],
    ['authorization header', 'Authorization: Bearer abc123def456'],
    ['authorization header', 'curl -H "authorization: basic dXNlcjpwYXNzd29yZA=="'],
    ['password in an address', 'postgres://bot:hunter2@db.example.com/keys'],
    ['password or secret', 'password: Hunter2!x'],
    ['password or secret', 'the passphrase is Tr4de#desk9'],
    ['password or secret', 'token=k3J9x2Lq8Zp1'],
    ['long random token', 'new one k3J9x2Lq8Zp1Vb7Tn4Ws'],
    ['long random token', 'https://example.com/x?sig=k3J9x2Lq8Zp1Vb7Tn4Ws'],
    ['OKX secret key', `ok ${upperHex.slice(0, 8)}\u200b${upperHex.slice(8)}`],
    ['OKX secret key', `md5 ${upperHex}`],
  ])('%s: %s', (name, text) => expect(looksSecret(text, anywhere)?.name).toBe(name));

  test.each([
    `sha256:${hex64}`,
    `image digest ${hex64}`,
    'SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIo7vYVvqO7d4GkJm3m8cZ7mQ2m2Qb3m2s5m5m5m5m5m ana@laptop',
    'withdraws to 0x52908400098527886E0F7030069857D2E4169EE7',
    'secret is kept in the vault',
    'secret: kv/data/trading/okx-prop-desk',
    'password: see 1Password, item OKX prop desk',
    'passphrase: same place as the secret',
    'Bearer token-rotation.md',
    'basic auth-setup is described in the wiki',
    'https://docs.google.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit',
    'https://www.notion.so/team/Runbook-0123456789abcdef0123456789abcdef',
    'pk_live_51HxExampleExampleExample',
    '',
  ])('is no secret: %s', (text) => expect(looksSecret(text, anywhere)).toBeNull());

  test('what is said never holds what was typed, and nothing throws', () => {
    fc.assert(
      fc.property(anyText(300), fc.constantFrom(...providers), (text, provider) => {
        const found = looksSecret(text, { providers, provider, expects: 'passphrase-free-text' });
        if (found && text.length > 6) expect(JSON.stringify(found)).not.toContain(text);
      }),
    );
  });

  test('a hundred thousand characters take no more than a moment', () => {
    for (const text of [
      'a'.repeat(100_000),
      'aA1-'.repeat(25_000),
      'secret is '.repeat(10_000),
      'a.b@'.repeat(25_000),
    ]) {
      const before = performance.now();
      looksSecret(text, anywhere);
      expect(performance.now() - before).toBeLessThan(1500);
    }
  });
});

describe('passphrases', () => {
  const free = under('okx', 'passphrase-free-text');
  const passphrase = fc
    .tuple(
      fc.stringMatching(/^[a-z]{2,8}$/),
      fc.stringMatching(/^[A-Z]{2,8}$/),
      fc.stringMatching(/^[0-9]{2,6}$/),
      fc.stringMatching(/^[!#$%^&*?+=~]{2,4}$/),
    )
    .chain((parts) => fc.shuffledSubarray(parts.join('').split(''), { minLength: parts.join('').length }))
    .map((characters) => characters.join(''));

  test('a whole note that is one is refused under OKX, 200 of 200', () => {
    const all = fc.sample(passphrase, { numRuns: 200, seed: SEED });
    expect(all.filter((each) => looksSecret(each, free) === null)).toEqual([]);
  });

  test.each([
    'My-Vault/okx/Prop-1',
    'op://Ops/OKX-1/key',
    'Ana.Lima1@example.com',
    'Ask Ana, she has it!',
    'Tr4de!',
  ])('%s is not one', (text) => expect(looksSecret(text, free)).toBeNull());

  test('a label is not read as a passphrase, nor is a note of another provider', () => {
    expect(looksSecret('Prop-Desk-1', { providers, provider: okx })).toBeNull();
    expect(looksSecret('Tr4de!desk9', under('aws', 'passphrase-free-text'))).toBeNull();
  });
});

describe('ordinary texts', () => {
  test('fewer than 1 in 1,000 of 2,000 are refused', () => {
    const texts = fc.sample(realisticTexts, { numRuns: 2000, seed: SEED });
    const contexts = [anywhere, under('okx', 'passphrase-free-text'), under('aws'), under('generic')];
    for (const context of contexts) {
      const refused = texts.filter((text) => looksSecret(text, context) !== null);
      expect(refused.slice(0, 20), `${refused.length} of ${texts.length}`).toHaveLength(0);
    }
  });
});
