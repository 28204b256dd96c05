import { describe, expect, test } from 'vitest';
import { aws } from '../../src/providers/aws.ts';
import { google } from '../../src/providers/google.ts';
import { providers } from '../../src/providers/index.ts';
import { json, kid, otherKid, page, tables } from './documented.ts';

test('every provider with a probe has its table', () => {
  const withProbe = providers.filter(({ probe }) => probe !== null).map(({ id }) => id);
  expect(tables.map(([, { id }]) => id).sort()).toEqual(withProbe.sort());
});

describe.each(tables)('what %s answers', (_, { probe, publicId }, rows) => {
  test.each(rows)('%s means %s', (code, means, reply) => {
    expect(probe?.code(reply, { keyId: publicId.example })).toBe(code);
    expect(probe?.answers.find((answer) => answer.code === code)?.means).toBe(means);
  });

  test('has no listed answer outside this table', () => {
    const listed = probe?.answers.map(({ code }) => code) ?? [];
    const tested = rows.map(([code]) => code);
    expect(listed.filter((code) => !tested.includes(code))).toEqual([]);
  });
});

test('Google: a list that holds anything but certificates is no list', () => {
  const { probe, publicId } = google;
  const ask = { keyId: publicId.example };
  expect(probe?.code(json(200, {}), ask)).toBeNull();
  expect(probe?.code(json(200, { [otherKid]: 'moved' }), ask)).toBeNull();
  expect(probe?.code(json(200, { error: { code: 404 } }), ask)).toBeNull();
  expect(probe?.code(page(404), ask)).toBeNull();
});

test('AWS: the question is a well-formed signed request of its moment', () => {
  const request = aws.probe?.request({
    keyId: aws.publicId.example,
    region: 'global',
    environment: 'live',
    now: new Date('2026-11-23T05:08:23.456Z'),
  });
  expect(request?.headers['X-Amz-Date']).toBe('20261123T050823Z');
  expect(request?.headers['Authorization']).toContain(
    `Credential=${aws.publicId.example}/20261123/us-east-1/sts/aws4_request`,
  );
});

test('Google: the address of the service account cannot leave its place in the path', () => {
  const request = google.probe?.request({
    keyId: `a@b.gserviceaccount.com/../../x#${kid}`,
    region: 'global',
    environment: 'live',
    now: new Date(0),
  });
  expect(request?.path).toBe('/robot/v1/metadata/x509/a%40b.gserviceaccount.com%2F..%2F..%2Fx');
});
