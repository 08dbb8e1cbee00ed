import {
	allowedDeletions,
	guardDeletions,
	TooManyDeletions,
} from '../../../exchange/push/plan/deletionGuard';

describe('allowedDeletions', () => {
	it.each([
		[undefined, 0, 5],
		[undefined, 50, 5],
		[undefined, 59, 5],
		[undefined, 60, 6],
		[undefined, 1000, 100],
		[0, 1000, 0],
		[7, 3, 7],
		['10%', 1000, 100],
		['10%', 9, 0],
		['100%', 9, 9],
		['0.5 %', 1000, 5],
	] as const)('%s of %i linked items: %i', (limit, linked, allowed) => {
		expect(allowedDeletions(limit as never, linked)).toBe(allowed);
	});

	it.each([-1, 1.5, NaN, '10', '101%', '-5%', 'all', {}])('refuses %s', (limit) => {
		expect(() => allowedDeletions(limit as never, 10)).toThrow(
			expect.objectContaining({ field: 'maxDeletes' }),
		);
	});
});

describe('guardDeletions', () => {
	const deletions = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			externalId: `e${index}`,
			subject: `S${index}`,
		}));
	const guard = {
		mailbox: 'alice@enyoi.example',
		limit: undefined,
		linked: 20,
		side: 'exchange' as const,
	};

	it('lets pass what is allowed, and names what is not', () => {
		expect(() => guardDeletions(deletions(5), guard)).not.toThrow();
		const refused = () => guardDeletions(deletions(6), guard);
		expect(refused).toThrow(TooManyDeletions);
		expect(refused).toThrow('6 events would be deleted');
		expect(refused).toThrow(expect.objectContaining({ allowed: 5, side: 'exchange' }));
	});
});
