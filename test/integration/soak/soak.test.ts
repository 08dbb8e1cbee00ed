import { excess, growth } from '../../soak/growth';
import { soak, type Sample } from '../../soak/soak';
import { World } from '../../soak/world';
import { seed } from '../../support/seed';
import { SimulatedTime } from '../../support/watch/simulatedTime';
import { TestClock } from '../../support/watch/testClock';

const minute = 60_000;

it('after edits and faults everybody has what the calendars hold, and nothing has piled up', async () => {
	const clock = new TestClock(Date.now());
	const now = () => new Date(clock.date());
	const world = await World.start(100, seed, now, { synced: 0.2, written: 0.025 });
	const time = new SimulatedTime(world.company, clock);
	const outcome = await soak(world, {
		seed,
		durationMs: 15 * minute,
		everyMs: { edit: minute / 3, trouble: 2 * minute, pass: 5 * minute, sample: 2 * minute },
		clock,
		pass: async (milliseconds) => await time.pass(milliseconds),
		decorate: (exchange) => time.decorate(exchange),
	});
	await world.close();
	expect(outcome.differences).toEqual([]);
	expect(outcome.troubles).toBe(8);
	const { samples, warnings } = outcome;
	expect([...growth(samples), ...excess(samples), ...warnings]).toEqual([]);
	expect(clock.waiting).toBe(0);
});

it('says what grows', () => {
	const flat = { sockets: 4, descriptors: 30, timers: 3, hiddenMost: 2, streams: 1 } as Sample;
	const samples = Array.from({ length: 30 }, (_, at) => ({ ...flat, heapMb: 50 + at }));
	expect(growth(samples)).toEqual(['heapMb grows from 59.0 to 73.0']);
	expect(growth(samples.map((one) => ({ ...one, heapMb: 50 })))).toEqual([]);
	expect(excess(samples)).toEqual([]);
	expect(excess([flat, { ...flat, streams: 6 }])).toEqual(['streams reaches 6, more than 5']);
});
