import { tcp } from '../../../exchange/diagnosis/checks/tcp';
import { tls } from '../../../exchange/diagnosis/checks/tls';
import * as tcpProbe from '../../../exchange/diagnosis/probes/tcp';
import * as tlsProbe from '../../../exchange/diagnosis/probes/tls';
import { resolveSettings } from '../../../exchange/settings';

jest.mock('../../../exchange/diagnosis/probes/tcp');
jest.mock('../../../exchange/diagnosis/probes/tls');

const settings = resolveSettings({
	server: 'mail.enyoi.example',
	version: 'Exchange2019',
	emailDns: 'enyoi.example',
	user: 'ENYOI\\svc',
	password: 'not asked for',
});
const context = (facts: object = {}) => ({
	facts: { settings, url: settings.ewsUrl, ...facts },
	mailboxes: [],
	writeTest: false,
	now: () => new Date(),
	signal: new AbortController().signal,
});

describe('addresses of a server', () => {
	const answers: Record<string, tcpProbe.TcpAttempt> = {
		'10.0.0.5': { address: '10.0.0.5', ms: 1, outcome: 'connected', localAddress: '172.17.0.2' },
		'10.0.0.6': { address: '10.0.0.6', ms: 1, outcome: 'refused' },
		'10.0.0.7': { address: '10.0.0.7', ms: 1, outcome: 'unreachable', code: 'EHOSTUNREACH' },
		'2001:db8::5': { address: '2001:db8::5', ms: 1, outcome: 'unreachable', code: 'ENETUNREACH' },
		'2001:db8::6': { address: '2001:db8::6', ms: 1, outcome: 'refused' },
	};
	const finding = async (...addresses: string[]) => {
		jest.mocked(tcpProbe.connectOnce).mockImplementation(async (address) => answers[address]);
		return await tcp.run(context({ resolution: { outcome: 'resolved', addresses, ms: 1 } }));
	};

	it('are no fault of it where the network of n8n has no IPv6', async () => {
		expect(await finding('10.0.0.5', '2001:db8::5')).toMatchObject({
			status: 'passed',
			details: expect.stringContaining('n8n has no way to 2001:db8::5'),
		});
	});

	it.each([
		['refuses', ['10.0.0.5', '10.0.0.6'], '10.0.0.6'],
		['is off', ['10.0.0.5', '10.0.0.7'], '10.0.0.7'],
		['refuses over IPv6', ['10.0.0.5', '2001:db8::6'], '2001:db8::6'],
		['refuses beside one of IPv6', ['10.0.0.5', '10.0.0.6', '2001:db8::5'], '10.0.0.6'],
	])('are named where one %s', async (_name, addresses, silent) => {
		expect(await finding(...addresses)).toMatchObject({
			status: 'warning',
			remedy: expect.stringContaining(`Repair the server at ${silent}, or`),
		});
	});

	it('have no way to them where none is reached', async () => {
		expect(await finding('2001:db8::5')).toMatchObject({
			status: 'failed',
			cause: expect.stringContaining('no route'),
		});
	});
});

describe('a handshake that OpenSSL breaks off', () => {
	it.each([
		[
			'EPROTO',
			'write EPROTO C0BAF076:error:0A000152:SSL routines:final_renegotiate:unsafe legacy renegotiation disabled:../deps/openssl/openssl/ssl/statem/extensions.c:922:',
			/no secure renegotiation/,
			'networkAdmin',
		],
		[
			'ERR_SSL_DH_KEY_TOO_SMALL',
			'error:0A00018A:SSL routines:tls_process_ske_dhe:dh key too small',
			/too weak/,
			'exchangeAdmin',
		],
		[
			'ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED',
			'error:0A0001A6:SSL routines::legacy sigalg disallowed or unsupported',
			/too weak/,
			'exchangeAdmin',
		],
		[
			'ERR_SSL_UNSUPPORTED_PROTOCOL',
			'error:0A000102:SSL routines::unsupported protocol',
			/TLS versions that are outdated/,
			'exchangeAdmin',
		],
	])('is told as what it is: %s', async (code, message, cause, remedyBy) => {
		jest.mocked(tlsProbe.handshake).mockResolvedValue({ outcome: 'failed', code, message, ms: 1 });
		expect(await tls.run(context())).toMatchObject({
			status: 'failed',
			cause: expect.stringMatching(cause),
			remedyBy,
		});
	});
});
