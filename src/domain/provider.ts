/**
 * What we know about a provider, as data. One file in `providers/` fills this in for one provider; nothing
 * else in the product knows a provider by name. Facts carry their source and how sure we are of them.
 */

/** `documented`: an official page says so. `reported`: seen by others. `inferred`: our own conclusion. */
export type Grade = 'documented' | 'reported' | 'inferred' | 'unknown';

export interface Source {
  /** Short name used by facts that refer to it, e.g. `faq`. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
}

/** A rule or number together with where it comes from. */
export interface Fact<Value> {
  readonly value: Value;
  readonly grade: Grade;
  /** Ids of `sources`. Empty only for `inferred` and `unknown`. */
  readonly sources: readonly string[];
}

/** Ordered by what a thief could do with it: withdraw and admin are worst. */
export type Danger = 'read' | 'write' | 'trade' | 'admin' | 'withdraw';

export interface Permission {
  readonly id: string;
  readonly label: string;
  readonly danger: Danger;
  /** Shown under the choice: what it lets a holder do. */
  readonly hint: string;
}

/** A shape that gives a secret away. `name` is said to the person; what matched never is. */
export interface SecretShape {
  readonly name: string;
  readonly pattern: RegExp;
  /**
   * `token`: the pattern is anchored and is tried on each whole word; `anywhere`: distinctive enough to be
   * searched inside any text (a prefix such as `sk-ant-`); `field`: anchored, and so wide that it is tried only
   * on a whole free-text field of this provider's key (a passphrase chosen by a person).
   */
  readonly where: 'token' | 'anywhere' | 'field';
  /** True when ordinary text or other providers' public ids also look like this: refuse only under this provider. */
  readonly onlyHere?: boolean;
}

/** What identifies a key publicly. */
export interface PublicId {
  /** The provider's own name for it, e.g. `API key`. */
  readonly label: string;
  readonly hint: string;
  readonly example: string;
  /** Anchored. */
  readonly pattern: RegExp;
  /** Said when the pattern does not match. */
  readonly mismatch: string;
  readonly grade: Grade;
  /** True when the secret looks exactly the same, so that the person must confirm which one it is. */
  readonly looksLikeItsSecret?: boolean;
}

export interface Region {
  readonly id: string;
  readonly label: string;
  /** Official page where keys of this region are seen and deleted. */
  readonly keysPage: string;
  /** Host of the provider's API in this region; probes go nowhere else. */
  readonly apiHost: string;
}

export interface Environment {
  readonly id: string;
  readonly label: string;
  /** Nothing of value can be lost here (demo trading, test mode). */
  readonly harmless: boolean;
}

export interface AllowlistRule {
  readonly accepts: readonly ('ipv4' | 'ipv6' | 'cidr')[];
  readonly max: Fact<number | null>;
}

/** A rule by which the provider itself ends a key. */
export interface ExpiryRule {
  readonly id: string;
  /** One sentence for the card. */
  readonly says: string;
  /** Applies when the key has one of these permissions; empty: always. */
  readonly permissions: readonly string[];
  /** Applies only to keys without an IP allowlist. */
  readonly withoutAllowlistOnly: boolean;
  readonly environments: readonly string[];
  readonly days: Fact<number | null>;
  readonly counts: 'since_last_use' | 'since_created';
}

/**
 * `disable` stops the key at once and can be undone; `contain` only narrows what a thief can do, for as long as the key
 * cannot be deleted.
 */
export type StepKind = 'disable' | 'contain' | 'delete' | 'prove' | 'replace' | 'tell' | 'hunt' | 'review';

/**
 * What other steps make of a step once they are done, where it is not what its kind says. `lasting`: a stopgap that helps
 * after the deletion, too.
 * `spare`: another way to delete, for when nobody can go the first; needless once that was gone.
 * `detour`: for when the key could not be switched off; needless once it was.
 */
export type StepRole = 'lasting' | 'spare' | 'detour';

/** One instruction of a playbook. Sentences may use `{keyId}`, `{account}`, `{label}`, `{environment}`, `{page}`: filled for the key. */
export interface PlaybookStep {
  /** Stable for ever; stored in incidents. */
  readonly id: string;
  readonly kind: StepKind;
  readonly role?: StepRole;
  /** Imperative, at most 60 characters: it is read on a phone at 3 a.m. */
  readonly title: string;
  /** Ordered sentences: exact path first, then what to look for, then how one knows that it worked. */
  readonly how: readonly string[];
  /** For who gets stuck: shown with the whole step, not on the card. */
  readonly details?: readonly string[];
  /** Shown as an official link: the region's key page, or another constant official address. */
  readonly page?: 'keysPage' | string;
  /** Only when the key has one of these permissions. */
  readonly permissions?: readonly string[];
  /** Who can do it. */
  readonly by: 'console_holder' | 'service_owner' | 'anyone';
  /** What to write down as evidence. */
  readonly evidence?: string;
  readonly grade: Grade;
  readonly sources: readonly string[];
}

/** What one documented answer means for the question "does this key exist?". */
export type AnswerClass = 'exists' | 'absent' | 'weak_absent' | 'clock' | 'retry' | 'geo' | 'inconclusive';

export interface DocumentedAnswer {
  readonly code: string;
  readonly means: AnswerClass;
  readonly says: string;
  readonly grade: Grade;
}

export interface ProbeRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query; the host comes from the region and cannot be part of it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ProbeReply {
  readonly status: number;
  readonly contentType: string;
  /** Cut to the size limit. Never stored. */
  readonly body: string;
}

/** A question that needs only the public id and a constant junk signature. */
export interface Probe {
  /** Bound on questions about one key within half a day that confirm a deletion; baselines get one less. */
  readonly budget: number;
  /** Least seconds between two questions about one key. */
  readonly spacingSeconds: number;
  /** True: asking about a live key may disturb its rightful use, so it is asked only where somebody chose to. */
  readonly mayDisturb: boolean;
  /** True: a key may live on the host of another region than the one it was recorded for, so all are searched. */
  readonly searchesRegions: boolean;
  /** How long it may go on knowing a key that was deleted, by its own facts. Absent where none gives a time. */
  readonly lagSeconds?: number;
  /** What even a proof does not say, one sentence; said beside it. */
  readonly caveat?: string;
  /** Shown before the first question: what the provider learns by it. */
  readonly warning: string;
  readonly request: (ask: {
    keyId: string;
    /** Id of one of the provider's regions. */
    region: string;
    environment: string;
    now: Date;
  }) => ProbeRequest;
  /** The code that decides, found in the reply; `null` when the reply has none (that is never absence). */
  readonly code: (reply: ProbeReply, ask: { keyId: string }) => string | null;
  /** A code that is not listed is inconclusive. */
  readonly answers: readonly DocumentedAnswer[];
  readonly grade: Grade;
}

/** What stands in for a proof where nothing can be learnt without the secret: where people look, and with what. */
export interface Ladder {
  /**
   * For how many seconds a deleted key may go on working: before that nobody can see that it is dead. Absent where no
   * fact gives a time.
   */
  readonly lag?: Fact<number>;
  /** Where an admin finds the key by its public id, and what says that it is gone. `null`: nobody can list it. */
  readonly lookUp: Fact<string> | null;
  /** A question that whoever still has the secret asks on their own machine. `null`: no answer would be clear. */
  readonly localCheck: LocalCheck | null;
  /** Who outside holds what leaked and says whether it still works. */
  readonly scanner: Fact<string> | null;
  /** Which log names the deletion. */
  readonly auditLog: Fact<string> | null;
}

/** Printed as one line for a shell; only `alive`, `dead` or `unknown` comes out of it. See domain/local-check.ts. */
export type LocalCheck = {
  readonly grade: Grade;
  readonly sources: readonly string[];
} & (
  | {
      readonly by: 'https';
      /** On the host of the key's region. */
      readonly path: string;
      /** `{secret}` stands for what is typed on that machine. */
      readonly headers: readonly string[];
      /** HTTP statuses, or pieces of the answer, that are clear. All else is unknown. */
      readonly dead: readonly (number | string)[];
      readonly alive: readonly (number | string)[];
    }
  /** The public half of a key pair is offered, and is accepted or not. */
  | { readonly by: 'ssh'; readonly host: string }
);

/** How a key is replaced by plan, where that is not: make another beside it, switch, press Delete. */
export interface Replacing {
  /**
   * `beside`: old and new live at once, each with an id. `in_place`: the new one comes under the same public id, and
   * ends the old one. `either`: as the person chooses there.
   */
  readonly way: 'beside' | 'in_place' | 'either';
  /** What surprises, one sentence; said before the new key is made. */
  readonly mind: string | null;
  /** How the old key is ended when nobody needs it any more; sentences as in a step of the playbook. */
  readonly end: readonly string[];
  readonly grade: Grade;
  /** Ids of `sources`. */
  readonly sources: readonly string[];
}

export interface Provider {
  /** Lower case, stable: stored with each key. */
  readonly id: string;
  /** What kind of key it is, in lists and titles. */
  readonly name: string;
  /** Whom a sentence names instead, where the name says more than who issued it: "Ask GitHub". See `issuerOf`. */
  readonly issuer?: string;
  /** Other names people type. */
  readonly aliases: readonly string[];
  /** Day the facts were last read against their sources, `YYYY-MM-DD`. */
  readonly reviewed: string;
  readonly sources: readonly Source[];
  /** Every link shown to a person (key pages, step pages) goes to one of these. Sources may lie elsewhere. */
  readonly officialHosts: readonly string[];
  readonly publicId: PublicId;
  readonly secrets: readonly SecretShape[];
  readonly permissions: readonly Permission[];
  readonly environments: readonly Environment[];
  readonly regions: readonly Region[];
  readonly accountHint: string;
  /** `null`: the provider has no IP allowlist. */
  readonly allowlist: AllowlistRule | null;
  readonly expiry: readonly ExpiryRule[];
  readonly maxKeysPerAccount: Fact<number | null>;
  /** Whether the key can be switched off without deleting it. */
  readonly canDisable: Fact<boolean>;
  /** How to make the replacement, for a planned rotation. */
  readonly create: {
    readonly how: readonly string[];
    readonly grade: Grade;
    readonly sources: readonly string[];
  };
  /** Left out: another key beside the old one, which is then deleted as its playbook says. */
  readonly replacing?: Replacing;
  readonly playbook: readonly PlaybookStep[];
  /** `null`: nothing can be learnt without the secret; then two people attest, by this ladder. */
  readonly probe: Probe | null;
  /** Only where `probe` is `null`. */
  readonly ladder?: Ladder;
}

/** Who issued a key, as a sentence names them. It may begin in lower case ("the provider"). */
export const issuerOf = ({ name, issuer }: Pick<Provider, 'name' | 'issuer'>): string => issuer ?? name;
