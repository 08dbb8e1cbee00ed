import type { Exchange } from '../../exchange/connection';
import { createCertificateAuthority } from '../exchangeServer/certificates';
import { runNode } from '../support/runWorkflow';
import { seed } from '../support/seed';
import { resetClock, restoreClock, stopClock } from './clock';
import { follow, type Stage } from './history';
import { play } from './play';
import { Wire, type SettingsOfRun } from './wire';

jest.mock('../../exchange/connection', () => {
	const actual = jest.requireActual<typeof import('../../exchange/connection')>(
		'../../exchange/connection',
	);
	const connect = ({ run, ...settings }: SettingsOfRun): Exchange => {
		delete settings.memory;
		return run.wire.decorate(actual.connect(settings), run);
	};
	return { ...actual, connect };
});

jest.setTimeout(3_600_000);

const histories = Number(process.env.REAL_HISTORIES ?? 12);

let server: Stage['server'];

beforeAll(async () => {
	const authority = await createCertificateAuthority();
	const { certificate, key } = await authority.issue();
	server = {
		authentication: ['basic'],
		certificate: { certificate, privateKey: key, caCertificate: authority.certificate },
	};
	stopClock();
});

afterAll(restoreClock);

it(`keeps every promise in ${histories} histories over HTTP in n8n (SEED=${seed})`, async () => {
	const failures = await play(histories, true, async (history) => {
		resetClock();
		return await follow(history, {
			wire: new Wire(),
			server: { ...server, sockets: true },
			execute: async (node, options) =>
				await runNode(node, { ...options, onError: 'continueErrorOutput' }),
		});
	});
	expect(failures.join('\n\n')).toBe('');
});
