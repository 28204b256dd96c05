/** From a provider's steps and the facts of one key to the list that its responders will work. */
import { isHarmless, moneyCanMove, worstDanger } from './exposure.ts';
import { issuerOf, type PlaybookStep, type Provider, type StepKind, type StepRole } from './provider.ts';

export type Order = 'kill_first' | 'overlap';

/** A step as stored with an incident: filled in, so that it stays what people worked by when the facts change. */
export interface FrozenStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly role?: StepRole | undefined;
  readonly title: string;
  readonly how: readonly string[];
  /** For who gets stuck. Incidents of an older version have none. */
  readonly details?: readonly string[] | undefined;
  readonly page: { readonly label: string; readonly url: string } | null;
  readonly by: PlaybookStep['by'];
  readonly evidence: string | null;
}

export interface Playbook {
  readonly order: Order;
  /** Why this order, one sentence. */
  readonly because: string;
  readonly steps: readonly FrozenStep[];
}

export interface PlaybookFacts {
  readonly provider: Provider;
  readonly permissions: readonly string[];
  /** `null` when nobody knows it: every key page is named then, and none is linked. */
  readonly region: string | null;
  readonly environment: string;
  readonly keyId: string;
  readonly label: string;
  readonly account: string;
  readonly abuseSeen: boolean;
  readonly serviceCount: number;
  /** Whether the provider told us once that the key exists. Without it death cannot be proven. */
  readonly hasBaseline: boolean;
}

const kinds: Readonly<Record<Order, readonly StepKind[]>> = {
  kill_first: ['disable', 'delete', 'contain', 'prove', 'tell', 'hunt', 'replace', 'review'],
  // Narrowing or stopping the key breaks its services too, so it waits until they have another one.
  overlap: ['replace', 'tell', 'contain', 'disable', 'delete', 'prove', 'hunt', 'review'],
};

/** What stops a key; all else can be read in peace. */
export const urgentKinds: readonly StepKind[] = ['disable', 'delete', 'contain'];

/** The steps for one key, in the order that its facts ask for. */
export function playbookFor(facts: PlaybookFacts): Playbook {
  const { order, because } = chooseOrder(facts);
  const steps = facts.provider.playbook
    .filter((step) => concerns(step, facts))
    .map((step) => freeze(step, facts));
  return { order, because, steps: inOrder(steps, order) };
}

/** The steps for a key of which nothing is known but its provider: all of them, kill first. */
export function playbookOfAny(provider: Provider): Playbook {
  return playbookFor({
    provider,
    permissions: [],
    region: null,
    environment: provider.environments[0]?.id ?? '',
    keyId: 'KEY-ID',
    label: 'KEY-LABEL',
    account: 'ACCOUNT-OF-THE-KEY',
    abuseSeen: true,
    serviceCount: 0,
    hasBaseline: true,
  });
}

/** The same steps in the order that a lead chose, with the lead's reason. */
export function reorder(playbook: Playbook, order: Order, because: string): Playbook {
  return { order, because, steps: inOrder(playbook.steps, order) };
}

/** Steps sorted by kind for an order; steps of one kind keep their places. */
export function inOrder<Step extends { readonly kind: StepKind }>(
  steps: readonly Step[],
  order: Order,
): Step[] {
  return steps.toSorted((a, b) => kinds[order].indexOf(a.kind) - kinds[order].indexOf(b.kind));
}

export const ABUSE_BECAUSE = 'Kill first: abuse was seen.';

/** Why a playbook orders its steps so. A reason that is none of these is a lead's. */
const reasons = {
  abuse: ABUSE_BECAUSE,
  money: 'Kill first: this key can move money.',
  change: 'Kill first: this key can change things that matter.',
  unused: 'Kill first: no service uses this key, so nothing breaks.',
  harmless: 'Replace first: nothing of value can be lost here, and services keep running.',
  reads: 'Replace first: this key only reads, no abuse was seen, and services keep running.',
} as const;

/** Whether the playbook chose the order of an incident, and not a lead. */
export const isOurOrder = (because: string): boolean => Object.values<string>(reasons).includes(because);

function chooseOrder(facts: PlaybookFacts): { order: Order; because: string } {
  const { provider, permissions, environment } = facts;
  const kill = (because: string) => ({ order: 'kill_first' as const, because });
  const harmless = isHarmless(provider, environment);
  if (facts.abuseSeen) return kill(reasons.abuse);
  if (!harmless && moneyCanMove(provider, permissions)) return kill(reasons.money);
  if (!harmless && ['admin', 'write'].includes(worstDanger(provider, permissions))) {
    return kill(reasons.change);
  }
  if (facts.serviceCount === 0) return kill(reasons.unused);
  return { order: 'overlap', because: harmless ? reasons.harmless : reasons.reads };
}

/** When permissions are not recorded or not known to us, every step concerns the key. */
function concerns(step: PlaybookStep, { permissions, provider }: PlaybookFacts): boolean {
  const known = permissions.every((id) => provider.permissions.some((permission) => permission.id === id));
  if (!step.permissions || permissions.length === 0 || !known) return true;
  return step.permissions.some((id) => permissions.includes(id));
}

function freeze(step: PlaybookStep, facts: PlaybookFacts): FrozenStep {
  const how = step.how.map((sentence) => fill(sentence, facts));
  if (step.kind === 'prove' && facts.provider.probe && !facts.hasBaseline) {
    how.push(
      'We have no answer from while it was alive: "not found" will not be proof, and two people have to sign.',
    );
  }
  return {
    id: step.id,
    kind: step.kind,
    ...(step.role === undefined ? {} : { role: step.role }),
    title: fill(step.title, facts),
    how,
    details: (step.details ?? []).map((sentence) => fill(sentence, facts)),
    page: pageOf(step, facts),
    by: step.by,
    evidence: step.evidence ? fill(step.evidence, facts) : null,
  };
}

/** Fills the placeholders of a playbook sentence in one pass: what people typed is never read for placeholders. */
export function fill(
  sentence: string,
  facts: Pick<PlaybookFacts, 'provider' | 'region' | 'environment' | 'keyId' | 'label' | 'account'>,
): string {
  const { provider, environment } = facts;
  const pages = regionsOf(facts).map(({ keysPage }) => keysPage);
  const values: Readonly<Record<string, string>> = {
    keyId: facts.keyId,
    label: facts.label,
    account: facts.account,
    environment: provider.environments.find(({ id }) => id === environment)?.label ?? environment,
    page: pages.join(' or ') || `${issuerOf(provider)}'s own site`,
  };
  const named = sentence.replaceAll(/\baccount \{account\}/gi, (words) =>
    saysAccount(facts.account) ? '{account}' : words,
  );
  return named.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

function pageOf(step: PlaybookStep, facts: PlaybookFacts): FrozenStep['page'] {
  if (!step.page) return null;
  if (step.page !== 'keysPage') {
    const { hostname } = new URL(step.page);
    return isElsewhere(hostname, facts) ? null : { label: hostname, url: step.page };
  }
  const [region, ...others] = regionsOf(facts);
  if (!region || others.length > 0) return null;
  return { label: `${issuerOf(facts.provider)} key page`, url: region.keysPage };
}

/** A page of another region's site: there, this key is not. */
function isElsewhere(hostname: string, facts: Pick<PlaybookFacts, 'provider' | 'region'>): boolean {
  const sites = (regions: Provider['regions']) => regions.map(({ keysPage }) => new URL(keysPage).hostname);
  return !sites(regionsOf(facts)).includes(hostname) && sites(facts.provider.regions).includes(hostname);
}

function regionsOf({ provider, region }: Pick<PlaybookFacts, 'provider' | 'region'>) {
  const found = provider.regions.find(({ id }) => id === region);
  return found ? [found] : provider.regions;
}

/** "account ops", but not "account Main account". */
export const accountSaid = (account: string): string =>
  saysAccount(account) ? account : `account ${account}`;

const saysAccount = (name: string): boolean => /(?<![\w-])account(?![\w-])/i.test(name);
