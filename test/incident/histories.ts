/** Histories of a leak: what may happen in one, ordinarily and by chance. */
import fc from 'fast-check';
import type { Classified } from '../../src/domain/proof.ts';
import type { PersonId } from '../../src/domain/words.ts';
import type { Deed } from './deeds.ts';
import { ana, bea, cem, said } from './world.ts';

export interface Wish {
  readonly deed: Deed;
  /** Which step, by its place among those of the incident. */
  readonly place: number;
  readonly by: PersonId;
  readonly role: 'member' | 'lead';
  /** The same delivery comes twice. */
  readonly again: boolean;
  /** By how many seconds this replica's view of the time is old. */
  readonly late: number;
}

export type Happening =
  | { readonly what: 'wishes'; readonly wishes: readonly Wish[] }
  /** All that is left, but for the deletion and the proof, is done by somebody. */
  | { readonly what: 'rest'; readonly by: PersonId }
  | { readonly what: 'provider'; readonly says: Classified }
  | { readonly what: 'time'; readonly seconds: number }
  /** Every replica ends and another one starts. `asking`: while the provider is being asked. */
  | { readonly what: 'restart'; readonly asking: boolean };

const stepDeeds = [
  ...['claim', 'claim', 'release', 'complete', 'complete', 'skip', 'undo', 'handOver'],
] as Deed[];
const otherDeeds = [
  ...['canLogIn', 'cannotLogIn', 'abuse', 'ask', 'ask', 'override', 'overrideToo', 'overrideToo'],
  ...['falseAlarm', 'falseAlarmToo', 'sawGone', 'sawGone', 'sawThere', 'acknowledge', 'offKey', 'declare'],
  ...['resolve', 'resolve', 'resolve', 'reopen'],
  ...['lead', 'record', 'join', 'overrideAlone', 'falseAlarmAlone'],
  ...['turnOrder', 'turnOrder', 'known', 'knownAbuse'],
] as Deed[];

const wish: fc.Arbitrary<Wish> = fc.record({
  deed: fc.oneof(fc.constantFrom(...stepDeeds), fc.constantFrom(...otherDeeds)),
  place: fc.nat({ max: 11 }),
  by: fc.constantFrom(ana, bea, cem),
  role: fc.constantFrom('member', 'lead'),
  again: fc.boolean(),
  late: fc.constantFrom(0, 0, 0, 5, 120),
});
/** Stands for the place of the deletion, wherever the order has put it. */
export const DELETION = -1;
const plain: Omit<Wish, 'deed' | 'by'> = { place: 0, role: 'member', again: false, late: 0 };

const all = (...wishes: Partial<Wish>[]): Happening => ({
  what: 'wishes',
  wishes: wishes.map((each) => ({ deed: 'claim', by: ana, ...plain, ...each })),
});
const says = (answer: Classified): Happening => ({ what: 'provider', says: answer });
const after = (seconds: number): Happening => ({ what: 'time', seconds });
const deletedBy = (...people: PersonId[]) =>
  all(...people.map((by) => ({ deed: 'complete' as const, place: DELETION, by })));
const rest: Happening = { what: 'rest', by: ana };
/** Joins the open incident, or begins one when the last has ended. */
const leak = all({ deed: 'declare', by: cem });
const resolve = all({ deed: 'resolve', by: bea });

/** What ordinarily follows one another, and what chance alone would seldom make. */
const chapters: readonly (readonly Happening[])[] = [
  [leak, says(said.absent), after(60), deletedBy(bea, cem), after(21), rest, resolve],
  [says(said.exists), after(90_000)],
  [leak, deletedBy(ana), all({ deed: 'sawGone' }, { deed: 'sawGone', by: bea }), rest, resolve],
  [
    leak,
    all({ deed: 'override' }),
    all({ deed: 'overrideToo' }, { deed: 'overrideToo', by: cem }),
    rest,
    resolve,
  ],
  [leak, all({ deed: 'falseAlarm' }), all({ deed: 'falseAlarmToo', by: bea })],
  // A provider that cannot be reached after the deletion, and nobody else who answers.
  [
    leak,
    says(said.busy),
    deletedBy(ana),
    all({ deed: 'override' }),
    after(900),
    all({ deed: 'overrideAlone' }),
    rest,
    resolve,
  ],
  [leak, all({ deed: 'falseAlarm' }), after(900), all({ deed: 'falseAlarmAlone' })],
  [
    leak,
    all({ deed: 'handOver', place: 3 }, { deed: 'handOver', place: 3, by: cem }),
    all({ deed: 'lead', by: bea }, { deed: 'lead', by: cem }),
  ],
  [
    leak,
    all({ deed: 'known' }, { deed: 'known', by: bea, again: true }),
    all({ deed: 'knownAbuse', by: cem }, { deed: 'knownAbuse', by: bea }),
    all({ deed: 'turnOrder', role: 'lead', again: true }, { deed: 'turnOrder', by: cem, role: 'lead' }),
    all({ deed: 'turnOrder', by: bea, role: 'lead' }),
  ],
];
const race = (place: number) => [all(...[ana, bea, cem].map((by) => ({ place, by })))];
const chapter = fc.oneof(fc.constantFrom(...chapters), fc.nat({ max: 9 }).map(race));

/** Every chapter in turn: what is reached must not hang on chance. */
export const wholeBook: readonly Happening[] = [leak, ...race(4), ...chapters.flat()];

const single: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.array(wish, { minLength: 1, maxLength: 1 }).map((wishes) => all(...wishes)) },
  { weight: 4, arbitrary: fc.array(wish, { minLength: 2, maxLength: 4 }).map((wishes) => all(...wishes)) },
  { weight: 2, arbitrary: fc.constantFrom(...[said.exists, said.absent, said.absent, said.busy].map(says)) },
  { weight: 4, arbitrary: fc.constantFrom(...[1, 21, 21, 60, 900, 90_000].map(after)) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('restart' as const), asking: fc.boolean() }) },
);

export const happenings: fc.Arbitrary<readonly Happening[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: single.map((each): readonly Happening[] => [each]) },
      { weight: 1, arbitrary: chapter },
    ),
    { minLength: 12, maxLength: 24, size: 'max' },
  )
  .map((parts) => parts.flat());
