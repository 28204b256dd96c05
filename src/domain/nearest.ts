/** Suggestions after a typing mistake. */

/** Least number of letters to add, drop or change (Levenshtein). */
export function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...b].entries()) {
      const [left = 0, above = 0, corner = 0] = [next[column], row[column + 1], row[column]];
      next.push(Math.min(left + 1, above + 1, corner + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Longer than a label can be: nobody mistyped that. */
const LONGEST = 64;

/** The candidate that begins so or is a few slips away, whatever the case; `null` when none is near. */
export function nearestOf(candidates: readonly string[], typed: string): string | null {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '' || wanted.length > LONGEST) return null;
  const tolerated = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)));
  const near = candidates
    .map((candidate) => {
      const name = candidate.toLowerCase();
      return {
        candidate,
        slips: name.includes(wanted) ? 0 : slipsBetween(name.slice(0, 100), wanted.slice(0, 100)),
      };
    })
    .filter(({ slips }) => slips <= tolerated)
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.candidate ?? null;
}
