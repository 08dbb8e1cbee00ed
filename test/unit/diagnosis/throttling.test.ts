import type { Exchange } from '../../../exchange/connection';
import { throttling } from '../../../exchange/diagnosis/checks/throttling';
import { ExchangeError } from '../../../exchange/errors';
import { responseError } from '../../../exchange/ews/errors';
import type { ExchangeVersionClaim } from '../../../exchange/settings';
import { answeringExchange } from '../push/answeringExchange';

const of2010 = ['EwsPercentTimeInAD', 'EwsPercentTimeInCAS', 'EwsPercentTimeInMailboxRPC'];
const of2013 = ['EwsCutoffBalance'];

function parametersIn(command: string): string[] {
	const [policy] = command.split(';');
	return [...policy.matchAll(/-(Ews\w+)/g)].map(([, name]) => name);
}

/** The finding on a server that throttles. */
async function commandFor(version: ExchangeVersionClaim, majorVersion?: number): Promise<string> {
	const { exchange } = answeringExchange(() => []);
	const throttled: Exchange = {
		...exchange,
		settings: { ...exchange.settings, version },
		...(majorVersion !== undefined && {
			serverVersion: { majorVersion, minorVersion: 3, majorBuild: 123, minorBuild: 4 },
		}),
	};
	const { command } = await throttling.run({
		facts: {
			exchange: throttled,
			question: () => Promise.reject(new ExchangeError('throttled', 'The budget is used up')),
		},
		mailboxes: [],
		writeTest: false,
		now: () => new Date(0),
		signal: new AbortController().signal,
	});
	return command ?? '';
}

it.each<[ExchangeVersionClaim, number | undefined, string[]]>([
	['Exchange2010_SP3', undefined, of2010],
	['Exchange2013', undefined, of2013],
	['ExchangeSE', 15, of2013],
	// The server knows better than the credential.
	['Exchange2019', 14, of2010],
	['Exchange2010_SP2', 15, of2013],
])('%s (server %s) gets a policy with the parameters that it knows', async (claim, major, own) => {
	expect(parametersIn(await commandFor(claim, major))).toEqual(['EwsMaxConcurrency', ...own]);
});

it('names no parameter of one version alone where the version is not known', () => {
	const { command } = responseError({ responseCode: 'ErrorServerBusy' }, { operation: 'GetItem' });
	expect(parametersIn(command!)).toEqual(['EwsMaxConcurrency']);
});

it('never lowers the default number of requests', async () => {
	const { command = '' } = responseError({ responseCode: 'ErrorServerBusy' }, {});
	for (const line of [
		command,
		await commandFor('Exchange2010_SP2'),
		await commandFor('ExchangeSE'),
	]) {
		expect(Number(/-EwsMaxConcurrency (\d+)/.exec(line)?.[1])).toBeGreaterThan(27);
	}
});
