import { expect, test } from 'vitest';
import { refusal } from '../../../src/local/playground/guard.ts';

const host = '127.0.0.1:3999';
const json = { 'content-type': 'application/json' };

test.each([
  ['the page itself', 'GET', { host }],
  ['by name', 'GET', { host: 'localhost:3999' }],
  [
    'a link from elsewhere',
    'GET',
    { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ],
  [
    'a deed of the page',
    'POST',
    { host, ...json, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
  ],
  ['a deed of a program', 'POST', { host, ...json }],
])('answers %s', (_, method, headers) => {
  expect(refusal({ method, headers }, 3999)).toBeUndefined();
});

test.each([
  ['a name that was rebound to loopback', 'GET', { host: 'evil.example:3999' }],
  ['another port', 'GET', { host: '127.0.0.1:3000' }],
  ['no host', 'GET', {}],
  [
    'a frame or script of another page',
    'GET',
    { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ],
  ['a fetch of another page', 'GET', { host, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
  ['a deed of another origin', 'POST', { host, ...json, origin: 'http://evil.example' }],
  ['a deed of the other name of this host', 'POST', { host, ...json, origin: 'http://localhost:3999' }],
  ['a deed of a sandboxed page', 'POST', { host, ...json, origin: 'null' }],
  ['a cross-site deed without origin', 'POST', { host, ...json, 'sec-fetch-site': 'cross-site' }],
  ['a form', 'POST', { host, origin: `http://${host}`, 'content-type': 'text/plain' }],
  ['another method', 'DELETE', { host }],
])('refuses %s', (_, method, headers) => {
  expect(refusal({ method, headers }, 3999)).toMatch(/\.$/);
});
