/** Plays histories in memory and prints those that break a promise; see inMemory.property.test.ts. */
import { createCertificateAuthority } from '../exchangeServer/certificates';
import { resetClock, stopClock } from './clock';
import { executeAlone } from './executeAlone';
import { figures } from './figures';
import { follow } from './history';
import { play } from './play';
import { Wire } from './wire';

async function main(): Promise<void> {
	const authority = await createCertificateAuthority();
	const { certificate, key } = await authority.issue();
	const server = {
		authentication: ['basic' as const],
		certificate: { certificate, privateKey: key, caCertificate: authority.certificate },
	};
	stopClock();
	// Errors are looked at by their messages; gathering their stacks costs more than all else about them.
	Error.stackTraceLimit = 0;
	const failures = await play(Number(process.env.HISTORIES), false, async (history) => {
		resetClock();
		return await follow(history, { wire: new Wire(), server, execute: executeAlone });
	});
	process.stdout.write(failures.join('\n\n'));
	if (process.env.FIGURES) process.stderr.write(`${figures()}\n`);
}

void main();
