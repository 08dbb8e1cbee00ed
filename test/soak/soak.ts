import { existsSync, readdirSync } from 'node:fs';
import { connect, type Exchange } from '../../exchange/connection';
import type { Clock } from '../../exchange/watch/clock';
import { collectGarbage } from '../support/collectGarbage';
import { nodeProcess } from '../support/nodeWarnings';
import { seeded } from '../support/seed';
import type { Account, Content, Counts, Places, Role } from './places';
import { Pushing, Syncing, SyncingBothWays, Watching, type Passing, type Replica } from './roles';

/** The side of Exchange, in this process or in another one. */
export interface Side {
	readonly places: Places;
	readonly account: Account;
	edit(): unknown;
	trouble(): unknown;
	calm(): unknown;
	truth(role: Role): Content | Promise<Content>;
	counts(): Counts | Promise<Counts>;
}

export interface SoakOptions {
	seed: number;
	/** How long people edit and things go wrong, in milliseconds. */
	durationMs: number;
	/** Between two edits, two troubles, and the passes of each role. */
	everyMs: { edit: number; trouble: number; pass: number; sample: number };
	clock: Clock;
	/** Lets time pass. */
	pass(milliseconds: number): Promise<void>;
	/** The connection with what a simulation adds to it. */
	decorate?(exchange: Exchange): Exchange;
	/** Takes words on how far it is. */
	log?(words: string): void;
}

/** What grows, or must not, at one moment. */
export interface Sample extends Counts {
	atMs: number;
	heapMb: number;
	sockets: number;
	/** Open files and sockets of the process; 0 where the system doesn't tell. */
	descriptors: number;
	timers: number;
}

export interface Outcome {
	samples: Sample[];
	/** Edits of people, troubles, and what became of them. */
	edits: number;
	troubles: number;
	failures: Record<string, number>;
	/** Of the trigger and the sync. */
	replicas: Record<'trigger' | 'sync', Pick<Replica, 'told' | 'repeated'>>;
	/** Warnings of Node. */
	warnings: string[];
	/**
	 * Mailboxes in which a role holds something else than the calendar does, and how many of them are still only
	 * polled, in words.
	 */
	differences: string[];
}

/** Time after the last trouble for everything to heal, in milliseconds: more than the longest wait. */
const healingMs = 40 * 60_000;
const healingStepMs = 60_000;

/** A replica, a push, a two-way sync and a watch, all at once, while Exchange is edited and fails. */
export async function soak(side: Side, options: SoakOptions): Promise<Outcome> {
	const { clock, seed, everyMs, durationMs, log = () => {} } = options;
	const { places, account } = side;
	const random = seeded(seed + 1);
	const exchange = (options.decorate ?? ((one) => one))(
		connect({
			server: account.url,
			version: 'Exchange2019',
			emailDns: account.domain,
			user: account.user,
			password: account.password,
			authScheme: 'basic',
		}),
	);
	const warnings: string[] = [];
	const take = ({ message }: Error) => void warnings.push(message);
	nodeProcess.on('warning', take);
	/** Lets time pass until that has ended. */
	const passUntil = async (work: Promise<unknown>) => {
		let isOver = false;
		const ending = work.finally(() => (isOver = true));
		while (!isOver) await options.pass(1_000);
		await ending;
	};
	const [stop, stopWatch] = [new AbortController(), new AbortController()];
	const syncing = new Syncing(exchange, places.synced);
	const pushing = new Pushing(exchange, places.pushed, random, clock);
	const both = new SyncingBothWays(exchange, places.twoWay, random, clock);
	const watching = new Watching(exchange, places.all, clock);
	const watch = watching.run(stopWatch.signal);
	// Of what is there before a calendar is read for the first time, a watch tells nothing.
	for (let subscribed = 0, requests = 1; subscribed < places.all.length || requests > 0; ) {
		await options.pass(1_000);
		({ subscriptions: subscribed, requests } = await side.counts());
	}
	const roles = [syncing, pushing, both];
	const loops = roles.map(async (role) => await repeat(role, everyMs.pass, clock, stop.signal));
	const samples: Sample[] = [];
	let [edits, troubles, atMs] = [0, 0, 0];
	const sample = async () => {
		await collectGarbage();
		const taken = { atMs, ...ofThisProcess(), ...(await side.counts()) };
		samples.push(taken);
		log(inWords(taken));
	};
	const isDue = (every: number) =>
		Math.floor(atMs / every) > Math.floor((atMs - everyMs.edit) / every);
	for (; atMs < durationMs; atMs += everyMs.edit) {
		await side.edit();
		edits++;
		if (isDue(everyMs.trouble)) {
			await side.trouble();
			troubles++;
		}
		if (isDue(everyMs.sample)) await sample();
		await options.pass(everyMs.edit);
	}

	await side.calm();
	stop.abort();
	await passUntil(Promise.all(loops));
	const { signal } = new AbortController();
	for (let pass = 0; pass < 2; pass++) {
		await passUntil(both.repeat(signal));
		await passUntil(pushing.repeat(signal));
		await passUntil(syncing.pass(signal));
	}
	const all = await side.truth('all');
	const ofTrigger = () => differences('trigger', watching.replica.content(places.all), all);
	const unheard = async () => {
		const { subscriptions, streams } = await side.counts();
		const heard = streams > 0 ? subscriptions : 0;
		if (heard >= places.all.length) return [];
		return [`Exchange tells of changes of ${heard} of ${places.all.length} mailboxes`];
	};
	// Each calendar is read, and heard of, again at the latest when the longest wait after a failure is over.
	const isHealed = async () => ofTrigger().length === 0 && (await unheard()).length === 0;
	for (let healed = 0; healed < healingMs && !(await isHealed()); healed += healingStepMs) {
		await options.pass(healingStepMs);
	}
	const deaf = await unheard();
	await sample();
	stopWatch.abort();
	await passUntil(watch);
	await exchange.close();
	nodeProcess.off('warning', take);
	return {
		samples,
		edits,
		troubles,
		failures: {
			sync: syncing.failures,
			push: pushing.failures,
			twoWay: both.failures,
			problems: watching.problems,
		},
		replicas: { trigger: watching.replica, sync: syncing.replica },
		warnings,
		differences: [
			...deaf,
			...ofTrigger(),
			...differences('sync', syncing.content(), await side.truth('synced')),
			...differences('push', pushing.content(), onlySources(await side.truth('pushed'))),
			...differences('two-way', both.content(), await side.truth('twoWay')),
		],
	};
}

function ofThisProcess() {
	const resources = process.getActiveResourcesInfo();
	const countOf = (name: string) => resources.filter((one) => one === name).length;
	const { heapUsed, external } = process.memoryUsage();
	const descriptors = '/proc/self/fd';
	return {
		heapMb: (heapUsed + external) / 1e6,
		sockets: countOf('TCPSocketWrap'),
		descriptors: existsSync(descriptors) ? readdirSync(descriptors).length : 0,
		timers: countOf('Timeout'),
	};
}

function inWords({ atMs, heapMb, ...one }: Sample): string {
	const counts = Object.entries(one).map(([name, count]) => `${name} ${count}`);
	return `${(atMs / 60_000).toFixed(1)} min: ${heapMb.toFixed(1)} MB, ${counts.join(', ')}`;
}

async function repeat(
	role: Passing,
	every: number,
	clock: Clock,
	signal: AbortSignal,
): Promise<void> {
	while (!signal.aborted) {
		await role.pass(signal);
		await clock.wait(every, signal);
	}
}

function onlySources(content: Content): Content {
	const isPushed = (one: string) => / Source \d+$/.test(one);
	return Object.fromEntries(
		Object.entries(content).map(([mailbox, lines]) => [mailbox, lines.filter(isPushed)]),
	);
}

function differences(role: string, held: Content, truth: Content): string[] {
	return Object.entries(truth).flatMap(([mailbox, lines]) => {
		const own = held[mailbox] ?? [];
		if (own.join('\n') === lines.join('\n')) return [];
		const more = own.filter((one) => !lines.includes(one));
		const less = lines.filter((one) => !own.includes(one));
		return `${role} of ${mailbox}: too much ${more.join(', ') || '–'}; missing ${less.join(', ') || '–'}`;
	});
}
