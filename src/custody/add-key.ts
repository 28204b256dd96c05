import { type Act, actor } from '../domain/act.ts';
import { parseAllowlist } from '../domain/allowlist.ts';
import { dayFrom, dayIn } from '../domain/days.ts';
import { exposureOf, rotationDays } from '../domain/exposure.ts';
import { labelFault, labelKey, tidyLabel } from '../domain/labels.ts';
import type { Provider } from '../domain/provider.ts';
import { Refusal } from '../domain/refusal.ts';
import { dueOn } from '../domain/rotation.ts';
import { type AccountRef, type Day, type KeyRef, type PersonId, personId } from '../domain/words.ts';
import { planProof } from '../proof/plan-proof.ts';
import {
  accountNamed,
  holdersOf,
  insertAccount,
  setBreakGlass,
  setConsoleHolders,
} from '../store/accounts.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { insertKey, keyHolding, type NewKey } from '../store/keys.ts';
import { want } from '../store/outbox.ts';
import { peopleAmong } from '../store/people.ts';
import { usedServices } from './services.ts';

/** What the form says; checked here, since only here the provider's rules are known. */
export interface KeyForm {
  readonly label: string;
  readonly keyId: string;
  readonly account: string;
  readonly region: string;
  readonly environment: string;
  readonly permissions: readonly string[];
  readonly allowlist: string | null;
  /** Ids of services, or `new:<name>`. */
  readonly services: readonly string[];
  readonly custodian: string;
  readonly deputy: string | null;
  readonly holders: readonly string[];
  readonly breakGlass: string | null;
  readonly keptAt: string;
  readonly created: string;
  readonly expires: string | null;
  /** Days, or `exposure`: as its tier asks. */
  readonly rotation: string;
  /** Ask the provider now whether it knows the key. */
  readonly askNow: boolean;
}

type Sentences = Record<string, string>;

/**
 * Records a key: its account if that is new, its services, the baseline question if agreed to.
 * @throws Refusal `bad_input` with a sentence beside each field that does not fit the provider.
 */
export async function addKey(
  database: Database,
  act: Act,
  provider: Provider,
  form: KeyForm,
): Promise<{ id: KeyRef }> {
  const wrong: Sentences = {};
  const draft = checked(provider, form, dayIn(act.now, 'UTC'), wrong);
  return inWorkspace(database, act, async (tx) => {
    const account = await accountFor(tx, provider, form, draft.tier, wrong);
    await checkPeople(tx, form, wrong);
    await checkUnique(tx, draft, wrong);
    if (draft.tier === 1 && form.deputy === null) {
      wrong['deputy'] = 'A key with which everything can be lost needs a deputy. Name one.';
    }
    stopIfWrong(wrong);
    const services = await usedServices(tx, form.services, personId(form.custodian));
    const key = await insertKey(tx, { ...draft, account }, services);
    if (key === null)
      throw new Refusal('already_done', 'Somebody recorded this key just now.', 'Look with show.');
    await tellCustodian(tx, key.id, key.custodian);
    if (form.askNow && provider.probe !== null) {
      await planProof(tx, {
        key: key.id,
        incident: null,
        purpose: 'baseline',
        askedBy: actor(act),
        at: [tx.now],
      });
    }
    return { id: key.id };
  });
}

function stopIfWrong(wrong: Sentences): void {
  if (Object.keys(wrong).length === 0) return;
  throw new Refusal(
    'bad_input',
    'Some fields need another look; nothing was recorded.',
    'Correct them and submit again.',
    wrong,
  );
}

/** The key as its form says it, with a sentence for each field that does not fit. Pure. */
function checked(provider: Provider, form: KeyForm, today: Day, wrong: Sentences): Omit<NewKey, 'account'> {
  const label = labelFault(form.label);
  if (label !== null) wrong['label'] = label;
  const keyId = form.keyId.trim();
  if (!provider.publicId.pattern.test(keyId)) wrong['keyId'] = provider.publicId.mismatch;
  if (!offered(provider.environments, form.environment)) wrong['environment'] = 'Choose one of the list.';
  if (provider.regions.length > 0 && !offered(provider.regions, form.region))
    wrong['region'] = 'Choose one of the list.';
  if (!form.permissions.every((id) => offered(provider.permissions, id)))
    wrong['permissions'] = 'Choose from the list.';
  const allowlist = parseAllowlist(form.allowlist ?? '', provider.allowlist);
  if (allowlist.faults.length > 0) wrong['allowlist'] = allowlist.faults.map(({ says }) => says).join(' ');
  const created = dayFrom(form.created) ?? today;
  if (created > today) wrong['created'] = 'That day has not come yet.';
  const expiresOn = form.expires === null ? null : dayFrom(form.expires);
  if (expiresOn !== null && expiresOn <= created)
    wrong['expires'] = 'A key expires after the day it was created.';
  if (form.deputy !== null && form.deputy === form.custodian)
    wrong['deputy'] = 'The deputy is somebody else.';
  const { tier } = exposureOf({
    provider,
    permissions: form.permissions,
    allowlist: allowlist.entries,
    environment: form.environment,
  });
  const days = form.rotation === 'exposure' ? rotationDays(tier) : Number(form.rotation);
  if (!Number.isInteger(days) || days < 1 || days > 730) wrong['rotation'] = 'Choose one of the list.';
  return {
    provider: provider.id,
    label: tidyLabel(form.label),
    labelKey: labelKey(form.label),
    keyId,
    environment: form.environment,
    permissions: [...form.permissions],
    allowlist: [...allowlist.entries],
    tier,
    custodian: personId(form.custodian),
    deputy: form.deputy === null ? null : personId(form.deputy),
    keptAt: form.keptAt,
    createdOn: created,
    expiresOn,
    rotationDays: days,
    dueOn: dueOn({ created, rotatedOn: null, rotationDays: days, expiresOn }),
  };
}

const offered = (list: readonly { readonly id: string }[], chosen: string): boolean =>
  list.some(({ id }) => id === chosen);

/** The account of this name, or a new one with its console holders: asked once, reused for its other keys. */
async function accountFor(
  tx: Tx,
  provider: Provider,
  form: KeyForm,
  tier: number,
  wrong: Sentences,
): Promise<AccountRef> {
  const name = tidyLabel(form.account);
  const known = await accountNamed(tx, provider.id, form.region, labelKey(name));
  const holders = form.holders.length > 0 || known === null ? form.holders : await holdersOf(tx, known.id);
  const needed = tier === 1 ? 2 : 1;
  if (new Set(holders).size < needed) {
    wrong['holders'] =
      needed === 2
        ? 'Name at least two people who can log in there: with one, a leaked key lives until they wake up.'
        : 'Name at least one person who can log in there and delete the key.';
  }
  const account =
    known ??
    (await insertAccount(tx, {
      provider: provider.id,
      region: form.region,
      name,
      nameKey: labelKey(name),
      breakGlass: form.breakGlass,
    }));
  if (form.holders.length > 0)
    await setConsoleHolders(tx, account.id, [...new Set(form.holders)].map(personId));
  if (known !== null && form.breakGlass !== null) await setBreakGlass(tx, account.id, form.breakGlass);
  return account.id;
}

/** Guests, bots and people who left cannot answer for a key. People we have not met are taken as they are. */
async function checkPeople(tx: Tx, form: KeyForm, wrong: Sentences): Promise<void> {
  const named = [form.custodian, form.deputy, ...form.holders].filter((id) => id !== null).map(personId);
  const unfit = (await peopleAmong(tx, named))
    .filter(({ standing }) => standing !== 'member')
    .map(({ id }) => id);
  const says = 'Choose an active full member of this workspace.';
  if (unfit.includes(personId(form.custodian))) wrong['custodian'] = says;
  if (form.deputy !== null && unfit.includes(personId(form.deputy))) wrong['deputy'] = says;
  if (form.holders.some((id) => unfit.includes(personId(id)))) wrong['holders'] = says;
}

async function checkUnique(tx: Tx, draft: Omit<NewKey, 'account'>, wrong: Sentences): Promise<void> {
  const sameLabel = await keyHolding(tx, { labelKey: draft.labelKey });
  if (sameLabel !== null)
    wrong['label'] = `There is a key called ${sameLabel.label} already. Choose another label.`;
  const sameId = await keyHolding(tx, { provider: draft.provider, keyId: draft.keyId });
  if (sameId !== null) wrong['keyId'] = `This key is recorded already, as ${sameId.label}.`;
}

/** Whoever answers for a key hears of it from us, unless they recorded it themselves. */
async function tellCustodian(tx: Tx, key: KeyRef, custodian: PersonId): Promise<void> {
  if (tx.act.person === custodian) return;
  await want(tx, {
    name: `key:${key}:custody:${custodian}`,
    effect: { do: 'message', kind: 'custody-notice', subject: String(key), to: { person: custodian } },
    lane: 'answer',
  });
}
