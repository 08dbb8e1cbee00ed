import { NodeApiError, type INode, type INodeExecutionData } from 'n8n-workflow';
import { ExchangeError, InvalidInput, InvalidSettings } from '../../../exchange/errors';
import { powershell } from '../../../exchange/powershell';
import { isCancelled, toErrorItem, toNodeError } from '../../../nodes/shared/errors';

const node: INode = {
	id: '1',
	name: 'Exchange',
	type: 'test',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

it('says what happened, what to do, who does it and with which line', () => {
	const error = new ExchangeError('impersonation', 'svc-n8n may not act as alice@enyoi.example', {
		remedy: 'Ask for the ApplicationImpersonation role.',
		remedyBy: 'exchangeAdmin',
		command: powershell`New-ManagementRoleAssignment -Role ApplicationImpersonation -User ${'svc-n8n'}`,
		details: {
			mailbox: 'alice@enyoi.example',
			responseCode: 'ErrorImpersonateUserDenied',
			httpStatus: 500,
			requestId: 'abc',
		},
	});

	const failure = toNodeError(node, error, 3);

	expect(failure).toBeInstanceOf(NodeApiError);
	expect(failure).toMatchObject({
		message: 'svc-n8n may not act as alice@enyoi.example',
		httpCode: '500',
		context: { itemIndex: 3 },
		cause: error,
	});
	expect(failure.description?.split('\n')).toEqual([
		'Ask for the ApplicationImpersonation role.',
		'Who can do it: the Exchange administrator.',
		"Command: New-ManagementRoleAssignment -Role ApplicationImpersonation -User 'svc-n8n'",
		'Exchange answered ErrorImpersonateUserDenied.',
		"Request id for the server's logs: abc.",
	]);
});

it.each([
	[
		new InvalidSettings('emailDns', 'The e-mail DNS is missing'),
		'Email Domain (DNS) in the credential',
	],
	[
		new ExchangeError('signIn', 'The sign-in was refused', { field: 'password' }),
		'Password in the credential',
	],
	[new InvalidInput('pastDays', 'The window is too long'), 'pastDays'],
])('names the field when the message does not: %s', (error, named) => {
	const failure = toNodeError(node, error);

	expect(failure.message).toBe(`${error.message} (${named})`);
});

it('names the mailbox when the message does not', () => {
	const details = { mailbox: 'Alice@enyoi.example' };

	const unnamed = toNodeError(node, new ExchangeError('timeout', 'No answer', { details }));
	const named = toNodeError(
		node,
		new ExchangeError('timeout', 'No answer for alice@enyoi.example', { details }),
	);

	expect(unnamed.message).toBe('No answer (mailbox Alice@enyoi.example)');
	expect(named.message).toBe('No answer for alice@enyoi.example');
});

it.each(['input', 'unreachable'] as const)(
	'keeps a message in which n8n would see an errno (%s)',
	(code) => {
		const message = 'No mailbox eaccess@enyoi.example, ENOTFOUND it is not';

		expect(toNodeError(node, new ExchangeError(code, message)).message).toBe(message);
	},
);

it('wraps a failure once', () => {
	const failure = toNodeError(node, new ExchangeError('server', 'Broken'));

	expect(toNodeError(node, failure, 2)).toBe(failure);
	expect(failure.context.itemIndex).toBe(2);
});

it('wraps what is no error of the library', () => {
	expect(toNodeError(node, new TypeError('x is not a function'))).toMatchObject({
		name: 'NodeOperationError',
		message: 'x is not a function',
	});
	expect(toNodeError(node, 'text').message).toBe('text');
});

it('makes an item that holds only what n8n takes for an error', () => {
	const error = new ExchangeError('notFound', 'No such mailbox', { remedy: 'Look it up.' });

	expect(toErrorItem(toNodeError(node, error), 4)).toEqual({
		json: {
			error: 'No such mailbox',
			details: { code: 'notFound', description: 'Look it up.', remedy: 'Look it up.' },
		},
		pairedItem: { item: 4 },
	});
});

describe('an item for the error output', () => {
	const failing = (onError?: 'continueErrorOutput' | 'continueRegularOutput') =>
		toErrorItem(
			toNodeError(
				{ ...node, ...(onError && { onError }) },
				new ExchangeError('server', 'It broke'),
			),
			0,
		);
	/** As n8n decides: up to 1.123 without `details`, then with. */
	const names = { '1.x': ['error', 'message'], '2.x': ['error', 'message', 'details'] };
	const isRouted = (item: INodeExecutionData, version: keyof typeof names) =>
		Boolean(item.error) ||
		(Boolean(item.json.error) &&
			Object.keys(item.json).every((key) => names[version].includes(key)));
	/** As n8n does afterwards, on its way to the output and behind it. */
	const handedOn = (item: INodeExecutionData, input: object): INodeExecutionData => {
		const routed = { ...item, json: { ...input, ...item.json } };
		if (routed.error !== undefined) routed.json = { error: routed.error.message };
		return routed;
	};

	it.each(['1.x', '2.x'] as const)(
		'is known as such by n8n %s, and keeps its details',
		(version) => {
			const item = failing('continueErrorOutput');
			expect(isRouted(item, version)).toBe(true);
			expect(handedOn(item, { mailbox: 'alice' })).toEqual({
				json: {
					mailbox: 'alice',
					error: 'It broke',
					details: expect.objectContaining({ code: 'server' }),
				},
				pairedItem: { item: 0 },
			});
		},
	);

	it.each([undefined, 'continueRegularOutput'] as const)(
		'has no error of its own where there is no such output (%s)',
		(onError) => {
			const item = failing(onError);
			expect(item.error).toBeUndefined();
			expect(handedOn(item, {}).json).toHaveProperty('details');
		},
	);
});

it('knows a cancelled execution, wrapped or not', () => {
	const cancelled = new ExchangeError('cancelled', 'The request was cancelled');
	const aborted = toNodeError(node, AbortSignal.abort().reason, 2);

	expect([cancelled, toNodeError(node, cancelled), aborted].map(isCancelled)).toEqual([
		true,
		true,
		true,
	]);
	expect(aborted).toMatchObject({
		message: 'The execution was cancelled',
		context: { itemIndex: 2 },
	});
	expect([new ExchangeError('timeout', 'Late'), new Error('x'), 'x'].map(isCancelled)).toEqual([
		false,
		false,
		false,
	]);
});
