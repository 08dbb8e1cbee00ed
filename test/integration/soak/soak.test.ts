import { growth } from '../../soak/growth';
import { soak, type Sample } from '../../soak/soak';
import { World } from '../../soak/world';
import { seed } from '../../support/seed';
import { SimulatedTime } from '../../support/watch/simulatedTime';
import { TestClock } from '../../support/watch/testClock';

const minute = 60_000;

it('after an hour of edits and faults everybody has what the calendars hold, and nothing has piled up', async () => {
	const clock = new TestClock(Date.now());
	const world = await World.start(100, seed, () => new Date(clock.date()));
	const time = new SimulatedTime(world.company, clock);
	const outcome = await soak(world, {
		seed,
		durationMs: 60 * minute,
		everyMs: { edit: 30_000, trouble: 4 * minute, pass: 30 * minute, sample: 10 * minute },
		clock,
		pass: async (milliseconds) => await time.pass(milliseconds),
		decorate: (exchange) => time.decorate(exchange),
	});
	await world.close();
	expect(outcome.differences).toEqual([]);
	expect(outcome.troubles).toBeGreaterThan(10);
	const grown = growth(outcome.samples).filter((words) => !words.startsWith('heapMb'));
	expect(grown).toEqual([]);
	for (const { sockets, streams, hiddenMost } of outcome.samples) {
		expect(streams).toBeLessThanOrEqual(1);
		expect(sockets).toBeLessThanOrEqual(40);
		expect(hiddenMost).toBeLessThanOrEqual(30);
	}
	expect(clock.waiting).toBe(0);
});

it('says what grows', () => {
	const flat = { sockets: 4, timers: 3, hiddenMost: 2, hiddenAll: 200 } as Sample;
	const samples = Array.from({ length: 30 }, (_, at) => ({ ...flat, heapMb: 50 + at }));
	expect(growth(samples)).toEqual(['heapMb grows from 62.0 to 76.0']);
	expect(growth(samples.map((one) => ({ ...one, heapMb: 50 })))).toEqual([]);
});
