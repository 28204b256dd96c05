import type { Act } from '../domain/act.ts';
import { labelKey, tidyLabel } from '../domain/labels.ts';
import type { Provider } from '../domain/provider.ts';
import { type Day, type KeyRef, type PersonId, personId, type Tier } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import { keyHere, lockedKey, mustAnswerFor, mustNotHaveEnded, redrawNudges } from '../rotation/answering.ts';
import { type AccountRow, accountById, accountNamed, holdersOf, setBreakGlass } from '../store/accounts.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import { openIncidentOf } from '../store/incidents.ts';
import { changeKey, type KeyRow, type KeyWithAccount, keyHolding, setServicesOfKey } from '../store/keys.ts';
import { runningRotation } from '../store/rotations.ts';
import { type ServiceRow, servicesOfKey } from '../store/services.ts';
import { policiesHere } from '../workspace/policies.ts';
import { accountFor, checkPeople } from './account-of-key.ts';
import { checkedFacts, type FactsForm, type KeyFacts, type Sentences, stopIfWrong } from './key-form.ts';
import { type DayForm, dayInForm } from './rotate-by.ts';
import { usedServices } from './services.ts';

/** A key with all that its form shows. */
export interface EditableKey {
  readonly key: KeyWithAccount;
  readonly provider: Provider;
  readonly services: readonly ServiceRow[];
  readonly holders: readonly PersonId[];
  readonly breakGlass: string | null;
  /** Its period is the one its tier asks for. */
  readonly asExposure: boolean;
}

/** @throws Refusal when the actor does not answer for the key, or it has ended. */
export async function editable(scope: Scope, id: KeyRef): Promise<EditableKey> {
  const key = await keyHere(scope, id);
  mustAnswerFor(scope, key);
  mustNotHaveEnded(key);
  return loaded(scope, key);
}

/** A key of whatever state, as model for another one like it. @throws Refusal when it is not there. */
export async function keyToCopy(scope: Scope, id: KeyRef): Promise<EditableKey> {
  return loaded(scope, await keyHere(scope, id));
}

async function loaded(scope: Scope, key: KeyWithAccount): Promise<EditableKey> {
  const [services, holders, account, policies] = await Promise.all([
    servicesOfKey(scope, key.id),
    holdersOf(scope, key.account),
    accountById(scope, key.account),
    policiesHere(scope),
  ]);
  return {
    key,
    provider: findProvider(key.provider),
    services,
    holders,
    breakGlass: account?.breakGlass ?? null,
    asExposure: key.rotationDays === policies.rotationDays[key.tier],
  };
}

/** What a change of facts did that one has to know. */
export interface Edited {
  readonly changed: boolean;
  readonly tier: { readonly before: Tier; readonly now: Tier };
  readonly dueOn: { readonly before: Day; readonly now: Day };
  /** What a tier 1 key needs and this one has not. */
  readonly lacks: readonly ('deputy' | 'second holder')[];
}

/**
 * Changes what is recorded of a key; exposure, tier and due day follow. Its id and provider stay: another id is
 * another key.
 * @throws Refusal with a sentence beside each field that does not fit, or when the actor may not.
 */
export async function editKey(
  database: Database,
  act: Act,
  id: KeyRef,
  form: FactsForm & DayForm,
): Promise<Edited> {
  return inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, id);
    mustAnswerFor(tx, key);
    mustNotHaveEnded(key);
    const wrong: Sentences = {};
    const facts = checkedFacts(
      findProvider(key.provider),
      form,
      key.createdOn,
      await policiesHere(tx),
      wrong,
      dayInForm(key, form, act.role, wrong),
    );
    await checkLabel(tx, key, facts.labelKey, wrong);
    const account = await accountNow(tx, key, form, wrong);
    stopIfWrong(wrong);
    const changed = [
      await saveFacts(tx, key, { ...facts, account }),
      await saveServices(tx, key, form.services),
      tx.recorded.length > 0,
    ].includes(true);
    if (changed) await redrawCards(tx, id);
    return {
      changed,
      tier: { before: key.tier, now: facts.tier },
      dueOn: { before: key.dueOn, now: facts.dueOn },
      lacks: facts.tier === 1 ? await lackOf(tx, key, account) : [],
    };
  });
}

async function checkLabel(tx: Tx, key: KeyRow, name: string, wrong: Sentences): Promise<void> {
  const same = await keyHolding(tx, { labelKey: name });
  if (same !== null && same.id !== key.id)
    wrong['label'] = `There is a key called ${same.label} already. Choose another label.`;
}

/** The account the form names. Its own holders and pointer stay when the form only carries those of the old one. */
async function accountNow(
  tx: Tx,
  key: KeyRow,
  form: FactsForm,
  wrong: Sentences,
): Promise<KeyRow['account']> {
  const before = await accountById(tx, key.account);
  if (before === null) throw new Error('a key without its account');
  const holders = await holdersOf(tx, before.id);
  const added = form.holders.filter((id) => !holders.includes(personId(id)));
  await checkPeople(tx, { holders: added }, wrong);
  if (form.holders.length === 0 && holders.length > 0)
    wrong['holders'] = 'Name at least one person who can log in there and delete the key.';
  const target = await accountNamed(tx, key.provider, form.region, labelKey(tidyLabel(form.account)));
  const asBefore = target !== null && holders.join() === form.holders.join();
  const glassAsBefore = target !== null && before.breakGlass === form.breakGlass;
  if (clearsBreakGlass(before, target, form)) await setBreakGlass(tx, before.id, null);
  const said = {
    ...form,
    holders: asBefore ? [] : form.holders,
    breakGlass: glassAsBefore ? null : form.breakGlass,
  };
  return accountFor(tx, key.provider, said, target === null ? 1 : 0, wrong);
}

const clearsBreakGlass = (before: AccountRow, target: AccountRow | null, form: FactsForm): boolean =>
  target?.id === before.id && before.breakGlass !== null && form.breakGlass === null;

/** Only what differs is written and audited, with what it was before. */
async function saveFacts(tx: Tx, key: KeyRow, facts: KeyFacts & Pick<KeyRow, 'account'>): Promise<boolean> {
  const names = (Object.keys(facts) as (keyof typeof facts)[]).filter(
    (name) => JSON.stringify(facts[name]) !== JSON.stringify(key[name]),
  );
  if (names.length === 0) return false;
  const pick = (from: KeyFacts & Pick<KeyRow, 'account'>) =>
    Object.fromEntries(names.map((name) => [name, from[name]]));
  // A snooze was about the old due day.
  const awake = facts.dueOn === key.dueOn || key.snoozedUntil === null ? {} : { snoozedUntil: null };
  await changeKey(tx, key.id, { ...pick(facts), ...awake }, 'key changed', { before: pick(key) });
  return true;
}

async function saveServices(tx: Tx, key: KeyRow, named: readonly string[]): Promise<boolean> {
  const before = (await servicesOfKey(tx, key.id)).map(({ id }) => id);
  const now = await usedServices(tx, named, key.custodian);
  if ([...before].sort().join() === [...now].sort().join()) return false;
  await setServicesOfKey(tx, key.id, before, now);
  return true;
}

async function lackOf(tx: Tx, key: KeyRow, account: KeyRow['account']): Promise<Edited['lacks']> {
  const holders = await holdersOf(tx, account);
  return [
    ...(key.deputy === null ? (['deputy'] as const) : []),
    ...(holders.length < 2 ? (['second holder'] as const) : []),
  ];
}

/** Every live card that says something of the key. */
async function redrawCards(tx: Tx, id: KeyRef): Promise<void> {
  await redrawNudges(tx, id);
  const [rotation, incident] = await Promise.all([runningRotation(tx, id), openIncidentOf(tx, id)]);
  if (rotation !== null) tx.redrawAll(`rotation:${rotation.id}:`);
  if (incident !== null) tx.redraw(`incident:${incident.id}:card`);
}
