/** The table on standard output. */

/** One side's answers to one load: milliseconds each. */
export interface Result {
  readonly show: readonly number[];
  readonly click: readonly number[];
  readonly seconds: number;
  /** Spent by the server's own process; `NaN` where the system does not tell. */
  readonly cpuMs: number;
}

type Pair = readonly [bare: Result, ours: Result];

export interface Report {
  readonly perSecond: number;
  readonly connections: number;
  readonly calm: Pair;
  readonly full: { readonly show: Pair; readonly click: Pair };
  /** How many of our acknowledged clicks the audit log holds: all of them, or there is no report. */
  readonly clicks: number;
  /** Load average of the machine at the beginning and at the end. */
  readonly busy: readonly [number, number];
}

export function printReport(report: Report): void {
  const { perSecond, connections, calm, full, clicks, busy } = report;
  const lines = [
    columns('', 'bare Bolt', 'Keysteward', 'ratio'),
    '',
    `${perSecond} requests a second, shows and clicks in turns, ${all(calm[1]).length} to each`,
    ...percentiles('all', calm, all),
    ...percentiles('/key show', calm, ({ show }) => show),
    ...percentiles('step click', calm, ({ click }) => click),
    '',
    `${connections} connections, each sending again when it was answered`,
    ...throughput('/key show', full.show),
    ...throughput('step click', full.click),
    '',
    `${clicks} clicks acknowledged, and as many in the audit log. Load average: ${busy.map((each) => each.toFixed(1)).join(', then ')}.`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const all = ({ show, click }: Result): readonly number[] => [...show, ...click];

function percentiles(name: string, pair: Pair, pick: (result: Result) => readonly number[]): string[] {
  return [50, 95, 99].map((percent) =>
    row(`${name}, p${percent} ms`, pair, (result) => percentile(pick(result), percent)),
  );
}

function throughput(name: string, pair: Pair): string[] {
  return [
    row(`${name}, a second`, pair, (result) => all(result).length / result.seconds),
    row(`${name}, CPU ms each`, pair, (result) => result.cpuMs / all(result).length),
  ];
}

function row(name: string, [bare, ours]: Pair, value: (result: Result) => number): string {
  const [first, second] = [value(bare), value(ours)];
  return columns(name, number(first), number(second), (second / first).toFixed(2));
}

const columns = (name: string, ...values: readonly string[]): string =>
  name.padEnd(26) + values.map((value) => value.padStart(12)).join('');

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

/** The smallest value that at least so many percent do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}
