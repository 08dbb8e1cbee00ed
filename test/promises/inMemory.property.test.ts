import type { Exchange } from '../../exchange/connection';
import { createCertificateAuthority } from '../exchangeServer/certificates';
import { seed } from '../support/seed';
import { resetClock, stopClock } from './clock';
import { executeAlone } from './executeAlone';
import { follow, type Stage } from './history';
import { play } from './play';
import { Wire, type SettingsOfRun } from './wire';

/** Set for each history; connections that the node makes go through it. */
let mockWire: Wire;

jest.mock('../../exchange/connection', () => {
	const actual = jest.requireActual<typeof import('../../exchange/connection')>(
		'../../exchange/connection',
	);
	const connect = ({ run, memory, ...settings }: SettingsOfRun): Exchange =>
		mockWire.decorate(actual.connect(settings), run, memory);
	return { ...actual, connect };
});

jest.mock('../../exchange/push/carryOut/exchangeCalendar', () => {
	const { ewsCalendar, ...more } = jest.requireActual<
		typeof import('../../exchange/push/carryOut/exchangeCalendar')
	>('../../exchange/push/carryOut/exchangeCalendar');
	return {
		...more,
		ewsCalendar: (...[exchange, options]: Parameters<typeof ewsCalendar>) =>
			ewsCalendar(exchange, { ...options, lostRequestMs: 0 }),
	};
});

jest.setTimeout(3_600_000);

const histories = Number(process.env.HISTORIES ?? 3000);

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

afterAll(() => jest.useRealTimers());

it(`keeps every promise in ${histories} histories in memory (SEED=${seed})`, async () => {
	const failures = await play(histories, false, async (history) => {
		resetClock();
		mockWire = new Wire();
		return await follow(history, { wire: mockWire, server, execute: executeAlone });
	});
	expect(failures.join('\n\n')).toBe('');
});
