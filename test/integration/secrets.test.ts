import { createPrivateKey } from 'node:crypto';
import * as http from 'node:http';
import * as net from 'node:net';
import type { INode } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import { testConnection } from '../../exchange/diagnosis/testConnection';
import { managedService } from '../../exchange/ews/library/managedService';
import type { ConnectionSettings } from '../../exchange/settings';
import { refusedAccounts } from '../../exchange/transport/authentication/refusedAccounts';
import { md4 } from '../../exchange/transport/authentication/md4';
import { toErrorItem, toNodeError } from '../../nodes/shared/errors';
import { Company, startExchangeServer, type ExchangeServer } from '../exchangeServer';
import { issueAccessToken } from '../exchangeServer/authentication/bearer';
import { createCertificateAuthority, type Certificate } from '../exchangeServer/certificates';
import { allFaults, type Fault } from '../exchangeServer/faults';
import { columns, changesSince } from './faultMatrix/columns';
import { testedExchange, VirtualTime } from './faultMatrix/testedExchange';
import { endingStalls } from '../support/stalledFault';
import { captureOutput, escapedForms, everythingOf, formsOf } from './secrets/searching';

const password = 'Pässwort-marker-<7Qz&>"';
const passphrase = 'passphrase-marker-4Xv!';
const accessToken = issueAccessToken({
	user: 'svc-n8n@enyoi.example',
	issuedAt: new Date(),
	scope: 'token-marker-2Wm',
});

let secrets: string[];
let forms: string[];
let server: ExchangeServer;
let client: Pick<ConnectionSettings, 'clientCertificate' | 'clientKey' | 'clientKeyPassphrase'>;
let strangers: { expired: Certificate; elsewhere: Certificate };

beforeAll(async () => {
	const authority = await createCertificateAuthority();
	const issued = await authority.issueForClient('svc-n8n');
	const clientKey = createPrivateKey(issued.key)
		.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
		.toString();
	client = {
		clientCertificate: issued.certificate,
		clientKey,
		clientKeyPassphrase: passphrase,
	};
	strangers = {
		expired: await authority.issueExpired(),
		elsewhere: await authority.issue({ names: ['elsewhere.enyoi.example'] }),
	};
	const ntHash = md4(Buffer.from(password, 'utf16le'));
	secrets = [
		...[password, passphrase],
		...accessToken.split('.').slice(1),
		...[clientKey, issued.key].flatMap((pem) => pem.split('\n').slice(1, -2)),
	];
	forms = [
		...secrets.flatMap(formsOf),
		ntHash.toString('hex'),
		ntHash.toString('base64'),
		Buffer.from(`svc-n8n:${password}`).toString('base64').slice(0, 30),
	];
	const company = new Company();
	company.addServiceAccount({ password });
	server = await startExchangeServer({ company, authentication: ['basic', 'ntlm', 'bearer'] });
	const exchange = testedExchange(server, { time: new VirtualTime() });
	await managedService(exchange);
	await exchange.close();
});

afterAll(async () => await server.close());

const node: INode = {
	id: '1',
	name: 'Sync Calendar Items',
	type: 'n8n-nodes-exchange-server.syncCalendarItems',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Every piece of a secret that is in a text. */
function leaksIn(text: string): string[] {
	return forms.filter((form) => text.includes(form));
}

/** All that comes out of n8n when the library throws this. */
function everythingFrom(error: unknown): string {
	const failure = toNodeError(node, error, 0);
	return [error, failure, toErrorItem(failure, 0)].map(everythingOf).join('\n');
}

/** Works until it fails, and searches what came out of it, on all ways. */
async function expectNoSecrets(work: () => Promise<unknown>): Promise<unknown> {
	const output = captureOutput();
	const outcome = await work().then(
		(value) => ({ value, shown: everythingOf(value) }),
		(error: unknown) => ({ error, shown: everythingFrom(error) }),
	);
	const written = output.end();
	expect(leaksIn(outcome.shown)).toEqual([]);
	expect(leaksIn(written)).toEqual([]);
	return 'error' in outcome ? outcome.error : undefined;
}

describe('the search', () => {
	const planted = {
		'in a message': () => new Error(`x${password}x`),
		'in a cause': () => new Error('x', { cause: new Error('y', { cause: { accessToken } }) }),
		'in a hidden field': () =>
			Object.defineProperty(new Error('x'), 'hidden', { value: passphrase, enumerable: false }),
		'behind a symbol': () => Object.assign(new Error('x'), { [Symbol('s')]: [passphrase] }),
		'as Basic': () =>
			new Error(`Basic ${Buffer.from(`ENYOI\\svc-n8n:${password}`).toString('base64')}`),
		'as UTF-16 in base64': () =>
			new Error(Buffer.from(`ab${password}`, 'utf16le').toString('base64')),
		'as hex': () => new Error(Buffer.from(`ab${passphrase}`).toString('hex')),
		'in a URL': () => new Error(`https://x/?p=${encodeURIComponent(password)}`),
		'as bytes': () => Object.assign(new Error('x'), { body: Buffer.from(`x${passphrase}`) }),
		'as a line of a key': () => new Error(client.clientKey!.split('\n')[2]),
		'in XML': () => new Error(password.replace(/&/g, '&amp;').replace(/</g, '&lt;')),
	};

	it.each(Object.entries(planted))('finds a secret %s', (_place, plant) => {
		expect(leaksIn(everythingOf(plant()))).not.toEqual([]);
	});

	it('finds what is written', () => {
		const output = captureOutput();
		process.stderr.write(`x${password}`);
		expect(leaksIn(output.end())).not.toEqual([]);
	});
});

const schemes: Record<string, Partial<ConnectionSettings>> = {
	NTLM: { authScheme: 'ntlm' },
	Basic: { authScheme: 'basic' },
	OAuth: { authScheme: 'auto', accessToken, password: undefined },
};

/** Those that nobody waits for: a test of the connection has the real clock. */
const testedFaults =
	/^(unauthorized|forbidden|notFound|signIn|soapFault|notXml|entityBomb|externalEntity|itemError)/;

/** The last two: a read and a write whose requests differ most. */
const operations = columns.filter(({ operation }) => /SyncFolderItems|CreateItem/.test(operation));

function connected(changes: Partial<ConnectionSettings>): Exchange {
	return testedExchange(server, {
		time: new VirtualTime(),
		settings: {
			server: server.httpsUrl,
			caCertificate: server.caCertificate,
			user: 'svc-n8n',
			password,
			...client,
			...changes,
		},
	});
}

let people = 0;

describe.each(Object.entries(schemes))('signed in with %s', (_scheme, settings) => {
	const faults = allFaults({ backOffMs: 50_000 }).map((fault): [string, Fault] => [
		fault.name,
		endingStalls(fault),
	]);

	it('works as it should', async () => {
		const { smtpAddress } = server.company.addPerson({ accountName: `person${++people}` });
		const exchange = connected(settings);
		await changesSince(exchange, smtpAddress);
		expect(leaksIn(everythingOf(exchange.settings))).not.toEqual([]);
		await exchange.close();
	});

	it.each(faults)('%s', async (_name, fault) => {
		for (const column of operations) {
			const person = server.company.addPerson({ accountName: `person${++people}` });
			const { operation } = column;
			const rule = server.faults.add({ fault, mailbox: person.smtpAddress, operation });
			const exchange = connected(settings);
			try {
				await expectNoSecrets(async () => await column.run(exchange, person));
				expect(rule.fired).toBeGreaterThan(0);
			} finally {
				rule.remove();
				refusedAccounts.forget(exchange.settings);
				await exchange.close();
			}
		}
	});

	it('refused', async () => {
		const wrong = settings.accessToken
			? { accessToken: `${accessToken.slice(0, -4)}AAAA` }
			: { user: 'nobody' };
		const exchange = connected({ ...settings, ...wrong });
		const error = await expectNoSecrets(
			async () => await changesSince(exchange, 'alice@enyoi.example'),
		);
		expect(error).toMatchObject({ code: 'signIn' });
		await exchange.close();
	});

	it('tested while the server fails', async () => {
		for (const [, fault] of faults) {
			if (!testedFaults.test(fault.name)) continue;
			const rule = server.faults.add({ fault });
			const { user, password: own } = server.company.serviceAccount;
			await expectNoSecrets(
				async () =>
					await testConnection(
						{
							...{ server: server.httpsUrl, caCertificate: server.caCertificate },
							...{ version: 'Exchange2019', emailDns: 'enyoi.example', user, password: own },
							...client,
							...settings,
							timeoutSeconds: 1,
						},
						{ checks: ['settings', 'tcp', 'tls', 'http', 'authentication', 'version'] },
					),
			);
			rule.remove();
		}
	});
});

it('no token to be had', async () => {
	const exchange = connected({
		password: undefined,
		authScheme: 'auto',
		accessToken: async () =>
			await Promise.reject(
				Object.assign(new Error(`invalid_grant: ${accessToken}`), {
					options: { body: { refresh_token: accessToken, client_secret: passphrase } },
				}),
			),
	});
	const error = await expectNoSecrets(
		async () => await changesSince(exchange, 'alice@enyoi.example'),
	);
	expect(error).toMatchObject({ code: 'signIn', problem: 'noToken' });
	await exchange.close();
});

describe('a server that repeats what it got', () => {
	let echo: http.Server;
	let url: string;
	let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void;

	beforeAll(async () => {
		echo = http.createServer((request, response) => {
			request.resume();
			request.on('end', () => answer(request, response));
		});
		await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(echo.address() as net.AddressInfo).port}/EWS/Exchange.asmx`;
	});

	afterAll(() => {
		echo.closeAllConnections();
		echo.close();
	});

	const said = ({ headers }: http.IncomingMessage) => String(headers.authorization);
	const meaning = (request: http.IncomingMessage) => {
		const [scheme, given = ''] = said(request).split(' ');
		if (scheme === 'Bearer') return given;
		// To a server that signs people in by NTLM somebody may have told the password.
		return scheme === 'Basic' ? Buffer.from(given, 'base64').toString().slice(8) : password;
	};
	/** Written in all ways, one after the other. */
	const written = (request: http.IncomingMessage) => {
		const secret = meaning(request);
		const bytes = [Buffer.from(secret), Buffer.from(`:${secret}`), Buffer.from(secret, 'utf16le')];
		return [
			...Object.values(escapedForms).map((write) => write(secret)),
			...bytes.flatMap((one) => [one.toString('base64'), one.toString('hex')]),
		].join(', ');
	};
	const inXml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
	const inHeader = (text: string) => text.replaceAll('"', "'");
	/** What it was given, and what that means. */
	const understood = (request: http.IncomingMessage) => {
		const [scheme, given = ''] = said(request).split(' ');
		const meant = scheme === 'Basic' ? Buffer.from(given, 'base64').toString() : given;
		return `${said(request)} ${meant}`.replace(/&/g, '&amp;').replace(/</g, '&lt;');
	};
	const soap = (response: http.ServerResponse, status: number, body: string) =>
		response
			.writeHead(status, { 'content-type': 'text/xml; charset=utf-8' })
			.end(
				`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`,
			);
	const [messages, types, errors] = ['messages', 'types', 'errors'].map(
		(name) => `http://schemas.microsoft.com/exchange/services/2006/${name}`,
	);
	const answers: Record<string, typeof answer> = {
		'in a page': (request, response) =>
			response.writeHead(400, { 'content-type': 'text/html' }).end(`<html>${said(request)}</html>`),
		'in diagnostics': (request, response) =>
			response
				.writeHead(401, {
					'www-authenticate': `Bearer error="invalid_token", error_description="${said(request)}"`,
					'x-ms-diagnostics': `2000000;reason="${said(request)}"`,
				})
				.end(),
		'in a redirect': (request, response) =>
			response.writeHead(302, { location: `/elsewhere?token=${said(request)}` }).end(),
		'in the path of a redirect': (request, response) =>
			response.writeHead(302, { location: `/owa/${encodeURIComponent(said(request))}` }).end(),
		'in a SOAP fault': (request, response) =>
			soap(
				response,
				500,
				`<s:Fault><faultcode>s:Client</faultcode><faultstring>No: ${understood(request)}</faultstring><detail><e:ResponseCode xmlns:e="${errors}">ErrorInvalidRequest</e:ResponseCode><e:Message xmlns:e="${errors}">Got ${understood(request)}</e:Message><t:MessageXml xmlns:t="${types}"><t:Value Name="Header">${understood(request)}</t:Value></t:MessageXml></detail></s:Fault>`,
			),
		'in a response message': (request, response) =>
			soap(
				response,
				200,
				`<m:SyncFolderItemsResponse xmlns:m="${messages}" xmlns:t="${types}"><m:ResponseMessages><m:SyncFolderItemsResponseMessage ResponseClass="Error"><m:MessageText>Got ${understood(request)}</m:MessageText><m:ResponseCode>ErrorInvalidRequest</m:ResponseCode><m:MessageXml><t:Value Name="Header">${understood(request)}</t:Value></m:MessageXml></m:SyncFolderItemsResponseMessage></m:ResponseMessages></m:SyncFolderItemsResponse>`,
			),
		'in diagnostics, in all ways to write it': (request, response) =>
			response
				.writeHead(401, {
					'www-authenticate': [
						`Bearer error="invalid_token", error_description="${inHeader(written(request))}"`,
						`${meaning(request).replace(/[^\w-]/g, '')} realm="x"`,
					],
					'x-ms-diagnostics': inHeader(written(request)),
				})
				.end(),
		'in ids, in all ways to write it': (request, response) =>
			response
				.writeHead(503, { 'x-feserver': written(request), 'x-caserrorcode': written(request) })
				.end(),
		'in the host of a redirect': (request, response) =>
			response
				.writeHead(302, {
					location: `https://${meaning(request).replace(/[^\w-]/g, '')}.evil.example/x`,
				})
				.end(),
		'in the path of a redirect, in all ways to write it': (request, response) =>
			response.writeHead(302, { location: `//evil.example/${written(request)}` }).end(),
		'in a SOAP fault, in all ways to write it and as a name': (request, response) =>
			soap(
				response,
				500,
				`<s:Fault><faultcode>s:Client</faultcode><faultstring>No: ${inXml(written(request))}</faultstring><detail><e:ResponseCode xmlns:e="${errors}">${inXml(written(request))}</e:ResponseCode><e:Message xmlns:e="${errors}">Got ${inXml(written(request))}</e:Message><t:MessageXml xmlns:t="${types}"><t:Value Name="${inXml(written(request)).replaceAll('"', '&quot;')}">x</t:Value></t:MessageXml></detail></s:Fault>`,
			),
		'in ids': (request, response) =>
			response.writeHead(503, { 'x-feserver': said(request), 'request-id': said(request) }).end(),
	};

	it.each(
		Object.keys(answers).flatMap((place) =>
			(['Basic', 'NTLM', 'OAuth'] as const).map((scheme) => [place, scheme] as const),
		),
	)('%s, %s', async (place, scheme) => {
		answer = answers[place];
		const exchange = connected({ ...schemes[scheme], server: url });
		try {
			const error = await expectNoSecrets(
				async () => await changesSince(exchange, 'alice@enyoi.example'),
			);
			expect(error).toMatchObject({ details: expect.anything() });
		} finally {
			await exchange.close();
		}
	});
});

describe('a network that fails', () => {
	async function fails(changes: Partial<ConnectionSettings>, expected: object): Promise<void> {
		const settings: ConnectionSettings = {
			server: server.httpsUrl,
			caCertificate: server.caCertificate,
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user: 'ENYOI\\svc-n8n',
			password,
			...client,
			...changes,
		};
		const error = await expectNoSecrets(async () => {
			const exchange = testedExchange(server, { time: new VirtualTime(), settings });
			try {
				return await changesSince(exchange, 'alice@enyoi.example');
			} finally {
				await exchange.close();
			}
		});
		expect(error).toMatchObject(expected);
		await expectNoSecrets(async () => await testConnection({ ...settings, timeoutSeconds: 1 }));
	}

	it('refuses the connection', async () => {
		await fails({ server: 'https://127.0.0.1:9/EWS/Exchange.asmx' }, { code: 'unreachable' });
	});

	it('has an authority that nobody knows', async () => {
		await fails({ caCertificate: undefined }, { code: 'tls' });
	});

	it('has another certificate than the pinned one', async () => {
		await fails({ certificateSha256: 'ab'.repeat(32) }, { code: 'tls', problem: 'pin' });
	});

	it('shows a certificate of another host, or an expired one', async () => {
		const authority = await createCertificateAuthority();
		for (const { certificate, key } of Object.values(strangers)) {
			const other = await startExchangeServer({
				company: server.company,
				certificate: { certificate, privateKey: key, caCertificate: authority.certificate },
			});
			await fails({ server: other.httpsUrl }, { code: 'tls' });
			await other.close();
		}
	});

	it('is asked for with settings that can not be', async () => {
		const key = client.clientKey!;
		await fails({ clientKeyPassphrase: 'wrong' }, { code: 'settings' });
		await fails({ clientKey: key.replace(/\n.{64}\n/, '\n') }, { code: 'settings' });
		await fails({ clientKey: key.replace('-----BEGIN', '') }, { code: 'settings' });
		await fails({ clientCertificate: undefined }, { code: 'settings' });
		await fails({ server: `https://svc:${password}@mail.enyoi.example/` }, { code: 'settings' });
		await fails({ server: `https://svc:${passphrase}@mail enyoi` }, { code: 'settings' });
		await fails({ caCertificate: key }, { code: 'settings' });
	});
});
