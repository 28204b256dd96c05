/** When one person's word is not enough, and how long a second one is waited for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aloneFrom } from '../../src/domain/incident-people.ts';
import { asked, otherWishRefusal } from '../../src/domain/incident-wishes.ts';
import { needsSecond, severityOf } from '../../src/domain/severity.ts';
import type { Tier } from '../../src/domain/words.ts';
import { ana, at, bea, having, open, refused } from './incident-world.ts';

const badness = fc.record({ tier: fc.constantFrom<Tier>(1, 2, 3), abuseSeen: fc.boolean() });
const alarm = { kind: 'false_alarm', reason: 'a test key' } as const;

test('a false alarm takes two people where everything can be lost or abuse was seen, and nowhere else', () => {
  fc.assert(
    fc.property(badness, (of) => {
      const said = having(open(of), [alarm, ana]);
      expect(said.state).toBe(of.tier === 1 || of.abuseSeen ? 'open' : 'false_alarm');
      if (said.state !== 'open') return;
      expect(refused(said, { kind: 'confirm_false_alarm' }, ana)).toMatchObject({ by: ana.id });
      expect(having(said, [{ kind: 'confirm_false_alarm' }, bea]).state).toBe('false_alarm');
    }),
  );
});

test('the worst severity takes two, and abuse never makes it fewer people or a longer wait', () => {
  const asked = { requestedAt: at(0) };
  fc.assert(
    fc.property(badness, (of) => {
      if (severityOf(of) === 1) expect(needsSecond(of)).toBe(true);
      const abused = { ...of, abuseSeen: true };
      if (needsSecond(of)) expect(needsSecond(abused)).toBe(true);
      expect(aloneFrom(asked, abused).getTime()).toBeLessThanOrEqual(aloneFrom(asked, of).getTime());
    }),
  );
});

test('a button that was drawn for an earlier wish agrees to nothing that its reader did not read', () => {
  const wish = asked('a test key', ana.id, at(5));
  const made = wish.requestedAt.getTime();
  expect(otherWishRefusal(wish, made)).toBeNull();
  // Older buttons do not say which wish they were drawn for.
  expect(otherWishRefusal(wish, null)).toBeNull();
  expect(otherWishRefusal(wish, made - 1)).toMatchObject({ by: ana.id, at: wish.requestedAt });
});
