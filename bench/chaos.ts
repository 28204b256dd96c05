/** Reminders while everything breaks: `npm run bench:chaos -- [small] [seed]`. See README.md. */
import { fullForm, smallForm } from './chaos-forms.ts';
import { isRight, runChaos } from './chaos-run.ts';

const seed = Number(process.argv.at(-1)) || Date.now() % 100_000;
const form = process.argv.includes('small') ? smallForm : fullForm;
const report = await runChaos({ ...form, seed });
process.stdout.write(`seed ${seed}\n${JSON.stringify(report, null, 2)}\n`);
process.exit(isRight(report) ? 0 : 1);
