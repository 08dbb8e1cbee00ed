import { ExchangeError } from '../../../exchange/errors';
import {
	allowedDeletions,
	EmptySnapshot,
	guardDeletions,
	TooManyDeletions,
	type DeletionLimit,
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
		['12.25%', 400, 49],
		[' 10 % ', 1000, 100],
		['0%', 1000, 0],
		// 0.29 * 100 is a little less than 29 in binary.
		['29%', 100, 29],
		['0.7%', 1000, 7],
	] as const)('%s of %i linked items: %i', (limit, linked, allowed) => {
		expect(allowedDeletions(limit as never, linked)).toBe(allowed);
	});

	it.each([
		...[-1, 1.5, NaN, Infinity, null, true, {}, ['10%'], '', '%', '10', 'all'],
		...['100.1%', '101%', '-5%', '+5%', '.5%', '5.%', '1,5%', '1e1%', 'x10%', '10%x', '1 0%'],
	])('refuses %j', (limit) => {
		expect(() => allowedDeletions(limit as never, 10)).toThrow(
			expect.objectContaining({
				code: 'input',
				field: 'maxDeletes',
				message: expect.stringContaining(JSON.stringify(limit)),
			}),
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

	const refusal = (count: number, more: Partial<typeof guard> | object = {}) => {
		try {
			guardDeletions(deletions(count), { ...guard, ...more });
		} catch (error) {
			return error;
		}
		return undefined;
	};

	it.each<[DeletionLimit | undefined, number, number]>([
		[undefined, 20, 5],
		[undefined, 100, 10],
		[0, 20, 0],
		[2, 20, 2],
		['50%', 5, 2],
	])('with %s of %i lets %i pass, and no more', (limit, linked, allowed) => {
		expect(refusal(allowed, { limit, linked })).toBeUndefined();
		const error = refusal(allowed + 1, { limit, linked });
		expect(error).toBeInstanceOf(TooManyDeletions);
		expect(error).toMatchObject({
			code: 'limit',
			field: 'maxDeletes',
			remedyBy: 'you',
			allowed,
			mailbox: 'alice@enyoi.example',
			details: { mailbox: 'alice@enyoi.example' },
			message: expect.stringMatching(
				new RegExp(`^${allowed + 1} events? would be deleted .*, ${allowed} are allowed: `),
			),
		});
	});

	it('lets pass an empty list even when nothing is allowed', () => {
		expect(refusal(0, { limit: 0, linked: 0 })).toBeUndefined();
	});

	it.each([
		['exchange', 'would be deleted in the calendar of alice@enyoi.example, '],
		['source', 'would be deleted in the source, '],
	] as const)('says where, and what to look at: %s', (side, words) => {
		expect(refusal(6, { side })).toMatchObject({
			side,
			message: expect.stringContaining(words),
			remedy: expect.stringMatching(/input is complete\. .* emptied the calendar.* Max Deletes/),
		});
	});

	it('names the first five by subject, else by id, and keeps all of them without more', () => {
		const named = [
			{ externalId: 'a', id: 'item', subject: 'Visit', changeKey: 'key' },
			{ externalId: 'b', subject: '' },
			{ externalId: 'c' },
		];
		const thrown = (all: typeof named) => {
			try {
				guardDeletions(all, { ...guard, limit: 0 });
			} catch (error) {
				return error as TooManyDeletions;
			}
			throw new Error('not refused');
		};
		expect(thrown(named).message).toMatch(/: Visit, b, c$/);
		expect(thrown(named).wouldDelete).toEqual([
			{ externalId: 'a', id: 'item', subject: 'Visit' },
			{ externalId: 'b', subject: '' },
			{ externalId: 'c' },
		]);
		expect(refusal(5, { limit: 0 })).toMatchObject({
			message: expect.stringMatching(/: S0, S1, S2, S3, S4$/),
		});
		expect(refusal(6, { limit: 0 })).toMatchObject({
			message: expect.stringMatching(/: S0, S1, S2, S3, S4, …$/),
		});
	});
});

describe('an empty snapshot', () => {
	it('is refused with the mailbox and the option that allows it', () => {
		const error = new EmptySnapshot('alice@enyoi.example');
		expect(error).toBeInstanceOf(ExchangeError);
		expect(error).toMatchObject({
			code: 'input',
			field: 'allowEmptySnapshot',
			remedyBy: 'you',
			mailbox: 'alice@enyoi.example',
			details: { mailbox: 'alice@enyoi.example' },
			message: 'The snapshot for alice@enyoi.example is empty',
		});
	});
});
