import { shell } from '../../shell';
import { defineCheck } from '../check';
import { failed, passed, skipped, warning } from '../finding';

const warnMs = 2 * 60_000;
/** The difference from which on Windows may refuse a sign-in. */
const failMs = 5 * 60_000;

export const clock = defineCheck({
	id: 'clock',
	title: 'The clocks agree',
	needs: ['http'],
	testButton: 'advises',
	async run({ facts }) {
		const { clockSkewMs, settings } = facts;
		if (clockSkewMs === undefined) return skipped('The server did not tell its time.');
		const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
		const details =
			seconds < 2
				? 'Server and n8n have the same time.'
				: `The server is ${seconds} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} n8n.`;
		if (Math.abs(clockSkewMs) <= warnMs) return passed(details);
		const advice = {
			details,
			cause: 'The clock of n8n or of the server is wrong.',
			remedy:
				'Let both take their time from the same source; the domain controllers have the right one. On Windows w32tm /query /status shows the source, on Linux timedatectl.',
			remedyBy: 'you' as const,
			command: shell`timedatectl`,
		};
		const signsInByNtlm = settings && !settings.accessToken && settings.authScheme !== 'basic';
		if (Math.abs(clockSkewMs) > failMs && signsInByNtlm) {
			return failed({
				...advice,
				cause: `${advice.cause} More than five minutes apart, NTLM sign-ins may be refused.`,
			});
		}
		return warning(advice);
	},
});
