import { shell } from '../../shell';
import { defineCheck } from '../check';
import { passed, skipped, warning } from '../finding';

const warnMs = 2 * 60_000;

export const clock = defineCheck({
	id: 'clock',
	title: 'The clocks agree',
	needs: ['http'],
	testButton: 'advises',
	async run({ facts }) {
		const { clockSkewMs } = facts;
		if (clockSkewMs === undefined) return skipped('The server did not tell its time.');
		const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
		const details =
			seconds < 2
				? 'Server and n8n have the same time.'
				: `The server is ${seconds} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} n8n.`;
		if (Math.abs(clockSkewMs) <= warnMs) return passed(details);
		// NTLM sends the server its own time back, and so does not fail by it.
		return warning({
			details,
			cause: 'The clock of n8n or of the server is wrong.',
			remedy:
				'Let both take their time from the same source; the domain controllers have the right one. On Windows w32tm /query /status shows the source, on Linux timedatectl.',
			remedyBy: 'you',
			command: shell`timedatectl`,
		});
	},
});
