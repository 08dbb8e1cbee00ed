import { ExchangeError, InvalidInput } from '../../../exchange/errors';
import { failedResult, resultOf } from '../../../exchange/push/carryOut/results';
import type { PlannedAction } from '../../../exchange/push/plan/plan';

const action = (more: Partial<PlannedAction> = {}): PlannedAction => ({
	action: 'update',
	externalId: '1',
	reason: 'changedInSource',
	...more,
});

describe('the result of an action', () => {
	it.each([
		['create', 'created'],
		['update', 'updated'],
		['adopt', 'unchanged'],
		['delete', 'deleted'],
		['unchanged', 'unchanged'],
		['skip', 'skipped'],
		['conflict', 'conflict'],
	] as const)('%s is called %s', (planned, called) => {
		expect(resultOf(action({ action: planned }))).toStrictEqual({
			action: called,
			externalId: '1',
			reason: 'changedInSource',
		});
	});

	it('has what the action says, and nothing undefined', () => {
		const said = {
			input: 0,
			id: 'i',
			changeKey: 'key',
			message: 'Words',
			fields: ['subject'],
			inSource: { subject: 'A' },
			inExchange: { subject: 'B' },
		};
		expect(resultOf(action({ ...said, event: {} }))).toStrictEqual({
			action: 'updated',
			externalId: '1',
			reason: 'changedInSource',
			...said,
		});
	});

	it.each([
		[{ field: 'subject', message: 'Too long' }, 'subject', 'Too long'],
		[{}, 'event', 'The event is not valid'],
	])('a failure %j has an error of the input', (more, field, message) => {
		const { action: called, error } = resultOf(action({ action: 'fail', ...more }));
		expect(called).toBe('failed');
		expect(error).toBeInstanceOf(InvalidInput);
		expect(error).toMatchObject({ field, message });
	});
});

describe('the result of an action that was tried before', () => {
	const create = action({ action: 'create', reason: 'new', input: 4, id: 'old' });
	const deletion = action({ action: 'delete', reason: 'deletedInSource', input: 5, id: 'old' });

	it.each<[string, PlannedAction, PlannedAction, object]>([
		[
			'found as it should be: it was this run',
			action({ action: 'unchanged', id: 'i' }),
			create,
			{ action: 'created', reason: 'new', input: 4, id: 'i' },
		],
		[
			'found gone: it was this run',
			action({ action: 'skip', reason: 'notLinked' }),
			deletion,
			{ action: 'deleted', reason: 'deletedInSource', input: 5, id: 'old' },
		],
		[
			'not deleted for another reason',
			action({ action: 'skip', reason: 'changedInExchange' }),
			deletion,
			{ action: 'skipped', reason: 'changedInExchange', input: 5, id: 'old' },
		],
		[
			'not linked, and never deleted',
			action({ action: 'skip', reason: 'notLinked', input: 6 }),
			create,
			{ action: 'skipped', reason: 'notLinked', input: 6, id: 'old' },
		],
	])('%s', (_, now, tried, result) => {
		expect(resultOf(now, tried)).toStrictEqual({ externalId: '1', ...result });
	});
});

describe('the result of a failure', () => {
	it('has the error, and what the action was about', () => {
		const error = new ExchangeError('timeout', 'No answer');
		expect(failedResult(action({ input: 2, id: 'i', fields: ['subject'] }), error)).toStrictEqual({
			action: 'failed',
			externalId: '1',
			input: 2,
			id: 'i',
			message: 'No answer',
			error,
		});
		expect(Object.keys(failedResult(action(), error)).sort()).toEqual([
			'action',
			'error',
			'externalId',
			'message',
		]);
	});

	it('of nothing at all is one of the server', () => {
		expect(failedResult(action(), undefined)).toMatchObject({
			message: 'undefined',
			error: { code: 'server' },
		});
	});

	it.each([
		[new TypeError('Broken'), 'Broken'],
		['a text', 'a text'],
	])('of %p is one of the server', (cause, message) => {
		const { error } = failedResult(action(), cause);
		expect(error).toBeInstanceOf(ExchangeError);
		expect(error).toMatchObject({ code: 'server', message, cause });
	});
});
