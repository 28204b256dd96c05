import { type Act, actor } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import type { Provider } from '../domain/provider.ts';
import { Refusal } from '../domain/refusal.ts';
import { type KeyRef, personId } from '../domain/words.ts';
import { planProof } from '../proof/plan-proof.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { insertKey, type KeyRow, keyById, keyHolding } from '../store/keys.ts';
import type { NewKey } from '../store/new-key.ts';
import { policiesHere } from '../workspace/policies.ts';
import { accountFor, checkPeople } from './account-of-key.ts';
import { checkedKey, type KeyForm, type Sentences, stopIfWrong } from './key-form.ts';
import { usedServices } from './services.ts';
import { tellCustodian, tellDeputy } from './tell-people.ts';

/**
 * Records a key: its account if that is new, its services, the baseline question if agreed to.
 * @throws Refusal `bad_input` with a sentence beside each field that does not fit the provider.
 */
export function addKey(
  database: Database,
  act: Act,
  provider: Provider,
  form: KeyForm,
): Promise<{ id: KeyRef }> {
  return inWorkspace(database, act, async (tx) => ({ id: (await recordKey(tx, provider, form)).id }));
}

type Draft = Omit<NewKey, 'account'>;

/**
 * Records a key within a larger deed.
 * @param replacing the key whose place it takes, and what its facts must not be, as sentences beside the fields.
 */
export async function recordKey(
  tx: Tx,
  provider: Provider,
  form: KeyForm,
  replacing: { key: KeyRef; faults: (draft: Draft) => Sentences } | null = null,
): Promise<KeyRow> {
  const wrong: Sentences = {};
  const draft = checkedKey(provider, form, dayIn(tx.now, 'UTC'), await policiesHere(tx), wrong);
  Object.assign(wrong, replacing?.faults(draft));
  const account = await accountFor(tx, provider.id, form, draft.tier === 1 ? 2 : 1, wrong);
  await checkPeople(tx, namedIn(form), wrong);
  await checkUnique(tx, draft, wrong);
  if (draft.tier === 1 && form.deputy === null) {
    wrong['deputy'] = 'A key with which everything can be lost needs a deputy. Name one.';
  }
  stopIfWrong(wrong);
  const services = await usedServices(tx, form.services, personId(form.custodian));
  const replaces = replacing === null ? {} : { replaces: replacing.key };
  const key = await insertKey(tx, { ...draft, account, ...replaces }, services);
  if (key === null)
    throw new Refusal('already_done', 'Somebody recorded this key just now.', 'Look with show.');
  tellCustodian(tx, key.id, key.custodian);
  // Who steps in for a key steps in for the one that takes its place, too.
  const before = replacing === null ? null : await keyById(tx, replacing.key);
  if (key.deputy !== before?.deputy) tellDeputy(tx, key.id, key.deputy);
  if (form.askNow && provider.probe !== null) {
    await planProof(tx, {
      key: key.id,
      incident: null,
      purpose: 'baseline',
      askedBy: actor(tx.act),
      at: [tx.now],
    });
  }
  return key;
}

const namedIn = ({ custodian, deputy, holders }: KeyForm) => ({
  custodian: [custodian],
  deputy: deputy === null ? [] : [deputy],
  holders,
});

async function checkUnique(tx: Tx, draft: Draft, wrong: Sentences): Promise<void> {
  const sameLabel = await keyHolding(tx, { labelKey: draft.labelKey });
  if (sameLabel !== null)
    wrong['label'] = `There is a key called ${sameLabel.label} already. Choose another label.`;
  const sameId = await keyHolding(tx, { provider: draft.provider, keyId: draft.keyId });
  if (sameId !== null) wrong['keyId'] = `This key is recorded already, as ${sameId.label}.`;
}
