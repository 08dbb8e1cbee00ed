import { setThrottlingPolicy, showServerHealth } from '../../adminCommands';
import type { Exchange } from '../../connection';
import { isAtLeast, schemaFor } from '../../ews/versions';
import { outcomeOf } from '../../outcome';
import type { CommandLine } from '../../powershell';
import { defineCheck } from '../check';
import { passed, seenIn, skipped, warning } from '../finding';
import { askForTimeZone, isAnswer, type Question } from '../probes/ews';

/** Number of answers whose median is the latency. */
const samples = 5;
const slowMs = 1000;

export const throttling = defineCheck({
	id: 'throttling',
	title: 'The server answers fast and does not throttle',
	needs: ['authentication'],
	testButton: 'slow',
	async run({ facts, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		const measured = await outcomeOf(measure(exchange, facts.question ?? askForTimeZone, signal));
		if (!measured.ok) {
			const { error } = measured;
			if (error.code !== 'throttled') {
				return skipped(`The time of an answer can't be measured. ${seenIn(error)}`);
			}
			return warning({
				details: seenIn(error),
				cause: 'The budget of the service account is used up, by this or by other programs.',
				remedy:
					'Give the service account a throttling policy of its own, or run fewer workflows at a time.',
				remedyBy: 'exchangeAdmin',
				command: policyFor(exchange),
			});
		}
		const times = measured.value;
		const latencyMs = Math.round(times.sort((a, b) => a - b)[Math.floor(samples / 2)]);
		const found = { server: { ...facts.server, latencyMs } };
		const connections = exchange.settings.maxConnections;
		const details = `Median of ${samples} answers: ${latencyMs} ms; up to ${connections} connections.`;
		if (latencyMs > slowMs) {
			return warning(
				{
					details,
					cause: 'The way to the server is long, or the server is busy.',
					remedy: 'Look at the load of the server and the network between.',
					remedyBy: 'exchangeAdmin',
					command: showServerHealth(),
				},
				found,
			);
		}
		if (connections > 10) {
			return warning(
				{
					details,
					cause:
						'Exchange allows an account 27 requests at the same time (10 before 2013), shared by all its programs.',
					remedy:
						'Set Maximum Connections to 10 or less, or have the policy of the account raised.',
					remedyBy: 'you',
					command: policyFor(exchange),
				},
				found,
			);
		}
		return passed(details, found);
	},
});

function policyFor({ serverVersion, settings }: Exchange): CommandLine {
	const claimed = isAtLeast(schemaFor(settings.version), 'Exchange2013') ? 15 : 14;
	return setThrottlingPolicy(settings.user, serverVersion?.majorVersion ?? claimed);
}

async function measure(
	exchange: Exchange,
	question: Question,
	signal: AbortSignal,
): Promise<number[]> {
	const times: number[] = [];
	while (times.length < samples) {
		const start = performance.now();
		await outcomeOf(
			question(exchange, signal),
			(error) => !isAnswer(error) || error.code === 'throttled',
		);
		times.push(performance.now() - start);
	}
	return times;
}
