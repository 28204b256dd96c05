/** IP allowlists as people paste them: one entry a line, or separated by commas. */
import { z } from 'zod';
import type { AllowlistRule } from './provider.ts';

export interface ParsedAllowlist {
  /** Normalised, without duplicates, in the order typed. */
  readonly entries: readonly string[];
  /** One for each bad entry, by position from 1. What was typed is not repeated: it may be a pasted secret. */
  readonly faults: readonly { readonly position: number; readonly says: string }[];
}

type Form = AllowlistRule['accepts'][number];
const forms: Readonly<Record<Form, string>> = {
  ipv4: 'an IPv4 address (203.0.113.7)',
  ipv6: 'an IPv6 address (2001:db8::7)',
  cidr: 'a range (203.0.113.0/24)',
};

/** Reads an allowlist against the provider's rule; `rule` is `null` when the provider has none. */
export function parseAllowlist(text: string, rule: AllowlistRule | null): ParsedAllowlist {
  const typed = text.split(/[\s,;]+/).filter((word) => word !== '');
  const entries: string[] = [];
  const faults: { position: number; says: string }[] = [];
  const blame = (position: number, says: string) => faults.push({ position, says });

  if (rule === null) {
    if (typed.length > 0) blame(1, 'This provider has no IP allowlist. Leave this empty.');
    return { entries, faults };
  }
  for (const [index, word] of typed.entries()) {
    const entry = normalise(word);
    if (entry === null) blame(index + 1, `Entry ${index + 1} is not ${either(rule.accepts)}.`);
    else if (!rule.accepts.includes(entry.form)) {
      blame(
        index + 1,
        `Entry ${index + 1} is ${forms[entry.form]}; here it must be ${either(rule.accepts)}.`,
      );
    } else if (!entries.includes(entry.text)) entries.push(entry.text);
  }
  const max = rule.max.value;
  if (max !== null && entries.length > max) {
    blame(max + 1, `${entries.length} entries, but this provider takes ${max} at most.`);
  }
  return { entries, faults };
}

/** Whether an allowlist keeps strangers out. A range as wide as a whole continent's networks does not. */
export function narrows(allowlist: readonly string[]): boolean {
  return allowlist.length > 0 && allowlist.every((entry) => !isHuge(entry));
}

/** Positions, from 1, of entries that no entry of `bounds` covers. Without bounds everything is covered. */
export function widerThan(entries: readonly string[], bounds: readonly string[]): number[] {
  if (bounds.length === 0) return [];
  const nets = bounds.map(netOf);
  return entries.flatMap((entry, index) =>
    nets.some((net) => covers(net, netOf(entry))) ? [] : [index + 1],
  );
}

interface Net {
  /** The address as bits, `0` and `1`. */
  readonly address: string;
  readonly length: number;
}

function netOf(entry: string): Net {
  const [host = '', length] = entry.split('/');
  const [groups, width] = host.includes(':') ? [ipv6Groups(host), 16] : [host.split('.').map(Number), 8];
  const address = groups.map((group) => group.toString(2).padStart(width, '0')).join('');
  return { address, length: length === undefined ? address.length : Number(length) };
}

const covers = (outer: Net, inner: Net): boolean =>
  outer.address.length === inner.address.length &&
  outer.length <= inner.length &&
  inner.address.startsWith(outer.address.slice(0, outer.length));

function isHuge(entry: string): boolean {
  const [address = '', bits] = entry.split('/');
  return bits !== undefined && Number(bits) < (address.includes(':') ? 16 : 8);
}

function either(accepts: readonly Form[]): string {
  return accepts.map((form) => forms[form]).join(' or ');
}

function normalise(word: string): { form: Form; text: string } | null {
  if (z.ipv4().safeParse(word).success) return { form: 'ipv4', text: word };
  if (z.ipv6().safeParse(word).success) return { form: 'ipv6', text: shortIpv6(word) };
  const [address = '', length = ''] = word.split('/');
  const bits = Number(length);
  if (z.cidrv4().safeParse(word).success) {
    if (bits === 32) return { form: 'ipv4', text: address };
    return { form: 'cidr', text: `${maskedIpv4(address, bits)}/${bits}` };
  }
  if (z.cidrv6().safeParse(word).success) {
    if (bits === 128) return { form: 'ipv6', text: shortIpv6(address) };
    return { form: 'cidr', text: `${maskedIpv6(address, bits)}/${bits}` };
  }
  return null;
}

/** The canonical short form, as the URL standard writes it. */
function shortIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function maskedIpv4(address: string, bits: number): string {
  const kept = masked(address.split('.').map(Number), 8, bits);
  return kept.join('.');
}

/** Its eight groups. */
function ipv6Groups(address: string): number[] {
  const [head = '', tail] = shortIpv6(address).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros: string[] = Array(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

function maskedIpv6(address: string, bits: number): string {
  return shortIpv6(
    masked(ipv6Groups(address), 16, bits)
      .map((group) => group.toString(16))
      .join(':'),
  );
}

/** Zeroes what lies behind the first `bits` bits of groups that are `width` bits wide. */
function masked(groups: readonly number[], width: number, bits: number): number[] {
  return groups.map((group, index) => {
    const dropped = Math.min(width, Math.max(0, (index + 1) * width - bits));
    return (group >> dropped) << dropped;
  });
}
