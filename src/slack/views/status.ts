import type { Status } from '../../workspace/status.ts';
import { facts, header, type Message, message, section } from './kit.ts';
import { stepWords } from './setup.ts';
import { bold, lines, md, when } from './text.ts';

const modes = { http: 'HTTP', socket: 'Socket Mode', local: 'playground' } as const;

export function statusMessage(status: Status, slash: string): Message {
  const replicas = Math.max(0, ...status.beats.map((beat) => beat.replicas));
  return message(
    header(status.troubles.length === 0 ? 'All is well' : 'Something needs you'),
    status.troubles.length > 0 && section(lines(...status.troubles.map((says) => md`• ${says}`))),
    status.setup.length > 0 && section(lines(bold('Still missing'), ...status.setup.map(stepWords(slash)))),
    facts([
      ['Database', 'reachable'],
      ['Slack', modes[status.slack.mode]],
      ['Keys', String(status.keys)],
      ['Replicas', String(replicas)],
      ['Jobs', jobs(status)],
      ['Messages waiting', String(status.outbox.pending)],
      ['Clock', when(status.now)],
    ]),
  );
}

const jobs = (status: Status): string =>
  status.beats.map(({ job, secondsAgo }) => `${job}: ${secondsAgo} s ago`).join('\n') || 'none has run yet';
