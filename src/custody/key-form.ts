/** What forms say of a key, checked here, since only here the provider's rules are known. Pure. */
import { parseAllowlist } from '../domain/allowlist.ts';
import { dayFrom } from '../domain/days.ts';
import { exposureOf } from '../domain/exposure.ts';
import { labelFault, labelKey, tidyLabel } from '../domain/labels.ts';
import type { Policies } from '../domain/policies.ts';
import type { Provider } from '../domain/provider.ts';
import { Refusal } from '../domain/refusal.ts';
import { dueOn, type RotateBy, storedRotateBy } from '../domain/rotation.ts';
import { type Day, personId } from '../domain/words.ts';
import type { NewKey } from '../store/new-key.ts';

/** Facts that may change while a key lives. */
export interface FactsForm {
  readonly label: string;
  readonly account: string;
  readonly region: string;
  readonly environment: string;
  readonly permissions: readonly string[];
  readonly allowlist: string | null;
  /** Ids of services, or `new:<name>`. */
  readonly services: readonly string[];
  readonly holders: readonly string[];
  readonly breakGlass: string | null;
  readonly keptAt: string;
  readonly expires: string | null;
  /** Days, or `exposure`: as its tier asks. */
  readonly rotation: string;
}

/** What is said of a new key. */
export interface KeyForm extends FactsForm {
  readonly keyId: string;
  /** They say that the id is the public one; only asked where its secret looks the same. */
  readonly idConfirmed?: boolean;
  readonly custodian: string;
  readonly deputy: string | null;
  readonly created: string;
  /** Ask the provider now whether it knows the key. */
  readonly askNow: boolean;
}

/** A sentence beside each field that does not fit, by the field's name. */
export type Sentences = Record<string, string>;

/** @throws Refusal when there is a sentence beside any field. */
export function stopIfWrong(wrong: Sentences): void {
  if (Object.keys(wrong).length === 0) return;
  throw new Refusal(
    'bad_input',
    'Some fields need another look; nothing was recorded.',
    'Correct them and submit again.',
    wrong,
  );
}

/** Columns of a key that follow from facts that may change. */
export type KeyFacts = Omit<NewKey, 'provider' | 'keyId' | 'account' | 'custodian' | 'deputy' | 'createdOn'>;

/**
 * The facts as they are stored, exposure and due day computed, with a sentence for each field that does not fit.
 * @param set a day by which the key must be replaced whatever its period says.
 */
export function checkedFacts(
  provider: Provider,
  form: FactsForm,
  created: Day,
  { rotationDays }: Policies,
  wrong: Sentences,
  set: RotateBy | null = null,
): KeyFacts {
  const label = labelFault(form.label);
  if (label !== null) wrong['label'] = label;
  if (!offered(provider.environments, form.environment)) wrong['environment'] = 'Choose one of the list.';
  if (provider.regions.length > 0 && !offered(provider.regions, form.region))
    wrong['region'] = 'Choose one of the list.';
  if (!form.permissions.every((id) => offered(provider.permissions, id)))
    wrong['permissions'] = 'Choose from the list.';
  const allowlist = parseAllowlist(form.allowlist ?? '', provider.allowlist);
  if (allowlist.faults.length > 0) wrong['allowlist'] = allowlist.faults.map(({ says }) => says).join(' ');
  const expiresOn = form.expires === null ? null : dayFrom(form.expires);
  if (expiresOn !== null && expiresOn <= created)
    wrong['expires'] = 'A key expires after the day it was created.';
  const { tier } = exposureOf({
    provider,
    permissions: form.permissions,
    allowlist: allowlist.entries,
    environment: form.environment,
  });
  const days = form.rotation === 'exposure' ? rotationDays[tier] : Number(form.rotation);
  if (!Number.isInteger(days) || days < 1 || days > 730) wrong['rotation'] = 'Choose one of the list.';
  return {
    label: tidyLabel(form.label),
    labelKey: labelKey(form.label),
    environment: form.environment,
    permissions: [...form.permissions],
    allowlist: [...allowlist.entries],
    tier,
    keptAt: form.keptAt,
    expiresOn,
    rotationDays: days,
    ...storedRotateBy(set),
    dueOn: dueOn({ created, rotatedOn: null, rotationDays: days, expiresOn, rotateBy: set?.day ?? null }),
  };
}

/** A new key as its form says it, with a sentence for each field that does not fit. */
export function checkedKey(
  provider: Provider,
  form: KeyForm,
  today: Day,
  policies: Policies,
  wrong: Sentences,
): Omit<NewKey, 'account'> {
  const keyId = form.keyId.trim();
  if (!provider.publicId.pattern.test(keyId)) wrong['keyId'] = provider.publicId.mismatch;
  if (provider.publicId.looksLikeItsSecret && !form.idConfirmed)
    wrong['idConfirmed'] =
      'Tick this after you compared it with the page. A secret must not be recorded here.';
  const created = dayFrom(form.created) ?? today;
  if (created > today) wrong['created'] = 'That day has not come yet.';
  if (form.deputy !== null && form.deputy === form.custodian)
    wrong['deputy'] = 'The deputy is somebody else.';
  return {
    ...checkedFacts(provider, form, created, policies, wrong),
    provider: provider.id,
    keyId,
    custodian: personId(form.custodian),
    deputy: form.deputy === null ? null : personId(form.deputy),
    createdOn: created,
  };
}

const offered = (list: readonly { readonly id: string }[], chosen: string): boolean =>
  list.some(({ id }) => id === chosen);
