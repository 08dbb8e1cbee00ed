import {
	followEdits,
	followOverlaps,
	followParked,
	followUnconfirmed,
	followWrongClocks,
} from './histories';

/** Short ones, always the same: run.property.test.ts has the long ones. */
describe('a replica built from the changes alone', () => {
	it.each([1, 2])('equals the calendar after 40 edits', async (seed) => {
		await followEdits(seed, {}, 40);
	});

	it('equals the calendar when no zone can be evaluated', async () => {
		await followEdits(3, { hideZones: true }, 40);
	});

	it('equals the calendar when no series is expanded', async () => {
		await followEdits(4, { expands: false }, 40);
	});

	it.each([5, 6, 7, 8, 9, 10])(
		'equals the calendar once all of a run arrives, whatever arrived before (%i)',
		async (seed) => {
			await followParked(seed, 100);
		},
	);

	it.each([11, 12, 13, 14])(
		'equals the calendar once the clock is right again (%i)',
		async (seed) => {
			await followWrongClocks(seed, 100);
		},
	);

	it.each([15, 16, 17, 18])(
		'equals the calendar after runs that overlapped, whichever of them counts (%i)',
		async (seed) => {
			await followOverlaps(seed);
		},
	);

	it('equals the calendar when deliveries are not confirmed', async () => {
		await followUnconfirmed(4, 40);
	});
});
