/** What each trouble is called, what it means and what to do: for the channel, `/key status` and `/readyz`. */

/** A trouble as it is shown. */
export interface TroubleTimes {
  readonly what: string;
  readonly since: Date;
  /** `null` until then. */
  readonly overAt: Date | null;
}

export interface TroubleWords {
  /** A sentence without its full stop. */
  readonly title: string;
  readonly means: string;
  readonly todo: string;
}

const LOGS = 'Look into the log of the replicas';

const rows: Readonly<Record<string, TroubleWords>> = {
  slack: {
    title: 'Slack does not answer, or refuses our token',
    means: 'Nothing is sent; it waits and is not lost. Commands may not arrive.',
    todo: 'Check the network, status.slack.com and SLACK_BOT_TOKEN.',
  },
  database: {
    title: 'The database could not be reached',
    means: 'Whoever pressed or typed something meanwhile was told that nothing was recorded.',
    todo: 'Do again what was refused. Look into the log of the database for why.',
  },
  'outbox:incident': {
    title: 'A message of an incident is late',
    means: 'Somebody may not know yet that a key leaked.',
    todo: `Look at the incident with /key incidents and call people yourself. ${LOGS} for “tried again later”.`,
  },
  outbox: {
    title: 'Messages wait for a long time',
    means: 'Reminders and cards come late. None is lost.',
    todo: `See /key status for how many. ${LOGS} for “Slack asked for a pause” and “tried again later”.`,
  },
  inbox: {
    title: 'Events from Slack are not worked',
    means: 'Who left or changed groups may not be known yet.',
    todo: `${LOGS} for the job “events”.`,
  },
  'given-up': {
    title: 'A message could not be sent and was given up',
    means: 'Its channel may be archived, or its person gone.',
    todo: 'See /key status for the reason, and check the team channel in /key settings.',
  },
  replica: {
    title: 'One replica does only a part of its work',
    means: 'The others do it meanwhile.',
    todo: 'Restart it: its log has fallen silent, or repeats one error.',
  },
};

/** Words for a stored trouble; one that an older version noted is called by its name. */
export function troubleWords(what: string): TroubleWords {
  const job = /^job:(.+)$/.exec(what)?.[1];
  if (job === undefined) return rows[what] ?? { title: `Trouble: ${what}`, means: '', todo: LOGS };
  return {
    title: `The job “${job}” has stopped`,
    means: 'What it plans or does is late on every replica.',
    todo: `${LOGS} for this job's error, and restart them.`,
  };
}
