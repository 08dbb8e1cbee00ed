import { timeZones } from '../../../exchange/calendar/timeZone';
import type { Zone } from '../../../exchange/calendar/zone';
import { searchSlots } from '../../../exchange/calendars/availability/search/searchSlots';
import type {
	AbsenceReason,
	BusyTime,
	FoundProposals,
	SlotPerson,
	SlotRoom,
	SlotSearch,
} from '../../../exchange/calendars/availability/search/slots';
import {
	workingTimes,
	type WorkingHours,
} from '../../../exchange/calendars/availability/search/workingTimes';
import { seed, seeded, type Random } from '../../support/seed';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const zones = timeZones();
const berlin = zones.byName('W. Europe Standard Time')!;
const utc = zones.byName('UTC')!;
const weekdays = [1, 2, 3, 4, 5];
const eightToFive = (zone: Zone): WorkingHours => ({
	zone,
	periods: [{ days: weekdays, start: 480, end: 1020 }],
});

const at = (text: string) => Date.parse(text);
const text = (time: number) => new Date(time).toISOString().slice(0, 16);

function drain<T>(work: Generator<void, T>): T {
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
	}
}

const person = (mailbox: string, more: Partial<SlotPerson> = {}): SlotPerson => ({
	mailbox,
	isRequired: true,
	isKnown: true,
	busy: [],
	...more,
});

const busy = (start: string, end: string, status: BusyTime['status'] = 'busy'): BusyTime => ({
	start: at(start),
	end: at(end),
	status,
});

/** Tuesday, 24 November 2026, nine to noon UTC, in half hours. */
const morning: SlotSearch = {
	window: { start: at('2026-11-24T09:00Z'), end: at('2026-11-24T12:00Z') },
	duration: hour,
	step: 30 * minute,
	zone: utc,
	bufferBefore: 0,
	bufferAfter: 0,
	people: [],
	isTentativeFree: false,
	maxProposals: 10,
	spread: 'overlapping',
};

const found = (changes: Partial<SlotSearch>) => drain(searchSlots({ ...morning, ...changes }));
const startsOf = ({ slots }: FoundProposals) => slots.map(({ start }) => text(start).slice(11));

describe('slots', () => {
	it('are free of everybody’s busy times, to the minute', () => {
		const alice = person('alice', { busy: [busy('2026-11-24T10:00Z', '2026-11-24T10:30Z')] });
		expect(startsOf(found({ people: [alice] }))).toEqual(['09:00', '10:30', '11:00']);
	});

	it('keep the buffers free, before and after', () => {
		const alice = person('alice', { busy: [busy('2026-11-24T10:00Z', '2026-11-24T10:30Z')] });
		const search = { people: [alice], bufferBefore: 30 * minute };
		expect(startsOf(found(search))).toEqual(['09:00', '11:00']);
		expect(startsOf(found({ people: [alice], bufferAfter: minute }))).toEqual(['10:30', '11:00']);
	});

	it('lie in the window, and begin on the grid of the zone', () => {
		const window = { start: at('2026-11-24T09:10Z'), end: at('2026-11-24T11:29Z') };
		expect(startsOf(found({ window }))).toEqual(['09:30', '10:00']);
		const nepal = zones.byName('Nepal Standard Time')!;
		expect(startsOf(found({ window, zone: nepal }))).toEqual(['09:15', '09:45', '10:15']);
	});

	it('count what is tentative as the search says, and neither free times nor empty ones', () => {
		const alice = person('alice', {
			busy: [
				busy('2026-11-24T09:00Z', '2026-11-24T10:30Z', 'tentative'),
				busy('2026-11-24T10:00Z', '2026-11-24T12:00Z', 'free'),
				busy('2026-11-24T10:00Z', '2026-11-24T12:00Z', 'workingElsewhere'),
				busy('2026-11-24T11:00Z', '2026-11-24T11:00Z', 'busy'),
			],
		});
		expect(startsOf(found({ people: [alice] }))).toEqual(['10:30', '11:00']);
		expect(found({ people: [alice], isTentativeFree: true }).slots).toHaveLength(5);
	});

	it('prefer times at which optional people can come, and say who can not', () => {
		const bob = person('bob', {
			isRequired: false,
			busy: [busy('2026-11-24T09:00Z', '2026-11-24T10:30Z', 'oof')],
		});
		const { slots } = found({ people: [person('alice'), bob], maxProposals: 3 });
		expect(slots.map(({ start }) => text(start).slice(11))).toEqual(['10:30', '11:00', '09:00']);
		expect(slots.map(({ missing }) => missing)).toEqual([
			[],
			[],
			[{ mailbox: 'bob', isRequired: false, reason: 'oof' }],
		]);
	});

	it('are not kept from anybody by people of whom nothing is known; those are named', () => {
		const lost = person('lost', { isKnown: false });
		const gap = person('gap', {
			busy: [busy('2026-11-24T09:00Z', '2026-11-24T10:00Z', 'unknown')],
		});
		const { slots } = found({ people: [lost, gap] });
		expect(slots.map(({ start, unknown }) => [text(start).slice(11), unknown])).toEqual([
			['10:00', ['lost']],
			['10:30', ['lost']],
			['11:00', ['lost']],
			['09:00', ['lost', 'gap']],
			['09:30', ['lost', 'gap']],
		]);
	});

	it('need a free room where rooms are asked for, and list the smallest that will do first', () => {
		const rooms: SlotRoom[] = [
			{ mailbox: 'hall', busy: [] },
			{ mailbox: 'large', capacity: 20, busy: [] },
			{ mailbox: 'small', capacity: 4, busy: [busy('2026-11-24T09:00Z', '2026-11-24T10:00Z')] },
		];
		const { slots } = found({ rooms });
		expect(slots[0].rooms).toEqual(['large', 'hall']);
		expect(slots.at(-1)!.rooms).toEqual(['small', 'large', 'hall']);
		expect(startsOf(found({ rooms: [rooms[2]] }))).toEqual(['10:00', '10:30', '11:00']);
		expect(found({ rooms: [] }).slots).toEqual([]);
		expect(found({ rooms: [] }).nearest).toHaveLength(5);
	});

	it('have no room of which nothing is known at that time', () => {
		const rooms: SlotRoom[] = [
			{ mailbox: 'hall', busy: [busy('2026-11-24T09:00Z', '2026-11-24T10:30Z', 'unknown')] },
		];
		expect(startsOf(found({ rooms }))).toEqual(['10:30', '11:00']);
	});

	it('say who is missing where none fits, the fewest first', () => {
		const people = [
			person('alice', { busy: [busy('2026-11-24T09:00Z', '2026-11-24T12:00Z')] }),
			person('bob', { busy: [busy('2026-11-24T09:00Z', '2026-11-24T11:00Z', 'tentative')] }),
		];
		const { slots, nearest } = found({ people, maxProposals: 2 });
		expect(slots).toEqual([]);
		expect(nearest.map(({ start, missing }) => [text(start).slice(11), missing])).toEqual([
			['11:00', [{ mailbox: 'alice', isRequired: true, reason: 'busy' }]],
			[
				'09:00',
				[
					{ mailbox: 'alice', isRequired: true, reason: 'busy' },
					{ mailbox: 'bob', isRequired: true, reason: 'tentative' },
				],
			],
		]);
	});

	it('do not overlap, or are on days of their own, where that is wanted', () => {
		const spreadOver = (spread: SlotSearch['spread']) => {
			const window = { start: at('2026-11-24T09:00Z'), end: at('2026-11-25T11:00Z') };
			return found({ window, spread, maxProposals: 3 }).slots.map(({ start }) => text(start));
		};
		expect(spreadOver('overlapping')).toEqual([
			'2026-11-24T09:00',
			'2026-11-24T09:30',
			'2026-11-24T10:00',
		]);
		expect(spreadOver('separate')).toEqual([
			'2026-11-24T09:00',
			'2026-11-24T10:00',
			'2026-11-24T11:00',
		]);
		expect(spreadOver('oneADay')).toEqual(['2026-11-24T09:00', '2026-11-25T00:00']);
	});

	it('are none in a window that is too short', () => {
		expect(found({ duration: 4 * hour })).toEqual({ slots: [], nearest: [] });
	});
});

describe('working hours', () => {
	const summerTime = { start: at('2026-10-23T00:00Z'), end: at('2026-10-27T00:00Z') };

	it('are by the clock of their zone, on both sides of a change', () => {
		const times = workingTimes(eightToFive(berlin), summerTime);
		expect(times.map(({ start, end }) => [text(start), text(end)])).toEqual([
			['2026-10-23T06:00', '2026-10-23T15:00'],
			['2026-10-26T07:00', '2026-10-26T16:00'],
		]);
	});

	it('end on the next day when the end is not after the start, and join where they touch', () => {
		const night = { zone: utc, periods: [{ days: [5], start: 1320, end: 360 }] };
		const [time] = workingTimes(night, summerTime);
		expect([text(time.start), text(time.end)]).toEqual(['2026-10-23T22:00', '2026-10-24T06:00']);
		const always = {
			zone: berlin,
			periods: [{ days: [0, 1, 2, 3, 4, 5, 6], start: 0, end: 1440 }],
		};
		expect(workingTimes(always, summerTime)).toHaveLength(1);
		const toLastMinute = { ...always, periods: [{ ...always.periods[0], end: 1439 }] };
		expect(workingTimes(toLastMinute, summerTime)).toEqual(workingTimes(always, summerTime));
	});

	it('of everybody in their own zone leave what they share', () => {
		const window = { start: at('2026-11-24T00:00Z'), end: at('2026-11-25T00:00Z') };
		const inZone = (mailbox: string, zone: string) =>
			person(mailbox, { working: workingTimes(eightToFive(zones.byName(zone)!), window) });
		const people = [
			inZone('berlin', 'W. Europe Standard Time'),
			inZone('new york', 'Eastern Standard Time'),
		];
		expect(startsOf(found({ window, people }))).toEqual([
			'13:00',
			'13:30',
			'14:00',
			'14:30',
			'15:00',
		]);
		const tokyo = [...people, inZone('tokyo', 'Tokyo Standard Time')];
		const { slots, nearest } = found({ window, people: tokyo, maxProposals: 1 });
		expect(slots).toEqual([]);
		expect(nearest[0].missing).toEqual([
			{ mailbox: 'new york', isRequired: true, reason: 'outsideWorkingHours' },
		]);
	});
});

/** What the search should say, worked out minute by minute from what the words mean. */
function bruteForce(search: SlotSearch, hours: Map<string, WorkingHours>): FoundProposals {
	const { window, duration, bufferBefore, bufferAfter, people, rooms, zone } = search;
	const clock = (time: number, of: Zone) => new Date(of.toLocal(time));
	const works = (time: number, { zone: own, periods }: WorkingHours) =>
		periods.some(({ days, start, end }) => {
			const shown = clock(time, own);
			const minutes = shown.getUTCHours() * 60 + shown.getUTCMinutes();
			const today = shown.getUTCDay();
			if (end > start) return days.includes(today) && minutes >= start && minutes < end;
			return (
				(days.includes(today) && minutes >= start) ||
				(days.includes((today + 6) % 7) && minutes < end)
			);
		});
	const strength = ['free', 'unknown', 'outside', 'tentative', 'busy', 'oof'];
	const stateOf = (who: SlotPerson, start: number) => {
		if (!who.isKnown) return 'unknown';
		let state = 'free';
		const add = (other: string) => {
			if (strength.indexOf(other) > strength.indexOf(state)) state = other;
		};
		for (let time = start - bufferBefore; time < start + duration + bufferAfter; time += minute) {
			const own = hours.get(who.mailbox);
			const isInside = time >= start && time < start + duration;
			if (own && isInside && !works(time, own)) add('outside');
			for (const { start: from, end: to, status } of who.busy) {
				if (!(from <= time && time < to) || !strength.includes(status)) continue;
				if (status === 'tentative' && search.isTentativeFree) continue;
				add(status);
			}
		}
		return state;
	};
	const all: Array<{ rank: number[]; slot: FoundProposals['slots'][number] }> = [];
	for (let start = window.start; start + duration <= window.end; start += minute) {
		const shown = clock(start, zone);
		if ((shown.getUTCHours() * 60 + shown.getUTCMinutes()) % (search.step / minute) !== 0) continue;
		const states = people.map((who) => ({ who, state: stateOf(who, start) }));
		const isMissing = ({ state }: { state: string }) => !['free', 'unknown'].includes(state);
		const freeRooms = (rooms ?? [])
			.map((room, order) => ({ room, order }))
			.filter(({ room }) => {
				return stateOf(person('', { ...room, mailbox: '' }), start) === 'free';
			})
			.sort(
				(one, other) =>
					(one.room.capacity ?? 1e9) - (other.room.capacity ?? 1e9) || one.order - other.order,
			)
			.map(({ room }) => room.mailbox);
		const missing = states.filter(isMissing);
		const blockers = missing.filter(({ who }) => who.isRequired).length;
		const noRoom = rooms && freeRooms.length === 0 ? 1 : 0;
		const unknown = states.filter(({ state }) => state === 'unknown');
		all.push({
			rank: [blockers + noRoom, missing.length - blockers + unknown.length, start],
			slot: {
				start,
				end: start + duration,
				missing: missing.map(({ who: { mailbox, isRequired }, state }) => ({
					mailbox,
					isRequired,
					reason: (state === 'outside' ? 'outsideWorkingHours' : state) as AbsenceReason,
				})),
				unknown: unknown.map(({ who }) => who.mailbox),
				rooms: freeRooms,
			},
		});
	}
	all.sort(
		({ rank: one }, { rank: other }) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2],
	);
	const take = (from: typeof all) => {
		const chosen: typeof all = [];
		for (const next of from) {
			const fits = chosen.every(({ slot: { start, end } }) => {
				const overlaps = next.slot.start < end && start < next.slot.end;
				const date = (time: number) => clock(time, zone).toISOString().slice(0, 10);
				if (search.spread === 'overlapping') return true;
				if (search.spread === 'separate') return !overlaps;
				return !overlaps && date(start) !== date(next.slot.start);
			});
			if (fits && chosen.length < search.maxProposals) chosen.push(next);
		}
		return chosen.map(({ slot }) => slot);
	};
	const slots = take(all.filter(({ rank }) => rank[0] === 0));
	return { slots, nearest: slots.length > 0 ? [] : take(all) };
}

/** A search among random people around a change of the clocks. */
function randomSearch(random: Random): { search: SlotSearch; hours: Map<string, WorkingHours> } {
	const { below, pick, chance } = random;
	const someZones = [
		'UTC',
		'W. Europe Standard Time',
		'Eastern Standard Time',
		'AUS Eastern Standard Time',
		'Nepal Standard Time',
		'Lord Howe Standard Time',
	];
	const zone = () => zones.byName(pick(someZones))!;
	const changes = [
		'2026-10-24T22:00Z',
		'2026-11-01T00:00Z',
		'2026-03-28T20:00Z',
		'2026-10-03T08:00Z',
	];
	const start = at(pick(changes)) + below(600) * minute;
	const window = { start, end: start + (6 + below(48)) * hour };
	const busyTimes = (most: number) =>
		Array.from({ length: below(most + 1) }, (): BusyTime => {
			const from = start + (below(56 * 60) - 240) * minute;
			const length = pick([0, 15, 60, 90, 240, 600]) * minute;
			const status = pick([
				'free',
				'tentative',
				'busy',
				'oof',
				'workingElsewhere',
				'unknown',
			] as const);
			return { start: from, end: from + length, status };
		});
	const hours = new Map<string, WorkingHours>();
	const people = Array.from({ length: below(6) }, (_, index): SlotPerson => {
		const mailbox = `person${index}`;
		const own: WorkingHours | undefined = chance(0.6)
			? {
					zone: zone(),
					periods: [
						{
							days: chance(0.5) ? weekdays : [0, 2, 4, 6],
							...pick([
								{ start: 480, end: 1020 },
								{ start: 1320, end: 360 },
								{ start: 360, end: 1440 },
								{ start: 600, end: 600 },
							]),
						},
						...(chance(0.3) ? [{ days: [0, 1, 6], start: 1020, end: 1200 }] : []),
					],
				}
			: undefined;
		const isKnown = chance(0.9);
		if (own) hours.set(mailbox, own);
		return {
			mailbox,
			isRequired: chance(0.6),
			isKnown,
			busy: busyTimes(6),
			...(own && { working: workingTimes(own, window) }),
		};
	});
	const rooms = chance(0.4)
		? Array.from(
				{ length: below(4) },
				(_, index): SlotRoom => ({
					mailbox: `room${index}`,
					...(chance(0.7) && { capacity: pick([4, 8, 12]) }),
					busy: busyTimes(5),
				}),
			)
		: undefined;
	const search: SlotSearch = {
		window,
		duration: pick([15, 30, 50, 60, 120, 480]) * minute,
		step: pick([15, 30, 50, 60]) * minute,
		zone: zone(),
		bufferBefore: pick([0, 0, 10, 30]) * minute,
		bufferAfter: pick([0, 0, 15, 45]) * minute,
		people,
		...(rooms && { rooms }),
		isTentativeFree: chance(0.3),
		maxProposals: 1 + below(6),
		spread: pick(['overlapping', 'separate', 'oneADay']),
	};
	return { search, hours };
}

it('finds what looking at every minute of everybody finds', () => {
	const kinds = { slots: 0, nearest: 0, none: 0 };
	for (let turn = 0; turn < 100; turn++) {
		const { search, hours } = randomSearch(seeded(seed + turn));
		const result = drain(searchSlots(search));
		expect([turn, result]).toEqual([turn, bruteForce(search, hours)]);
		if (result.slots.length > 0) kinds.slots++;
		else if (result.nearest.length > 0) kinds.nearest++;
		else kinds.none++;
	}
	expect(Object.values(kinds).every((count) => count > 0)).toBe(true);
});

it('lets others work in between, however many people there are', () => {
	const window = { start: at('2026-11-01T00:00Z'), end: at('2026-12-13T00:00Z') };
	const people = Array.from({ length: 500 }, (_, index) =>
		person(`person${index}`, {
			working: workingTimes(eightToFive(berlin), window),
			busy: Array.from({ length: 300 }, (_unused, number) => {
				const start = window.start + (number * 200 + index) * minute;
				return { start, end: start + hour, status: 'busy' as const };
			}),
		}),
	);
	let turns = 0;
	const work = searchSlots({ ...morning, window, people, step: 5 * minute });
	while (!work.next().done) turns++;
	// Between two turns there is at most one person’s grid, one sort or a few hundred starts.
	expect(turns).toBeGreaterThan(500 + (42 * day) / (5 * minute) / 300);
});
