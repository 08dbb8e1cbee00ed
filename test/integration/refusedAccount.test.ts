/** A password that is refused may cost no account: it is shown once in half an hour, whatever asks for it. */
import { connect } from '../../exchange/connection';
import { openCalendar } from '../../exchange/mailboxes/openCalendar';
import { testConnection } from '../../exchange/diagnosis/testConnection';
import type { ExchangeError } from '../../exchange/errors';
import { getServerTimeZones } from '../../exchange/ews/operations/getServerTimeZones';
import { call } from '../../exchange/ews/request';
import { TestExchangeConnection } from '../../nodes/TestExchangeConnection/TestExchangeConnection.node';
import { unauthorized } from '../exchangeServer/faults';
import { runNode } from '../support/runWorkflow';
import { startConnected, type Connected } from '../support/startConnected';

let connected: Connected;
beforeEach(async () => {
	connected = await startConnected();
	connected.company.serviceAccount.lockedOut = true;
});
afterEach(async () => await connected.close());

const shown = () =>
	connected.server.requests.filter(({ headers }) => headers.authorization !== undefined).length;

/** A run of a workflow: a connection of its own, closed at its end. */
async function run(): Promise<ExchangeError | undefined> {
	const exchange = connect(connected.settings);
	const error = await call(exchange, getServerTimeZones, {}, {}).then(
		() => undefined,
		(reason: unknown) => reason as ExchangeError,
	);
	await exchange.close();
	return error;
}

const test = async (retryRefused?: boolean) =>
	await testConnection(connected.settings, {
		checks: ['settings', 'dns', 'tcp', 'http', 'authentication'],
		retryRefused,
	});

it('is shown once in many runs, and each says how to have it shown', async () => {
	for (let count = 0; count < 20; count++) {
		const error = await run();
		expect(error).toMatchObject({
			code: 'signIn',
			remedy: expect.stringMatching(/not shown again for 30 minutes.*Test button/),
		});
	}
	expect((await run())?.remedy).toMatch(
		/^It was refused less than a minute ago and is shown again in 30 minutes\. /,
	);
	expect(shown()).toBe(1);
});

describe.each([
	['Basic', ['basic'], ['Basic realm="x"']],
	['NTLM', ['ntlm'], ['NTLM']],
] as const)(
	'where only the server of one mailbox refuses it (%s)',
	(_name, offered, challenges) => {
		it('that mailbox fails, and the others go on', async () => {
			await connected.close();
			connected = await startConnected({ authentication: [...offered] });
			const { server } = connected;
			// It is asked again for twice as long.
			const exchange = connected.reconnect({ timeoutSeconds: 5 });
			await openCalendar(exchange, 'alice@enyoi.example');
			server.faults.add({ fault: unauthorized([...challenges]), mailbox: 'bob@enyoi.example' });
			const [alice, bob] = await Promise.allSettled([
				openCalendar(exchange, 'alice@enyoi.example'),
				openCalendar(exchange, 'bob@enyoi.example'),
			]);
			expect(alice).toMatchObject({ status: 'fulfilled' });
			expect(bob).toMatchObject({
				status: 'rejected',
				reason: {
					code: 'temporarilyUnavailable',
					message: expect.stringMatching(
						/lets svc-n8n in, .* where it asks for bob@enyoi\.example$/,
					),
					remedyBy: 'exchangeAdmin',
					details: { httpStatus: 401, mailbox: 'bob@enyoi.example' },
				},
			});
			await exchange.close();
			expect(await run()).toBeUndefined();
		});
	},
);

it('is shown again after half an hour', async () => {
	await run();
	const { now } = performance;
	const later = jest
		.spyOn(performance, 'now')
		.mockImplementation(() => now.call(performance) + 30 * 60_000);
	try {
		connected.company.serviceAccount.lockedOut = false;
		expect(await run()).toBeUndefined();
	} finally {
		later.mockRestore();
	}
});

it('is shown at once when the password of the credential is changed', async () => {
	await run();
	const { serviceAccount } = connected.company;
	serviceAccount.lockedOut = false;
	serviceAccount.password = 'a new one';
	connected.settings.password = 'a new one';
	expect(await run()).toBeUndefined();
});

it('is shown by a test that a person starts, and served by all connections once it is unlocked', async () => {
	// As a trigger that holds its connection.
	const watching = connected.reconnect();
	const ask = async () => await call(watching, getServerTimeZones, {}, {});
	await expect(ask()).rejects.toMatchObject({ code: 'signIn' });
	expect((await test(true)).ok).toBe(false);
	expect(shown()).toBe(2);
	connected.company.serviceAccount.lockedOut = false;
	await expect(ask()).rejects.toMatchObject({ code: 'signIn' });
	expect((await test(true)).checks.at(-1)).toMatchObject({ status: 'passed' });
	await expect(ask()).resolves.toBeDefined();
	expect(await run()).toBeUndefined();
	await watching.close();
});

it('is not shown again by tests that a schedule repeats', async () => {
	for (let count = 0; count < 20; count++) expect((await test()).ok).toBe(false);
	expect(shown()).toBe(1);
});

it.each([
	['manual', 2],
	['trigger', 1],
] as const)('of Test Exchange Connection in a run of the mode %s', async (mode, times) => {
	await run();
	const { outputs } = await runNode(new TestExchangeConnection(), {
		mode,
		credential: { ...connected.settings },
		items: [{}, {}, {}],
	});
	expect(outputs[1]).toHaveLength(3);
	expect(shown()).toBe(times);
});
