import { connect, type Exchange } from '../../exchange/connection';
import type { Clock } from '../../exchange/watch/clock';
import { seeded } from '../support/seed';
import type { Account, Content, Counts, Places, Role } from './places';
import { Pushing, Syncing, SyncingBothWays, Watching, type Passing } from './roles';

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
	timers: number;
}

export interface Outcome {
	samples: Sample[];
	/** Edits of people, troubles, and what became of them. */
	edits: number;
	troubles: number;
	failures: Record<string, number>;
	/** Mailboxes in which a role holds something else than the calendar does, in words. */
	differences: string[];
}

/** Time after the last trouble for everything to heal, in milliseconds: more than the longest wait. */
const healingMs = 40 * 60_000;

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
	const stop = new AbortController();
	const syncing = new Syncing(exchange, places.all);
	const pushing = new Pushing(exchange, places.pushed, random, clock);
	const both = new SyncingBothWays(exchange, places.twoWay, random, clock);
	const watching = new Watching(exchange, places.all, clock);
	const watch = watching.run(stop.signal);
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
		const resources = process.getActiveResourcesInfo();
		const countOf = (name: string) => resources.filter((one) => one === name).length;
		globalThis.gc?.();
		const { heapUsed, external } = process.memoryUsage();
		const taken: Sample = {
			atMs,
			heapMb: (heapUsed + external) / 1e6,
			sockets: countOf('TCPSocketWrap'),
			timers: countOf('Timeout'),
			...(await side.counts()),
		};
		samples.push(taken);
		log(
			`${Math.round(atMs / 60_000)} min: ${taken.heapMb.toFixed(1)} MB, ${taken.sockets} sockets, ${taken.timers} timers, ${taken.hiddenAll} hidden items (${taken.hiddenMost} in one folder), ${taken.streams} streams, ${taken.subscriptions} subscriptions, ${taken.requests} requests`,
		);
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
	const differing = async () => {
		const truth = await side.truth('all');
		return differences('trigger', watching.replica.content(places.all), truth);
	};
	// Each calendar is read again at the latest when the longest wait after a failure is over.
	for (let healed = 0; healed < healingMs; healed += everyMs.pass) {
		await options.pass(everyMs.pass);
		if (healed >= 2 * everyMs.pass && (await differing()).length === 0) break;
	}
	await sample();
	stop.abort();
	let isOver = false;
	const ending = (async () => {
		await Promise.all(loops);
		const { signal } = new AbortController();
		for (let pass = 0; pass < 2; pass++) {
			await both.repeat(signal);
			await pushing.repeat(signal);
			await syncing.pass(signal);
		}
	})().finally(() => (isOver = true));
	while (!isOver) await options.pass(1_000);
	await ending;
	const all = await side.truth('all');
	const found = [
		...(await differing()),
		...differences('sync', syncing.content(), all),
		...differences('push', pushing.content(), onlySources(await side.truth('pushed'))),
		...differences('two-way', both.content(), await side.truth('twoWay')),
	];
	await watch;
	await exchange.close();
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
		differences: found,
	};
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
