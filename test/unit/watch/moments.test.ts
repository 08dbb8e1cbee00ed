import { ExchangeError } from '../../../exchange/errors';
import { defaultLimits } from '../../../exchange/watch/limits';
import { newMailbox } from '../../../exchange/watch/mailboxState';
import { Places } from '../../../exchange/watch/places';
import { WatchedMailbox } from '../../../exchange/watch/watchedMailbox';
import { ScriptedExchange, watching, type WatchedRun } from '../../support/watch/scriptedExchange';

const alice = 'alice@enyoi.example';
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const eight = Date.parse('2026-11-24T08:00:00Z');

let exchange: ScriptedExchange;
let run: WatchedRun;
beforeEach(() => {
	exchange = new ScriptedExchange();
});
const stop = async () => {
	run.stop.abort();
	await exchange.clock.pass(1_000);
	await run.ended;
};
afterEach(stop);

const pass = async (milliseconds: number) => await exchange.clock.pass(milliseconds);
const event = (id: string, start: number, more = {}) => ({
	id,
	start,
	end: start + hour,
	...more,
});
const watch = async (kinds: Array<'startsSoon' | 'started' | 'ended'>) =>
	void (run = await watching(exchange, [alice], { kinds }));

it('tells each moment when it comes, once', async () => {
	exchange.plan(alice, [event('review', eight + 30 * minute)]);
	await watch(['startsSoon', 'started', 'ended']);
	await pass(14 * minute);
	expect(exchange.keys).toEqual([]);
	await pass(minute);
	expect(exchange.keys).toEqual(['startsSoon review 2026-11-24T08:15:00Z']);
	await pass(4 * hour);
	expect(exchange.keys).toEqual([
		'startsSoon review 2026-11-24T08:15:00Z',
		'started review 2026-11-24T08:30:00Z',
		'ended review 2026-11-24T09:30:00Z',
	]);
});

it('tells all of many that come at once, in parts of 500', async () => {
	const parts: number[] = [];
	const many = Array.from({ length: 1_200 }, (_, n) => event(`e${n}`, eight + 10 * minute));
	exchange.plan(alice, many);
	run = await watching(exchange, [alice], {
		kinds: ['started'],
		tell: async (events) => void parts.push(events.length),
	});
	await pass(10 * minute);
	expect(parts).toEqual([500, 500, 200]);
	expect(new Set(exchange.keys).size).toBe(1_200);
});

it('tells nothing of what was before the first watch', async () => {
	exchange.plan(alice, [event('running', eight - 10 * minute)]);
	await watch(['startsSoon', 'started', 'ended']);
	await pass(2 * hour);
	expect(exchange.keys).toEqual(['ended running 2026-11-24T08:50:00Z']);
});

it('tells after a restart what came meanwhile, and nothing twice', async () => {
	exchange.plan(alice, [
		event('before', eight + 10 * minute),
		event('meanwhile', eight + 3 * hour),
		event('after', eight + 6 * hour),
	]);
	await watch(['started']);
	await pass(20 * minute);
	await stop();
	await pass(4 * hour);
	expect(exchange.keys).toEqual(['started before 2026-11-24T08:10:00Z']);
	await watch(['started']);
	await pass(3 * hour);
	expect(exchange.keys.slice(1)).toEqual([
		'started meanwhile 2026-11-24T11:00:00Z',
		'started after 2026-11-24T14:00:00Z',
	]);
});

it('tells nothing that is older than a day', async () => {
	exchange.plan(alice, [event('first', eight + minute), event('old', eight + 3 * hour)]);
	await watch(['started']);
	await pass(2 * minute);
	await stop();
	await pass(3 * day);
	await watch(['started']);
	await pass(hour);
	expect(exchange.keys).toEqual(['started first 2026-11-24T08:01:00Z']);
});

it('follows an event that is moved, called off or deleted', async () => {
	const times = [
		event('moved', eight + hour),
		event('off', eight + hour),
		event('gone', eight + hour),
	];
	exchange.plan(alice, times);
	await watch(['started']);
	exchange.plan(alice, [
		event('moved', eight + 2 * hour),
		event('off', eight + hour, { isCancelled: true }),
	]);
	await pass(3 * hour);
	expect(exchange.keys).toEqual(['started moved 2026-11-24T10:00:00Z']);
});

it('does not believe its own plan: what moved unheard is told at its new time', async () => {
	exchange.plan(alice, [event('moved', eight + 10 * minute)]);
	await watch(['started']);
	exchange.subscriptions.clear();
	exchange.plan(alice, [event('moved', eight + 50 * minute)]);
	await pass(hour);
	expect(exchange.keys).toEqual(['started moved 2026-11-24T08:50:00Z']);
});

it('tells nothing again of what was moved on, and is back unheard at the time that was told', async () => {
	const review = event('review', eight + 10 * minute);
	exchange.plan(alice, [review]);
	await watch(['started']);
	await pass(15 * minute);
	exchange.plan(alice, [event('review', eight + 20 * minute)]);
	await pass(minute);
	exchange.subscriptions.clear();
	exchange.plan(alice, [review]);
	await pass(hour);
	expect(exchange.keys).toEqual(['started review 2026-11-24T08:10:00Z']);
});

it('tells nothing again of what moved unheard where views show no UIDs', async () => {
	exchange.hidesUids = true;
	exchange.plan(alice, [event('moved', eight + 10 * minute, { uid: 'uid' })]);
	await watch(['started']);
	exchange.subscriptions.clear();
	exchange.plan(alice, [event('moved', eight + 8 * minute, { uid: 'uid' })]);
	await pass(hour);
	expect(exchange.keys).toEqual(['started uid 2026-11-24T08:08:00Z']);
});

it('tells nothing again of an event that gets its UID only when somebody changes it', async () => {
	const copy = event('copy', eight + 20 * minute);
	exchange.plan(alice, [copy]);
	await watch(['startsSoon', 'started']);
	await pass(10 * minute);
	exchange.plan(alice, [{ ...copy, uid: 'uid' }]);
	await pass(hour);
	expect(exchange.keys).toEqual([
		'startsSoon copy 2026-11-24T08:05:00Z',
		'started uid 2026-11-24T08:20:00Z',
	]);
});

it('tells the end of what was prolonged unheard at its new time', async () => {
	const review = event('review', eight - 50 * minute);
	exchange.plan(alice, [review]);
	await watch(['ended']);
	exchange.subscriptions.clear();
	exchange.plan(alice, [{ ...review, end: review.end + 30 * minute }]);
	await pass(2 * hour);
	expect(exchange.keys).toEqual(['ended review 2026-11-24T08:40:00Z']);
});

it('tells what began or ended unheard before it was to, at its new time and once', async () => {
	const [begun, ended] = [event('begun', eight + 10 * minute), event('ended', eight - 50 * minute)];
	exchange.plan(alice, [begun, ended]);
	await watch(['startsSoon', 'started', 'ended']);
	await pass(minute);
	exchange.subscriptions.clear();
	exchange.plan(alice, [
		{ ...begun, start: eight - 2 * minute },
		{ ...ended, end: eight - 3 * minute },
	]);
	await pass(15 * minute);
	exchange.notify(alice);
	await pass(15 * minute);
	expect(exchange.keys.sort()).toEqual([
		'ended ended 2026-11-24T07:57:00Z',
		'started begun 2026-11-24T07:58:00Z',
	]);
});

it('tells at once that an event starts soon which was made too late for it', async () => {
	await watch(['startsSoon', 'started']);
	await pass(minute);
	exchange.plan(alice, [event('sudden', eight + 6 * minute), event('past', eight - 31 * minute)]);
	await pass(0);
	expect(exchange.keys).toEqual(['startsSoon sudden 2026-11-24T07:51:00Z']);
	exchange.notify(alice);
	await pass(minute);
	expect(exchange.keys).toHaveLength(1);
});

it('tells again what the calendar gives a new time', async () => {
	exchange.plan(alice, [event('review', eight + 20 * minute)]);
	await watch(['startsSoon']);
	await pass(10 * minute);
	exchange.plan(alice, [event('review', eight + 2 * hour)]);
	await pass(3 * hour);
	expect(exchange.keys).toEqual([
		'startsSoon review 2026-11-24T08:05:00Z',
		'startsSoon review 2026-11-24T09:45:00Z',
	]);
});

it('survives a clock that is set forward and back', async () => {
	exchange.plan(alice, [event('review', eight + 16 * minute)]);
	await watch(['started']);
	exchange.clock.setDate(eight + 5 * day);
	await pass(16 * minute);
	exchange.told.splice(0);
	exchange.clock.setDate(eight + 4 * minute);
	await pass(12 * minute);
	expect(exchange.keys).toEqual(['started review 2026-11-24T08:16:00Z']);
});

it('believes no stored time that lies ahead', async () => {
	exchange.moments.set(alice, { until: eight + 5 * day });
	exchange.plan(alice, [event('review', eight + 10 * minute)]);
	await watch(['started']);
	await pass(10 * minute);
	expect(exchange.keys).toEqual(['started review 2026-11-24T08:10:00Z']);
});

it('tells what it could not read in time as soon as it can', async () => {
	exchange.plan(alice, [event('review', eight + 20 * minute)]);
	await watch(['started']);
	exchange.failing.set('*', new Error('down'));
	await pass(hour);
	exchange.failing.clear();
	await pass(6 * minute);
	expect(exchange.keys.filter((key) => key.startsWith('started'))).toEqual([
		'started review 2026-11-24T08:20:00Z',
	]);
});

it('tells nothing that became older than a day while it could not be read', async () => {
	exchange.plan(alice, [event('old', eight + 20 * minute), event('new', eight + 60 * hour)]);
	await watch(['started']);
	exchange.failing.set('*', new Error('down'));
	await pass(3 * day);
	exchange.failing.clear();
	await pass(6 * minute);
	expect(exchange.keys.filter((key) => key.startsWith('started'))).toEqual([
		'started new 2026-11-26T20:00:00Z',
	]);
});

it.each([
	[[], 0],
	[['created', 'updated'], 48],
] as const)(
	'looks at a calendar at rest with each reading of it: and %j',
	async (kinds, readings) => {
		run = await watching(exchange, [alice], { kinds: ['startsSoon', 'started', ...kinds] });
		const before = { ...exchange.counts };
		await pass(12 * hour);
		expect(exchange.counts.views - before.views).toBe(12 * 4);
		expect(exchange.counts.readings - before.readings).toBe(readings);
		expect(exchange.keys).toEqual([]);
	},
);

it('misses nothing when it is killed soon after its first start', async () => {
	exchange.plan(alice, [event('meanwhile', eight + 25 * minute)]);
	await watch(['started']);
	await pass(20 * minute);
	await stop();
	await pass(20 * minute);
	await watch(['started']);
	await pass(minute);
	expect(exchange.keys).toEqual(['started meanwhile 2026-11-24T08:25:00Z']);
});

it('tells after a restart what was made meanwhile and starts soon, and nothing twice', async () => {
	const known = [event('running', eight - minute), event('told', eight + 30 * minute)];
	exchange.plan(alice, [...known, event('near', eight + 14 * minute)]);
	await watch(['startsSoon']);
	await pass(16 * minute);
	await stop();
	exchange.plan(alice, [...known, event('sudden', eight + 20 * minute)]);
	await pass(minute);
	await watch(['startsSoon']);
	await pass(hour);
	expect(exchange.keys).toEqual([
		'startsSoon told 2026-11-24T08:15:00Z',
		'startsSoon sudden 2026-11-24T08:05:00Z',
	]);
});

it('tells of what was made, started and ended while another moment was being told', async () => {
	exchange.plan(alice, [event('first', eight + 5 * minute), event('second', eight + 9 * minute)]);
	let isSlow = true;
	const tell = async () => {
		if (!isSlow) return;
		isSlow = false;
		await exchange.clock.wait(10 * minute, new AbortController().signal);
	};
	run = await watching(exchange, [alice], {
		kinds: ['startsSoon', 'started'],
		minutesBefore: 1,
		tell,
	});
	await pass(5 * minute);
	exchange.subscriptions.clear();
	const times = [event('first', eight + 5 * minute), event('second', eight + 9 * minute)];
	exchange.plan(alice, [...times, event('sudden', eight + 8 * minute)]);
	await pass(hour);
	expect(exchange.keys.filter((key) => key.startsWith('started'))).toEqual([
		'started first 2026-11-24T08:05:00Z',
		'started second 2026-11-24T08:09:00Z',
		'started sudden 2026-11-24T08:08:00Z',
	]);
});

it('tells that an event starts soon although its own execution takes long', async () => {
	const tell = async () => await exchange.clock.wait(10 * minute, new AbortController().signal);
	run = await watching(exchange, [alice], { kinds: ['created', 'startsSoon'], tell });
	exchange.edit(alice, { changeType: 'created', key: 'sudden' }, true);
	exchange.plan(alice, [event('sudden', eight + 5 * minute)]);
	await pass(hour);
	expect(exchange.keys).toEqual(['sudden', 'startsSoon sudden 2026-11-24T07:50:00Z']);
});

it('tells each moment once of an event that is there under another id', async () => {
	const invited = event('invited', eight + 20 * minute, { uid: 'meeting' });
	exchange.plan(alice, [invited]);
	await watch(['startsSoon', 'started']);
	await pass(10 * minute);
	exchange.plan(alice, [{ ...invited, id: 'accepted' }]);
	await pass(hour);
	expect(exchange.keys).toEqual([
		'startsSoon meeting 2026-11-24T08:05:00Z',
		'started meeting 2026-11-24T08:20:00Z',
	]);
});

it('tells the end of an event that is ended in hindsight, also after another moment', async () => {
	const other = event('other', eight - 50 * minute);
	const review = event('review', eight - 30 * minute);
	exchange.plan(alice, [other, review]);
	await watch(['ended']);
	await pass(12 * minute);
	exchange.notify(alice);
	await pass(0);
	exchange.plan(alice, [{ ...review, end: eight + 8 * minute }]);
	await pass(hour);
	expect(exchange.keys).toEqual([
		'ended other 2026-11-24T08:10:00Z',
		'ended review 2026-11-24T08:08:00Z',
	]);
});

it('holds no moment back for an event that can not be read, and tells that one once it can', async () => {
	exchange.plan(alice, [
		event('broken', eight + 10 * minute),
		event('good', eight + 10 * minute),
		event('later', eight + 20 * minute),
	]);
	await watch(['started']);
	exchange.unreadable.set('broken', new ExchangeError('server', 'corrupt'));
	await pass(25 * minute);
	expect(exchange.keys).toEqual([
		'started good 2026-11-24T08:10:00Z',
		`problem ${alice} server`,
		'started later 2026-11-24T08:20:00Z',
	]);
	await stop();
	exchange.unreadable.clear();
	await pass(2 * hour);
	await watch(['started']);
	await pass(minute);
	expect(exchange.keys.slice(3)).toEqual(['started broken 2026-11-24T08:10:00Z']);
});

it('tells of an event that can not be read no more than twice in a day', async () => {
	exchange.plan(alice, [event('broken', eight + 10 * minute)]);
	await watch(['started']);
	exchange.unreadable.set('broken', new ExchangeError('server', 'corrupt'));
	for (let past = 0; past < 48; past++) {
		await pass(30 * minute);
		exchange.notify(alice);
	}
	expect(exchange.keys.filter((key) => key.startsWith('problem')).length).toBeLessThan(3);
});

it('tries again to store what it told', async () => {
	exchange.plan(alice, [event('review', eight + 10 * minute)]);
	await watch(['started']);
	exchange.storeFailure = new ExchangeError('server', 'full');
	await pass(11 * minute);
	exchange.storeFailure = undefined;
	await pass(10 * minute);
	await stop();
	await watch(['started']);
	await pass(minute);
	expect(exchange.keys.filter((key) => key.startsWith('started'))).toHaveLength(1);
});

it('gives up after a day an event that can not be read', async () => {
	exchange.plan(alice, [event('broken', eight + 10 * minute)]);
	await watch(['started']);
	exchange.unreadable.set('broken', new ExchangeError('server', 'corrupt'));
	await pass(25 * hour);
	exchange.unreadable.clear();
	await pass(hour);
	expect(exchange.keys.filter((key) => key.startsWith('started'))).toEqual([]);
	expect(exchange.clock.waiting).toBeLessThan(10);
});

it('tells in its time what is made after the clock was set back by little', async () => {
	exchange.plan(alice, [event('first', eight + 10 * minute)]);
	await watch(['startsSoon', 'started']);
	await pass(10 * minute);
	exchange.clock.setDate(eight + 6 * minute);
	exchange.plan(alice, [event('first', eight + 10 * minute), event('new', eight + 8 * minute)]);
	await pass(hour);
	expect(exchange.keys).toEqual([
		'started first 2026-11-24T08:10:00Z',
		'startsSoon new 2026-11-24T07:53:00Z',
		'started new 2026-11-24T08:08:00Z',
	]);
});

it('says of no event that it starts soon which was moved unheard and starts at that very moment', async () => {
	exchange.plan(alice, [event('review', eight + 25 * minute)]);
	await watch(['startsSoon']);
	exchange.subscriptions.clear();
	exchange.plan(alice, [event('review', eight + 10 * minute)]);
	await pass(hour);
	expect(exchange.keys).toEqual([]);
});

it('looks for no moments once the watch has ended', async () => {
	await watch(['started']);
	const before = exchange.counts.views;
	const mailbox = new WatchedMailbox(alice, exchange.calendarOf(alice), {
		kinds: new Set(['created', 'started']),
		hasChanges: true,
		times: new Set(['started']),
		aheadMs: 0,
		limits: defaultLimits,
		state: newMailbox(0, defaultLimits),
		placesAt: () => new Places(1, () => eight),
	});
	const ended = AbortSignal.abort();
	await mailbox.read(
		() => eight,
		ended,
		() => Promise.resolve(),
		() => Promise.resolve(),
	);
	expect(exchange.counts.views).toBe(before);
});

it('tries again a second after a failure, however often it failed before', async () => {
	const minutes = [10, 11, 12, 13];
	exchange.plan(
		alice,
		minutes.map((at) => event(`at ${at}`, eight + at * minute)),
	);
	await watch(['started']);
	await pass(10 * minute - 500);
	for (const at of minutes) {
		exchange.failing.set('*', new Error('down'));
		await pass(1_000);
		exchange.failing.clear();
		await pass(1_000);
		expect(exchange.keys).toContain(`started at ${at} 2026-11-24T08:${at}:00Z`);
		await pass(minute - 2_000);
	}
});

describe('of many mailboxes', () => {
	const many = Array.from({ length: 40 }, (_, place) => `person${place}@enyoi.example`);
	/** Has each look take a second, and what is read of events. */
	function slowLooks() {
		const asked = { most: 0 };
		const { calendarOf } = exchange;
		let underWay = 0;
		const slowly = async <Result>(work: () => Promise<Result>) => {
			asked.most = Math.max(asked.most, ++underWay);
			await exchange.clock.wait(1_000, new AbortController().signal);
			underWay--;
			return await work();
		};
		exchange.calendarOf = (mailbox) => {
			const calendar = calendarOf.call(exchange, mailbox);
			return {
				...calendar,
				times: async (...range) => await slowly(async () => await calendar.times(...range)),
				events: async (...ids) => await slowly(async () => await calendar.events(...ids)),
			};
		};
		return asked;
	}

	it('tells those that come at once, and asks about a few at a time', async () => {
		const asked = slowLooks();
		for (const mailbox of many) {
			exchange.plan(mailbox, [event(mailbox, eight + 20 * minute)]);
		}
		run = await watching(exchange, many, { kinds: ['created', 'started'] });
		await pass(20 * minute + 10_000);
		expect(exchange.told).toHaveLength(many.length);
		// All are told of a change, and looked at while its taker is busy.
		for (const mailbox of many) exchange.edit(mailbox, { changeType: 'created' });
		await pass(minute);
		expect(exchange.told).toHaveLength(2 * many.length);
		expect(asked.most).toBe(4);
	});

	it('keeps none back for others that are looked at meanwhile', async () => {
		slowLooks();
		exchange.plan(many[39], [event('review', eight + 20 * minute)]);
		run = await watching(exchange, many, {
			kinds: ['created', 'started'],
			// A reading takes no place while it is told, and the look beside it goes on.
			tell: async ([{ kind }]) => {
				if (kind === 'created') await exchange.clock.wait(minute, run.stop.signal);
			},
		});
		await pass(20 * minute - 1_500);
		for (const mailbox of many.slice(0, 39)) exchange.edit(mailbox, { changeType: 'created' });
		await pass(3_000);
		expect(exchange.keys).toEqual(['started review 2026-11-24T08:20:00Z']);
	});

	/** From now on what is asked of these mailboxes takes two minutes, and fails. */
	function goesDown(gone: ReadonlySet<string>): () => void {
		const { calendarOf } = exchange;
		let isDown = false;
		const fail = async () => {
			await exchange.clock.wait(2 * minute, new AbortController().signal);
			throw new ExchangeError('timeout', 'The server did not answer');
		};
		exchange.calendarOf = (mailbox) => {
			const calendar = calendarOf.call(exchange, mailbox);
			if (!gone.has(mailbox)) return calendar;
			return {
				...calendar,
				async *changes(signal) {
					if (isDown) await fail();
					return yield* calendar.changes(signal);
				},
				times: async (...range) => (isDown ? await fail() : await calendar.times(...range)),
				events: async (...ids) => (isDown ? await fail() : await calendar.events(...ids)),
			};
		};
		return () => (isDown = true);
	}

	it('tells those of a server that works, and what changes there, while another one is down for hours', async () => {
		const gone = many.slice(1);
		for (const mailbox of gone) {
			exchange.servers.set(mailbox, 'https://other.enyoi.example/EWS');
			exchange.plan(mailbox, [event(mailbox, eight + 20 * minute)]);
		}
		const goDown = goesDown(new Set(gone));
		run = await watching(exchange, many, { kinds: ['created', 'started'] });
		await pass(10 * minute);
		goDown();
		await pass(2 * hour);
		exchange.told.length = 0;
		const [working] = many;
		exchange.edit(working, { changeType: 'created', key: 'one' });
		await pass(minute);
		exchange.edit(working, { changeType: 'created', key: 'other' });
		exchange.plan(working, [event('review', eight + 2 * hour + 20 * minute)]);
		await pass(10 * minute);
		const told = exchange.keys.filter((key) => !key.startsWith('problem'));
		expect(told).toEqual(['one', 'other', 'started review 2026-11-24T10:20:00Z']);
	});

	it('tells one in time that becomes due while looks that take long keep the next one waiting', async () => {
		const three = many.slice(0, 3);
		const [slow, slower, punctual] = three;
		exchange.plan(punctual, [event('review', eight + 31 * minute)]);
		const goDown = goesDown(new Set([slow, slower]));
		run = await watching(exchange, three, { kinds: ['started'], safetyMs: 3 * hour });
		await pass(20 * minute);
		goDown();
		await pass(11 * minute + 1_000);
		expect(exchange.keys).toEqual(['started review 2026-11-24T08:31:00Z']);
	});
});
