/** How what happens in a history of a leak is made to happen: on two replicas, through the real use cases. */
import type { Act } from '../../src/domain/act.ts';
import { makeAct } from '../../src/domain/act.ts';
import type { Incident } from '../../src/domain/incident-state.ts';
import type { Classified } from '../../src/domain/proof.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { IncidentRef } from '../../src/domain/words.ts';
import { acknowledge } from '../../src/incident/acknowledge.ts';
import { incidentAfterVerdict } from '../../src/incident/after-verdict.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { askDueQuestions } from '../../src/proof/ask-due.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { deeds } from './deeds.ts';
import { DELETION, type Wish } from './histories.ts';
import { home, said, type World } from './world.ts';

export interface Outcome {
  readonly wish: Wish;
  readonly step: string | null;
  /** What refused it; `null` when it was done. */
  readonly refusal: Refusal | null;
}

type Pair = [Database, Database];

/** Two replicas that run until they are restarted, through any number of histories: a connection's first work is dear. */
export class Running {
  readonly #url: string;
  replicas: Pair;

  constructor(url: string) {
    this.#url = url;
    this.replicas = this.#start();
  }

  #start(): Pair {
    const open = () => openDatabase(this.#url, { connections: 3 });
    return [open(), open()];
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((each) => each.close()));
  }

  async restart(): Promise<void> {
    await this.stop();
    this.replicas = this.#start();
  }
}

/** Two replicas on one world's database, and the provider between them and the key. */
export class Replicas {
  readonly #world: World;
  readonly #running: Running;
  #says: Classified = said.exists;
  #delivery = 0;

  constructor(world: World, running: Running) {
    this.#world = world;
    this.#running = running;
  }

  provider(says: Classified): void {
    this.#says = says;
  }

  async restart(asking: boolean): Promise<void> {
    if (asking) {
      const killed = this.#answer(this.#running.replicas[0], () => Promise.reject(new Error('killed')));
      await killed.catch(() => {});
    }
    await this.#running.restart();
    await this.#world.rows(`update proof_questions set lease_until = null where answered_at is null`);
  }

  /** Both replicas ask what is due at once. @returns how many questions were settled. */
  async answer(): Promise<number> {
    const settled = await Promise.all(
      this.#running.replicas.map((database) => this.#answer(database, () => Promise.resolve(this.#says))),
    );
    return settled.reduce((sum, each) => sum + each, 0);
  }

  async #answer(database: Database, reply: () => Promise<Classified>): Promise<number> {
    const acts = this.#world.clock(await this.#world.now());
    const ask = async () => ({ host: 'www.okx.com', ...(await reply()) });
    return askDueQuestions(database, ask, acts, [incidentAfterVerdict], 10);
  }

  /** All at once, each on one of the replicas; deliveries that come again come to the other one as well. */
  async wish(incident: IncidentRef, drawn: Incident, wishes: readonly Wish[]): Promise<Outcome[]> {
    const now = await this.#world.now();
    const { steps } = drawn;
    const outcomes = wishes.map(async (wish, place) => {
      const step = wish.place === DELETION ? steps.find(({ kind }) => kind === 'delete') : steps[wish.place];
      this.#delivery += 1;
      const act = makeAct({
        workspace: home,
        person: wish.by,
        role: wish.role,
        now: new Date(now.getTime() - wish.late * 1000),
        door: 'model',
        delivery: `delivery ${this.#delivery}`,
        channel: null,
      });
      const on = (replica: number) => this.#do(replica, act, incident, step?.id ?? 'nope', wish, drawn);
      const times = wish.again ? [place, place + 1] : [place];
      const settled = await Promise.allSettled(times.map((replica) => on(replica % 2)));
      const done = settled.filter(({ status }) => status === 'fulfilled').length;
      if (done > 1) throw new Error(`${wish.deed} was done ${done} times for one delivery`);
      return { wish, step: step?.id ?? null, refusal: done === 1 ? null : refusalIn(settled) };
    });
    return Promise.all(outcomes);
  }

  #do(
    replica: number,
    act: Act,
    incident: IncidentRef,
    step: string,
    { deed }: Wish,
    drawn: Incident,
  ): Promise<unknown> {
    const [first, second] = this.#running.replicas;
    const database = replica === 0 ? first : second;
    const { keyRef, service } = this.#world;
    if (deed === 'declare') return declareIncident(database, act, { key: keyRef, drill: false });
    if (deed === 'acknowledge') return acknowledge(database, act, { incident, service });
    if (deed === 'offKey') return acknowledge(database, act, { incident, service, kind: 'service_switched' });
    return deeds[deed](database, act, incident, step, drawn);
  }
}

/** What a person is told. @throws what is no refusal: a deadlock, a broken rule of the database. */
function refusalIn(settled: readonly PromiseSettledResult<unknown>[]): Refusal {
  const reasons = settled.map((each) => (each.status === 'rejected' ? each.reason : null));
  for (const reason of reasons) if (!(reason instanceof Refusal)) throw reason;
  return reasons.find((each) => each.code !== 'already_done') ?? reasons[0];
}
