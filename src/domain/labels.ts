/** A label is how people name a key or a service. Case and spacing do not tell two labels apart. */

export const LABEL_MAX = 60;
const allowed = new RegExp(`^[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._/-]{0,${LABEL_MAX - 1}}$`, 'u');

/** The label as it is stored: trimmed, single spaces, one form for each accented letter. */
export function tidyLabel(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
}

/** What is wrong with a label, one sentence; `null` when nothing is. */
export function labelFault(text: string): string | null {
  const label = tidyLabel(text);
  if (label === '') return 'A label is needed, for example prop-desk.';
  if ([...label].length > LABEL_MAX) return `A label has ${LABEL_MAX} characters at most.`;
  if (!allowed.test(label)) {
    return 'A label starts with a letter or digit and has only letters, digits, spaces and . _ / -';
  }
  return null;
}

/** Two labels with the same key are the same label. */
export function labelKey(label: string): string {
  return tidyLabel(label).toLowerCase();
}

export type Picked =
  | { readonly kind: 'one'; readonly label: string }
  | { readonly kind: 'many'; readonly labels: readonly string[] }
  | { readonly kind: 'none' };

/** The label a person means: the same one, else the only one that starts so. Nothing typed picks nothing. */
export function pickByLabel(labels: readonly string[], typed: string): Picked {
  const wanted = labelKey(typed);
  if (wanted === '') return { kind: 'none' };
  const same = labels.find((label) => labelKey(label) === wanted);
  if (same !== undefined) return { kind: 'one', label: same };
  const starting = labels.filter((label) => labelKey(label).startsWith(wanted));
  const [only] = starting;
  if (only === undefined) return { kind: 'none' };
  return starting.length === 1 ? { kind: 'one', label: only } : { kind: 'many', labels: starting };
}
