import { seed } from '../../support/seed';
import {
	followDays,
	followEdits,
	followOverlaps,
	followParked,
	followUnconfirmed,
	followWrongClocks,
} from './histories';

// Each test takes seconds alone; on a busy machine many times that.
jest.setTimeout(600_000);

describe('a replica built from the changes alone', () => {
	const rounds = (count: number) => Array.from({ length: count }, (_, round) => seed + round);

	it.each(rounds(4).map((one) => one + 1000))(
		'equals the calendar when deliveries are not confirmed (SEED=%i)',
		async (one) => await followUnconfirmed(one),
	);
	it.each(rounds(12).map((one) => one + 3000))(
		'equals the calendar once all of a run arrives, whatever arrived before (SEED=%i)',
		async (one) => await followParked(one),
	);
	it.each(rounds(12).map((one) => one + 5000))(
		'equals the calendar after runs that overlapped, whichever of them counts (SEED=%i)',
		async (one) => await followOverlaps(one),
	);
	it.each(rounds(12).map((one) => one + 4000))(
		'equals the calendar once the clock is right again (SEED=%i)',
		async (one) => await followWrongClocks(one),
	);
	it(`is right every day of a year, whatever enters and leaves the window (SEED=${seed})`, async () => {
		await followDays(seed + 2000);
	});
	describe.each([
		['every zone is known', 6, {}],
		['no zone can be evaluated', 3, { hideZones: true }],
		['no series is expanded', 3, { expands: false }],
	])('when %s', (_, count, server) => {
		it.each(rounds(count))('equals the calendar after 300 random edits (SEED=%i)', async (one) => {
			await followEdits(one, server);
		});
	});
});
